"""Add up what the paths of a solution cost and take: by commodity, in money, days and CO2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import Solution

__all__ = ["TOTALS", "Tally"]

Floats = npt.NDArray[np.float64]

# Column of a tally: quantity of the arcs that it sums; none for what a path says itself.
TOTALS = {
    "delivered_t_per_y": "",
    "cost_usd_per_y": "",
    "charges_usd_per_y": "usd",
    "time_t_d_per_y": "d",
    "co2_kg_per_y": "kg",
}


class Tally:
    """
    What a tonne on each arc of an assembly takes, ready to be summed over solutions.

    Parameters
    ----------
    assembly
        Whose problem the solutions are of, or one with the same blocks.
    """

    def __init__(self, assembly: Assembly) -> None:
        self.commodities = [block.name.split("/")[0] for block in assembly.problem.blocks]
        self._arcs: dict[str, list[Floats]] = {}
        for quantity in filter(None, TOTALS.values()):
            self._arcs[quantity] = []
            for number, block in enumerate(assembly.problem.blocks):
                values = assembly.graph(number).per_arc(quantity)
                # A sale is an arc of the problem's own: it takes no time and emits nothing.
                own = np.where(block.arc >= 0, values[np.maximum(block.arc, 0)], 0.0)
                self._arcs[quantity].append(own)

    def of(self, solution: Solution) -> pd.DataFrame:
        """
        Return the totals of a solution.

        Parameters
        ----------
        solution
            From the master.

        Returns
        -------
        totals
            Index commodity, all that there are; the columns of `TOTALS`.
        """
        rows = [
            (
                self.commodities[path.block],
                path.flow,
                path.flow * path.cost,
                *(
                    path.flow * self._arcs[quantity][path.block][list(path.arcs)].sum()
                    for quantity in filter(None, TOTALS.values())
                ),
            )
            for path in solution.paths
        ]
        table = pd.DataFrame(rows, columns=["commodity", *TOTALS])
        names = sorted(set(self.commodities))
        return table.groupby("commodity").sum().reindex(names, fill_value=0.0)
