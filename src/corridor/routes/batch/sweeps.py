"""Sweeps over many draws side by side, in plain numpy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Sweeper"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Draws worked on together: a row of them stays in the nearest cache.
SLICE = 2048
# Draws still moving are copied out when they are fewer than this share of a slice.
FEW = 0.1


@dataclass(frozen=True)
class Sweeper:
    """
    The edges of a graph, as plain lists.

    Attributes
    ----------
    tail, head
        Of every edge.
    size
        Number of states.
    """

    tail: list[int]
    head: list[int]
    size: int
    out: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """List the edges that leave each state."""
        out: list[list[int]] = [[] for _ in range(self.size)]
        for edge, tail in enumerate(self.tail):
            out[tail].append(edge)
        object.__setattr__(self, "out", out)

    def run(self, order: list[int], costs: Floats, distance: Floats, origin: int) -> None:
        """
        Fill in the distances of all draws, a slice at a time.

        Parameters
        ----------
        order
            States to relax, in the order of a sweep.
        costs
            (n_edges, n_draws).
        distance
            (n_states, n_draws), filled in.
        origin
            The state to start from.
        """
        for start in range(0, costs.shape[1], SLICE):
            part = slice(start, start + SLICE)
            far = np.full((self.size, len(range(costs.shape[1])[part])), np.inf)
            far[origin] = 0.0
            self._settle(order, costs[:, part], far, origin)
            distance[:, part] = far

    def _settle(self, order: list[int], costs: Floats, far: Floats, origin: int) -> None:
        """Sweep until no distance moves; from then on only draws that moved in the last sweep."""
        waiting: list[list[int]] = [[] for _ in range(self.size)]
        for edge in self.out[origin]:
            waiting[self.head[edge]].append(edge)
        columns: Ints | None = None
        rows = far
        moved = self._sweep(order, costs, columns, rows, waiting)
        while (count := int(moved.sum())) > 0:
            if count < FEW * len(moved):
                here = np.flatnonzero(moved)
                if columns is not None:
                    far[:, columns] = rows
                    here = columns[here]
                columns, rows = here, far[:, here]
            moved = self._sweep(order, costs, columns, rows, waiting)
        if columns is not None:
            far[:, columns] = rows

    def _sweep(
        self,
        order: list[int],
        costs: Floats,
        columns: Ints | None,
        rows: Floats,
        waiting: list[list[int]],
    ) -> npt.NDArray[np.bool_]:
        """Relax the edges that wait, once; return the draws in which a distance moved."""
        best, other = np.empty(rows.shape[1]), np.empty(rows.shape[1])
        better = np.empty(rows.shape[1], dtype=bool)
        moved = np.zeros(rows.shape[1], dtype=bool)
        for state in order:
            edges = waiting[state]
            if not edges:
                continue
            waiting[state] = []
            into = best
            for edge in edges:
                cost = costs[edge] if columns is None else costs[edge].take(columns)
                np.add(rows[self.tail[edge]], cost, out=into)
                if into is other:
                    np.minimum(best, other, out=best)
                into = other
            mine = rows[state]
            np.less(best, mine, out=better)
            if better.any():
                np.minimum(mine, best, out=mine)
                np.logical_or(moved, better, out=moved)
                for edge in self.out[state]:
                    waiting[self.head[edge]].append(edge)
        return moved
