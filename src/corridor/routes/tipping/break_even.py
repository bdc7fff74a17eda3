"""Find the value of one quantity at which the better of two corridors changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.weights import CostWeights
from corridor.routes.best import best_route
from corridor.routes.tipping.crossing import Crossing, crossings, spans
from corridor.routes.tipping.quantity import quantity_of
from corridor.routes.tipping.result import BreakEven
from corridor.routes.tipping.seeker import GENERALISED, check_measure
from corridor.routes.tipping.trial import Trial, straight_power, usual_range

if TYPE_CHECKING:
    from corridor.network.network import Network
    from corridor.routes.tipping.crossing import Span
    from corridor.routes.tipping.envelope import Piece
    from corridor.routes.tipping.quantity import Change, Quantity

__all__ = ["break_even"]

Pieces = tuple[list["Piece"], list["Piece"]]


def break_even(  # noqa: PLR0913
    network: Network,
    *,
    commodity: str,
    origin: str,
    destination: str,
    better: str,
    than: str,
    change: Change,
    within: tuple[float, float] | None = None,
    weights: CostWeights | None = None,
    by: str = GENERALISED,
) -> BreakEven:
    """
    Return the value of one quantity at which the better of two corridors changes.

    Every corridor takes its best route at every value, so a quantity that grows drives a corridor
    from route to route; the pieces of this envelope are found exactly [1]_. On each piece the
    routes are then compared as `compare_corridors` compares them: losses compound, a cause shared
    by several places counts once.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    better, than
        Two named corridors; the gap is the cost of the first less that of the second.
    change
        (subject, attribute) of a fact in force, moved wherever the network uses it: the tariff of a
        railway on all its links. Where the commodity reads several such facts (two directions, two
        services, an exchange rate of several years) all move by one factor, the value is that of
        the first, and a note and ``moved`` say so. Or a weight: ``value_of_time_usd_per_t_d``,
        ``carbon_price_usd_per_t``, ``reliability_ratio``, ``delay_price_usd_per_t_d``,
        ``non_delivery_usd_per_t``, ``commodity_value`` (of a tonne: in the time it is on the way,
        losses and insurance) or ``subsidy_usd_per_t`` (paid on ``better``).
    within
        Low and high, in the unit of the fact as published; from 0 to ten times today's value when
        absent, from a tenth for what stands under a line (speed, payload, exchange rate).
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.
    by
        What both the search and the comparison minimise: ``generalised_cost_usd_per_t``,
        ``cost_usd_per_t``, ``time_d``, ``co2_kg_per_t`` or ``expected_delay_d``.

    Returns
    -------
    tip
        ``value`` is None when no value in the range changes the better corridor; the repr then says
        by how much the loser stays behind.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor, subject, attribute, weight or measure; names the nearest.
    NoRouteError
        One of the corridors has no route.
    ValueError
        The two corridors are one, the range is none, nothing reads the quantity, or it enters the
        costs in several powers at once.

    References
    ----------
    .. [1] Eisner, Severance (1976), Mathematical techniques for efficient record segmentation in
       large shared databases, Journal of the ACM 23(4), 619-635.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> pair = {"commodity": "copper", "origin": "balkhash_smelter", "destination": "duisburg"}
    >>> tip = break_even(net, **pair, better="caspian", than="russia", change="subsidy_usd_per_t")
    >>> tip.better_below, tip.better_above
    ('russia', 'caspian')
    """
    check_measure(by)
    if better == than:
        raise ValueError(f"better and than are both {better!r}: a corridor has no gap to itself")
    weights = weights or CostWeights()
    first, second = (
        best_route(network, commodity, origin, destination, corridor=name, weights=weights)
        for name in (better, than)
    )
    quantity = quantity_of(network, commodity, change, weights, by)
    power = straight_power(quantity, by, within)
    low, high = usual_range(quantity, within, power)
    return _answer(Trial(quantity, by, (first, second)), (low, high), power)


def _answer(trial: Trial, within: tuple[float, float], power: int) -> BreakEven:
    """Return where the lead changes over a range, and all that is said with it."""
    quantity, (route, other) = trial.quantity, trial.routes
    pieces = trial.pieces(0, *within, power), trial.pieces(1, *within, power)
    found = spans(*pieces, trial.gap, power)
    gaps = [gap for span in found for gap in (span.gap_low, span.gap_high)]
    names = route.rule.name, other.rule.name
    table = _crossings(crossings(found, quantity.today, power), names)
    arcs = trial.best(0, quantity.today), trial.best(1, quantity.today)
    return BreakEven(
        *(route.commodity, route.origin, route.destination),
        *names,
        *(quantity.name, quantity.unit, trial.by),
        at=quantity.today,
        within=within,
        crossings=table,
        envelope=_envelope(trial, pieces),
        gap_today=trial.gap(quantity.today, *arcs),
        gap_least=min(gaps),
        gap_most=max(gaps),
        slope_today=_slope_today(trial, arcs, power),
        moved=_moved(quantity, table),
        notes=_notes(trial, pieces, found),
    )


def _crossings(found: list[Crossing], names: tuple[str, str]) -> pd.DataFrame:
    """Return the crossings with the corridors by name."""
    words = {"better": names[0], "than": names[1], "tie": "tie"}
    rows = [(c.value, words[c.below], words[c.above], c.slope) for c in found]
    return pd.DataFrame(rows, columns=["value", "below", "above", "slope"])


def _envelope(trial: Trial, pieces: Pieces) -> pd.DataFrame:
    """Return which route is the best of its corridor between which values."""
    rows = []
    for which, found in enumerate(pieces):
        number = {arcs: i for i, arcs in enumerate(dict.fromkeys(p.arcs for p in found))}
        rows += [
            {
                "corridor": trial.routes[which].rule.name,
                "from": piece.low,
                "to": piece.high,
                "cost_from": trial.measure(which, piece.low, piece.arcs),
                "cost_to": trial.measure(which, piece.high, piece.arcs),
                "route": number[piece.arcs],
                "over": _over(trial, piece.arcs),
                "arcs": piece.arcs,
            }
            for piece in found
        ]
    return pd.DataFrame(rows)


def _over(trial: Trial, arcs: tuple[int, ...]) -> str:
    """Return where a route changes mode, in order."""
    graph = trial.quantity.graph
    chosen = graph.arcs.loc[list(arcs)]
    stops = chosen.loc[chosen["kind"] == "transfer", "head"]
    return ", ".join(dict.fromkeys(str(graph.states.at[s, "node"]) for s in stops))


def _slope_today(trial: Trial, arcs: tuple[tuple[int, ...], tuple[int, ...]], power: int) -> float:
    """Return the change of the gap per unit at today's value, by today's routes."""
    today = trial.quantity.today
    step = 1e-3 * today if today else 1e-3
    # A straight line in the power: two values tell its rise, wherever they lie.
    rise = trial.gap(today + step, *arcs) - trial.gap(today, *arcs)
    per_power = rise / ((today + step) ** power - today**power)
    return float(per_power * power * today ** (power - 1))


def _moved(quantity: Quantity, crossings: pd.DataFrame) -> pd.DataFrame:
    """Return the facts moved: today, and at the nearest crossing."""
    if quantity.moved.empty:
        return quantity.moved.assign(at_value=np.nan)
    value = float(crossings["value"].iloc[0]) if len(crossings) else np.nan
    today = quantity.moved["today"]
    at_value = today * (value / quantity.today) if quantity.today else today + value
    return quantity.moved.assign(at_value=at_value)


def _notes(trial: Trial, pieces: Pieces, found: list[Span]) -> tuple[str, ...]:
    """Say what moved together, which corridor does not read the quantity, and what is no line."""
    quantity, notes = trial.quantity, []
    if len(quantity.moved) > 1:
        notes.append(f"{len(quantity.moved)} facts move by one factor; see moved")
    for which, route in enumerate(trial.routes):
        ends = [
            trial.measure(which, x, piece.arcs)
            for piece in pieces[which]
            for x in (piece.low, piece.high)
        ]
        if max(ends) - min(ends) <= 1e-9 * max(1.0, abs(max(ends))):
            notes.append(f"no best route of {route.rule.name} in the range reads it")
    if not all(span.straight for span in found):
        notes.append(
            "the gap is no straight line (losses compound, hazards share a cause, or times "
            "spread): where it is zero was found by search, the routes exactly"
        )
    return tuple(notes)
