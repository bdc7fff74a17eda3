"""Walk through the pieces of a path: each is solved by itself, stock and backlog go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.scenarios.disruption.days import DAYS_PER_YEAR
from corridor.scenarios.disruption.stage import HOME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from corridor.flows.program.solution import PathFlow
    from corridor.scenarios.disruption.days import Piece
    from corridor.scenarios.disruption.stage import Key, Stage
    from corridor.scenarios.disruption.tanks import Slot

__all__ = ["Step", "Stock", "walk"]

Floats = npt.NDArray[np.float64]
# Tonnes in each slot by the way over which they left their country.
Stock = dict["Slot", dict[str, float]]
# A tonne less than this is rounding.
DUST_T = 1e-6


@dataclass(frozen=True)
class Step:
    """
    What happens in one piece; tonnes.

    Attributes
    ----------
    output, shut_in
        Made by the producers if nothing held them back; of that, not made.
    shut_in_usd
        What is not made, at the value of a tonne at large.
    opening, closing
        Stock by node.
    ways
        Delivered, by the way over which it left its country.
    links
        Carried by link, whether to a market or to a tank.
    late
        Asked for and not delivered by the end: what is still asked for where lateness is carried,
        else all that was lost since the start.
    cost_usd
        Money paid for all that moved.
    """

    piece: Piece
    output: float
    shut_in: float
    shut_in_usd: float
    opening: dict[str, float]
    closing: dict[str, float]
    ways: dict[str, float]
    links: dict[str, float]
    late: float
    cost_usd: float

    @property
    def delivered(self) -> float:
        """All that arrives at markets."""
        return sum(self.ways.values())


def walk(
    pieces: Sequence[Piece],
    stage_at: Callable[[Piece], Stage],
    tanks: pd.DataFrame,
    stock: Stock,
    *,
    carry: bool,
) -> list[Step]:
    """
    Return what happens in each piece, each solved at least cost with what the last one left.

    Parameters
    ----------
    pieces
        In order.
    stage_at
        The stage of a piece.
    tanks
        Index ``node``: capacity_t.
    stock
        At the start.
    carry
        Whether what is not delivered is still asked for later.

    Returns
    -------
    steps
        One a piece.
    """
    backlog: dict[Key, float] = {}
    steps, lost = [], 0.0
    for piece in pieces:
        stage = stage_at(piece)
        step, stock, unmet = _step(stage, piece, tanks, stock, backlog)
        gone = {key: left for key, left in backlog.items() if key not in stage.demand_keys}
        backlog = (gone | unmet) if carry else {}
        late = sum((gone | unmet).values())
        lost += 0.0 if carry else late
        steps.append(replace(step, late=late if carry else lost))
    return steps


def _step(
    stage: Stage, piece: Piece, tanks: pd.DataFrame, stock: Stock, backlog: dict[Key, float]
) -> tuple[Step, Stock, dict[Key, float]]:
    """Solve one piece; return it, the stock it leaves and what is not delivered."""
    share = piece.days / DAYS_PER_YEAR
    slots = stage.tanks.slots
    here, frozen = _placed(stock, slots)
    room = tanks["capacity_t"].astype(float).to_dict()
    for slot, ways in frozen.items():
        room[slot.node] = max(0.0, room[slot.node] - sum(ways.values()))
    # What rounding takes from an empty tank is no stock below nothing.
    held = np.array([max(0.0, sum(here[slot].values())) for slot in slots])
    output = stage.output * share
    asked = stage.asked * share
    asked = asked + np.array([backlog.get(key, 0.0) for key in stage.demand_keys])
    solution = stage.master.solve(
        limits=np.concatenate([stage.limits(piece.month, share), [*room.values()]]),
        source_amount=np.concatenate([output, held]),
        demand_amount=np.concatenate([asked, held, [room[slot.node] for slot in slots]]),
    )
    moved = _Moved(stage, here, output)
    for path in solution.paths:
        moved.take(path)
    closing = frozen | moved.closing()
    left = np.maximum(solution.unmet[: len(asked)], 0.0)
    unmet = {k: float(t) for k, t in zip(stage.demand_keys, left, strict=True) if t > DUST_T}
    step = Step(
        piece,
        float(output.sum()),
        *moved.shut_in(),
        _by_node(stock, tanks),
        _by_node(closing, tanks),
        moved.ways,
        moved.links,
        sum(unmet.values()),
        moved.cost,
    )
    return step, closing, unmet


class _Moved:
    """Adds up the paths of one piece."""

    def __init__(self, stage: Stage, here: Stock, output: Floats) -> None:
        self.stage, self.here = stage, here
        self.n_sources, self.n_demands = len(output), len(stage.demand_keys)
        self.left = output.copy()
        self.taken = np.zeros(len(stage.tanks.slots))
        self.kept: Stock = {slot: {} for slot in stage.tanks.slots}
        self.ways: dict[str, float] = {}
        self.links: dict[str, float] = {}
        self.cost = 0.0

    def take(self, path: PathFlow) -> None:
        """Add a path: from a producer or a tank, to a market or a tank."""
        usd, out, links = self.stage.course(path)
        self.cost += usd * path.flow
        for link in links:
            self.links[link] = self.links.get(link, 0.0) + path.flow
        mix = {out: path.flow}
        if path.source < self.n_sources:
            self.left[path.source] -= path.flow
        else:
            place = path.source - self.n_sources
            self.taken[place] += path.flow
            mix = _drawn(self.here[self.stage.tanks.slots[place]], path.flow, out)
        goal = self.ways
        if path.demand >= self.n_demands:
            slots = self.stage.tanks.slots
            goal = self.kept[slots[(path.demand - self.n_demands) % len(slots)]]
        for way, tonnes in mix.items():
            goal[way] = goal.get(way, 0.0) + tonnes

    def closing(self) -> Stock:
        """Return the stock at the end; what rounding left behind stays where it is."""
        for place, slot in enumerate(self.stage.tanks.slots):
            rest = sum(self.here[slot].values()) - self.taken[place]
            if rest:
                for way, tonnes in _drawn(self.here[slot], rest, HOME).items():
                    self.kept[slot][way] = self.kept[slot].get(way, 0.0) + tonnes
        return self.kept

    def shut_in(self) -> tuple[float, float]:
        """Return what the producers could not send anywhere, and its value."""
        lost = self.left > DUST_T
        return float(self.left.sum()), float((self.left * self.stage.value)[lost].sum())


def _drawn(stock: dict[str, float], tonnes: float, out: str) -> dict[str, float]:
    """Return tonnes of well-mixed stock by way; what had not left its country leaves by ``out``."""
    total = sum(stock.values())
    mix: dict[str, float] = {}
    for way, part in stock.items():
        name = out if way == HOME else way
        mix[name] = mix.get(name, 0.0) + tonnes * part / total
    return mix


def _placed(stock: Stock, slots: tuple[Slot, ...]) -> tuple[Stock, Stock]:
    """Return the stock in the slots of a stage, and that which nothing can reach there."""
    here: Stock = {slot: {} for slot in slots}
    frozen: Stock = {}
    for slot, ways in stock.items():
        same = [s for s in slots if s[:3] == slot[:3] and s.layer <= slot.layer]
        goal = here[max(same)] if same else frozen.setdefault(slot, {})
        for way, tonnes in ways.items():
            goal[way] = goal.get(way, 0.0) + tonnes
    return here, frozen


def _by_node(stock: Stock, tanks: pd.DataFrame) -> dict[str, float]:
    """Return the tonnes in the tanks of each node."""
    held = {str(node): 0.0 for node in tanks.index}
    for slot, ways in stock.items():
        held[slot.node] += sum(ways.values())
    return held
