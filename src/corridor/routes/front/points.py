"""The points of a front: what arcs add to each criterion, and which points are what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.network.graph import StateGraph

__all__ = ["CRITERIA", "arc_amounts", "dominated_points", "supported_points", "whole_amounts"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Criterion: its column, named as in the totals of a route.
CRITERIA = {
    "cost": "cost_usd_per_t",
    "time": "time_d",
    "co2": "co2_kg_per_t",
    "risk": "expected_delay_d",
    "russia_km": "russia_km",
}
# Amounts are counted in millionths, as whole numbers: sums are then exact in whatever order.
MILLIONTHS = 1e6
# How far from the best a point may stay, as a share of the ranges of the criteria.
SLACK = 1e-9
# Weights tried before linear programmes decide the rest; fixed, so results never vary.
TRIALS = 2000


def arc_amounts(graph: StateGraph, criteria: Sequence[str]) -> Floats:
    """Return what each arc adds to each criterion: (n_criteria, n_arcs), never negative."""
    rows = []
    for name in criteria:
        if name == "cost":
            factors = graph.value_factors()
            worth = 0.0 if factors is None else float(graph.product(factors))
            rows.append(graph.per_arc("usd") + worth * graph.per_arc("loss"))
        elif name == "russia_km":
            rows.append(_km_in(graph, "RU"))
        else:
            rows.append(graph.per_arc({"time": "d", "co2": "kg", "risk": "delay"}[name]))
    return np.maximum(np.array(rows), 0.0)


def _km_in(graph: StateGraph, country: str) -> Floats:
    """Return the km of each arc's sections on a country's land."""
    wanted = np.flatnonzero((graph.fact_map.terms["quantity"] == "km").to_numpy())
    legs = graph.legs.iloc[graph.fact_map.terms["leg"].to_numpy()[wanted]]
    inside = ((legs["kind"] == "section") & (legs["country"] == country)).to_numpy()
    km = graph.fact_map.values(terms=wanted[inside])
    return np.bincount(legs["arc"].to_numpy()[inside], km, len(graph.arcs)).astype(np.float64)


def whole_amounts(amounts: Floats) -> Ints:
    """Return amounts in millionths."""
    return np.rint(amounts * MILLIONTHS).astype(np.int64)


def dominated_points(points: Ints) -> Bools:
    """Return which points another one is no worse than in every criterion and better in one."""
    return np.array(
        [bool(((points <= p).all(axis=1) & (points < p).any(axis=1)).any()) for p in points],
        dtype=bool,
    )


def supported_points(points: Ints) -> Bools:
    """
    Return, per point, whether some weighted sum with weights of 0 or more has it as an optimum.

    Two criteria are decided in whole numbers, on the lower convex hull. For more, a linear
    programme per point looks for weights under which no other point is better by more than 1e-9 of
    the criteria's ranges.

    Parameters
    ----------
    points
        (n_points, n_criteria) whole numbers; less is better.

    Returns
    -------
    supported
        One flag per point.

    Examples
    --------
    >>> supported_points(np.array([[0, 10], [6, 6], [10, 0]])).tolist()
    [True, False, True]
    """
    if len(points) == 0:
        return np.zeros(0, dtype=bool)
    return _on_chain(points) if points.shape[1] == 2 else _by_programmes(points)


def _on_chain(points: Ints) -> Bools:
    """Return the points on the lower left chain of the hull, those inside an edge included."""
    rows = [(int(x), int(y), i) for i, (x, y) in enumerate(points.tolist())]
    chain: list[tuple[int, int, int]] = []
    for x, y, i in sorted(rows):
        while len(chain) >= 2:
            (x1, y1, _), (x2, y2, _) = chain[-2:]
            if (x2 - x1) * (y - y1) >= (y2 - y1) * (x - x1):
                break
            chain.pop()
        chain.append((x, y, i))
    on = np.zeros(len(points), dtype=bool)
    on[[i for _, _, i in chain]] = True
    # Past the least of the second criterion the hull turns up again: no point of a front is there.
    return on


def _by_programmes(points: Ints) -> Bools:
    span = np.ptp(points, axis=0)
    unit = (points - points.min(axis=0)) / np.where(span == 0, 1, span)
    trials = np.random.default_rng(0).dirichlet(np.ones(unit.shape[1]), TRIALS)
    known = (points == points.min(axis=0)).any(axis=1)
    known[(unit @ trials.T).argmin(axis=0)] = True
    rivals = unit[known]
    for i in np.flatnonzero(~known):
        known[i] = _has_weights(unit, int(i), rivals)
    return np.asarray(known)


def _has_weights(unit: Floats, i: int, rivals: Floats) -> bool:
    """Whether weights exist under which a point is best; rivals are points surely worth a look."""
    ahead = np.delete(unit, i, axis=0) - unit[i]
    rows = rivals - unit[i]
    for _ in range(len(unit)):
        best, weights = _widest_lead(rows)
        if best < -SLACK:
            return False
        leads = ahead @ weights
        if leads.min() >= -SLACK:
            return True
        rows = np.vstack([rows, ahead[leads.argmin()]])
    return False


def _widest_lead(rows: Floats) -> tuple[float, Floats]:
    """Return the widest lead over all rivals that weights of sum 1 can give, and the weights."""
    n = rows.shape[1]
    answer = linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.hstack([-rows, np.ones((len(rows), 1))]),
        b_ub=np.zeros(len(rows)),
        A_eq=np.append(np.ones(n), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0.0, None)] * n + [(-2.0, 2.0)],
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    weights = np.maximum(answer.x[:n], 0.0)
    weights /= weights.sum()
    return float(answer.x[n]), weights
