"""Routes on a graph given as arrays: one of them, or those of many pairs in one table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.errors import NoRouteError

if TYPE_CHECKING:
    from corridor.routes.many.arc_graph import ArcGraph
    from corridor.routes.many.ways import Ways

__all__ = ["ArcRoute", "ArcRoutes", "no_way"]

Ints = npt.NDArray[np.int64]

NO_WAY = "no arcs lead from one to the other"


@dataclass(frozen=True, eq=False)
class ArcRoute:
    """
    One way through a graph given as arrays.

    Attributes
    ----------
    graph
        The graph it runs on.
    criterion
        What it is the least of.
    origin, destination
        Its ends.
    arcs
        Numbers of its arcs, in travel order.
    excess
        How far above the least its cost can be at most: 0 but for routes of a prepared graph.
    """

    graph: ArcGraph
    criterion: str
    origin: int
    destination: int
    arcs: Ints
    excess: float = 0.0

    @property
    def states(self) -> Ints:
        """The states it visits, both ends included."""
        return np.append(self.origin, self.graph.head[self.arcs])

    @cached_property
    def totals(self) -> dict[str, float]:
        """The sum of every criterion along its arcs."""
        return {
            name: float(sum(values[self.arcs].tolist()))
            for name, values in self.graph.weights.items()
        }

    @property
    def cost(self) -> float:
        """The sum of its criterion along its arcs."""
        return self.totals[self.criterion]

    def __len__(self) -> int:
        return len(self.arcs)

    def __repr__(self) -> str:
        sums = ", ".join(f"{name} {total:.6g}" for name, total in self.totals.items())
        ends = f"{self.origin} -> {self.destination}"
        return f"ArcRoute({ends}, least {self.criterion}: {len(self)} arcs; {sums})"


@dataclass(frozen=True, eq=False)
class ArcRoutes:
    """
    The routes of many pairs by some criteria: row i is of pair ``i // len(criteria)``.

    Attributes
    ----------
    graph
        The graph they run on.
    criteria
        What routes are the least of, in order.
    pairs
        (n_pairs, 2) origin and destination.
    ways
        The way of each row.
    excess
        As in `ArcRoute`, of each row; of none where it is absent.
    """

    graph: ArcGraph
    criteria: tuple[str, ...]
    pairs: Ints
    ways: Ways
    excess: npt.NDArray[np.float64] | None = None

    @cached_property
    def cost(self) -> npt.NDArray[np.float64]:
        """(n_pairs, n_criteria) least sum of each criterion; inf where there is no way."""
        shape = (len(self.pairs), len(self.criteria))
        sums = [self.ways.sums(self.graph.weights[name]).reshape(shape) for name in self.criteria]
        own = np.stack([column[:, place] for place, column in enumerate(sums)], axis=1)
        return np.where(self.ways.reached.reshape(shape), own, np.inf)

    @cached_property
    def table(self) -> pd.DataFrame:
        """
        One row per pair and criterion.

        Columns: origin, destination, criterion, feasible, reason, the sum of every criterion along
        the route under its name (NaN where there is none), and the number of arcs.
        """
        width = len(self.criteria)
        columns: dict[str, Any] = {
            "origin": np.repeat(self.pairs[:, 0], width),
            "destination": np.repeat(self.pairs[:, 1], width),
            "criterion": np.tile(np.array(self.criteria, dtype=object), len(self.pairs)),
            "feasible": self.ways.reached,
            "reason": np.where(self.ways.reached, "", NO_WAY),
        }
        for name, values in self.graph.weights.items():
            columns[name] = self.ways.sums(values)
        columns["n_arcs"] = np.diff(self.ways.start)
        return pd.DataFrame(columns).rename_axis("row")

    def arcs(self, row: int) -> Ints:
        """Return the arcs of a row's route, in travel order; none where there is no way."""
        self._place(row)
        return self.ways.arcs(row)

    def route(self, row: int) -> ArcRoute:
        """
        Return the route of a row of the table.

        Parameters
        ----------
        row
            Row of the table.

        Returns
        -------
        route
            The route.

        Raises
        ------
        NoRouteError
            There is none.
        IndexError
            There is no such row.

        Examples
        --------
        >>> from corridor.routes.many.arc_graph import ArcGraph
        >>> weights = {"cost": [1.0, 1.0, 5.0], "time": [9.0, 9.0, 1.0]}
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], weights)
        >>> routes = graph.routes([(0, 2)])
        >>> [routes.route(row).arcs.tolist() for row in range(len(routes))]
        [[0, 1], [2]]
        """
        pair, criterion = self._place(row)
        origin, destination = (int(end) for end in self.pairs[pair])
        if not self.ways.reached[row]:
            raise no_way(origin, destination)
        excess = 0.0 if self.excess is None else float(self.excess[row])
        name, arcs = self.criteria[criterion], self.ways.arcs(row)
        return ArcRoute(self.graph, name, origin, destination, arcs, excess)

    def _place(self, row: int) -> tuple[int, int]:
        """Return pair and criterion of a row."""
        if not 0 <= row < len(self):
            msg = f"there is no row {row!r}; rows are 0 to {len(self) - 1:,}"
            raise IndexError(msg)
        return divmod(int(row), len(self.criteria))

    def refusing(self, *, strict: bool) -> ArcRoutes:
        """Return these routes; when strict, raise the error of the first pair without one."""
        if strict and not self.ways.reached.all():
            pair, _ = self._place(int(np.argmin(self.ways.reached)))
            raise no_way(*self.pairs[pair].tolist())
        return self

    def to_frame(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def __len__(self) -> int:
        return len(self.pairs) * len(self.criteria)

    def __repr__(self) -> str:
        none = int((~self.ways.reached).sum())
        names = ", ".join(self.criteria)
        return f"ArcRoutes({len(self.pairs):,} pairs by {names}: {none:,} rows without a route)"


def no_way(origin: int, destination: int) -> NoRouteError:
    """Return the error that says that no arcs lead from one state to another."""
    return NoRouteError(str(origin), str(destination), reason=NO_WAY)
