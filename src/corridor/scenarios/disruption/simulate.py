"""Simulate a disruption: weeks one after the other, each at least cost, with tanks and backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import ScenarioError, UnknownIdError
from corridor.flows.assembly.assembly import Assembly, assemble
from corridor.flows.validation.volume import EXPORTED, VOLUMES, demand_at
from corridor.network.network import Network, build_network
from corridor.network.overlay import overlaid
from corridor.network.states import ORIGIN
from corridor.scenarios.disruption.accounts import tank_rows, weekly_rows, weekly_table
from corridor.scenarios.disruption.days import Piece, first_day, pieces_of
from corridor.scenarios.disruption.path import DisruptionPath
from corridor.scenarios.disruption.stage import HOME, Pace, Stage, pace_of, stage_of
from corridor.scenarios.disruption.steps import Stock, walk
from corridor.scenarios.disruption.tanks import Slot, storage_table
from corridor.scenarios.scenario import Scenario

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from corridor.costs.weights import CostWeights
    from corridor.data.dataset import Dataset
    from corridor.scenarios.scenario import Dated

__all__ = ["simulate_disruption"]

UNMET = ("carry", "lose")


def simulate_disruption(  # noqa: PLR0913
    data: Dataset,
    scenario: Scenario,
    *,
    weeks: int = 26,
    start: str | dt.date | None = None,
    commodity: str | Sequence[str] = "crude_oil",
    storage: pd.DataFrame | None = None,
    seasonal: bool = True,
    volume: str = "demand",
    unmet: str = "carry",
    weights: CostWeights | None = None,
) -> DisruptionPath:
    """
    Follow a disruption week by week: what moves, goes other ways, is stored, late or shut in.

    The base year sets the pace: what `assign_flows` ships in a year without the scenario is made
    and asked for evenly, day by day. Each week is cut where the changes in force or (with seasons)
    the month change; of each piece the limits are the yearly ones times its share of 365 days, and
    all that moves is sent at least cost, without knowledge of the weeks to come. What cannot be
    sent goes into tanks where there is room, and is shut in where there is none: output not made is
    lost to the path, though oil in the ground may be made in later years. What is late is asked for
    again, so that stock flows out once there is a way. The same weeks without the scenario are the
    base of every difference.

    Parameters
    ----------
    data
        The base; also of weeks in another year.
    scenario
        Changes with dates hold on their days, those without on all.
    weeks
        How many weeks of seven days.
    start
        First day; that of the first dated change when absent, or the first of January of the data's
        year where no change has a date.
    commodity
        One, or several that share what they share.
    storage
        Tanks: node, capacity_t, stock_t at the start. At a field or a port; oil waits on land,
        before loading or where it arrived by land. The data hold no tanks: without this table there
        are none, which makes every shut-in an upper bound.
    seasonal
        Whether limits move with the months, see `month_factors`; a year averages to the base.
    volume
        ``demand``: the demand table. ``supply``: demand raised to all that is supplied, see
        `demand_at` (crude oil alone); a shock shows little where the table lists less than is made.
    unmet
        ``carry``: what is not delivered is still asked for later. ``lose``: it is not.
    weights
        Prices of time, carbon and risk, before the scenario sets its own.

    Returns
    -------
    path
        Weeks, ways, links and tanks; `at` for days 1, 30 and 180.

    Raises
    ------
    ValueError
        Fewer than one week, a start that is no day, an unknown option, storage that cannot be.
    ScenarioError
        No change holds on the path, or the scenario keeps shares off a territory, which is a rule
        for years.
    UnknownIdError
        No such commodity or node; names the nearest.
    SchemaError
        A column of the storage is missing.

    Examples
    --------
    Of the tank farm at the CPC terminal, ten tanks of 100,000 m3 were announced (Pipeline and Gas
    Journal, April 2016), some 0.8 Mt at the 0.8 t/m3 of the six new ones (480,000 t, Tengrinews,
    1 July 2011). Half full is supposed.

    >>> data = corridor.load_dataset()
    >>> scenario = corridor.load_scenario("cpc-spm-loss-2025")
    >>> import pandas as pd
    >>> farm = pd.DataFrame({"node": ["cpc_yo"], "capacity_t": [0.8e6], "stock_t": [0.4e6]})
    >>> path = simulate_disruption(data, scenario, weeks=2, storage=farm, volume="supply")
    >>> [round(mt, 1) for mt in path.weekly.loc[2, ["stock_t", "shut_in_t"]] / 1e6]
    [0.8, 0.3]
    """
    names = _checked(data, scenario, commodity, volume, unmet)
    first = first_day(scenario, start, weeks, data.year)
    base = build_network(data)
    tanks = storage_table(storage, [str(node) for node in data.nodes.index])
    make = _Stages(base, names, volume, weights, [str(n) for n in tanks.index], seasonal=seasonal)
    stock = _opening(make.base, tanks)
    pieces = pieces_of(scenario, first, weeks)
    carry = unmet == "carry"
    calm = walk(pieces, lambda _: make.base, tanks, stock, carry=carry)
    steps = walk(pieces, lambda piece: make.under(scenario, piece), tanks, stock, carry=carry)
    return DisruptionPath(
        scenario,
        weekly_table(steps, calm),
        weekly_rows(steps, calm, lambda step: step.ways, ("way", "delivered_t", "base_t")),
        weekly_rows(steps, calm, lambda step: step.links, ("link", "flow_t", "base_t")),
        tank_rows(steps, tanks["capacity_t"]),
        _notes(data, scenario, tanks, volume, seasonal=seasonal),
        tuple(steps),
        tuple(calm),
    )


def _checked(
    data: Dataset, scenario: Scenario, commodity: str | Sequence[str], volume: str, unmet: str
) -> tuple[str, ...]:
    """Return the commodities; refuse options that cannot be."""
    if not isinstance(scenario, Scenario):
        msg = f"{scenario!r} is no scenario; give Scenario(...) or load_scenario('cpc-closed')"
        raise TypeError(msg)
    if scenario.shares_off:
        msg = "shares off a territory are kept over a year, not in a week; leave the share out"
        raise ScenarioError(msg, key="share_off")
    for name, value, known in (("volume", volume, VOLUMES), ("unmet", unmet, UNMET)):
        if value not in known:
            raise ValueError(f"{name} is {value!r}; it is {' or '.join(map(repr, known))}")
    names = (commodity,) if isinstance(commodity, str) else tuple(dict.fromkeys(commodity))
    if not names:
        raise ValueError("give at least one commodity")
    known_names = [str(c) for c in data.commodities.index]
    for name in names:
        if name not in known_names:
            raise UnknownIdError("commodity", name, known_names)
    return tuple(sorted(names))


class _Stages:
    """Makes a stage once for each set of changes in force."""

    def __init__(
        self,
        base: Network,
        names: tuple[str, ...],
        volume: str,
        weights: CostWeights | None,
        nodes: list[str],
        *,
        seasonal: bool,
    ) -> None:
        self.network, self.names, self.volume = base, names, volume
        self.weights, self.nodes, self.seasonal = weights, nodes, seasonal
        for name in names:
            # A graph compiled here is laid over with the numbers of each state.
            base.state_graph(name)
        plain = self._assembly(base, Scenario("base").weights(weights))
        self.pace: Pace = pace_of(plain)
        self.base = stage_of(plain, self.pace, nodes, seasonal=seasonal)
        self.made: list[tuple[tuple[Dated, ...], Stage]] = [((), self.base)]

    def under(self, scenario: Scenario, piece: Piece) -> Stage:
        """Return the stage under the changes in force in a piece."""
        for changes, stage in self.made:
            if len(changes) == len(piece.changes) and all(
                one is other for one, other in zip(changes, piece.changes, strict=True)
            ):
                return stage
        state = scenario.on(piece.start)
        network = overlaid(self.network, state.apply(self.network.data))
        assembly = self._assembly(network, state.weights(self.weights))
        stage = stage_of(assembly, self.pace, self.nodes, seasonal=self.seasonal)
        self.made.append((piece.changes, stage))
        return stage

    def _assembly(self, network: Network, weights: CostWeights) -> Assembly:
        """Return the flow problem of a year."""
        data = network.data
        asked, made = [], []
        for name in self.names:
            demand = data.demand[data.demand["commodity"] == name]
            supply = data.supply[data.supply["commodity"] == name]
            volume = self.volume if name in EXPORTED else "demand"
            asked.append(demand_at(network, demand, supply, volume))
            made.append(supply)
        return assemble(network, pd.concat(asked), supply=pd.concat(made), weights=weights)


def _opening(stage: Stage, tanks: pd.DataFrame) -> Stock:
    """Return the stock at the start, in the slot of the cargo that is shipped most."""
    shipped: dict[str, float] = {}
    for source, tonnes in zip(stage.assembly.sources["block"], stage.output, strict=True):
        shipped[str(source)] = shipped.get(str(source), 0.0) + float(tonnes)
    countries = stage.assembly.network.nodes["country"]
    stock: Stock = {}
    for node, tonnes in tanks["stock_t"].items():
        here = [slot for slot in stage.tanks.slots if slot.node == node]
        if not here:
            msg = f"storage at {node}: no cargo waits there on land on the way to a market; "
            raise ValueError(f"{msg}name a field, a pumping station or a port it passes")
        best: Slot = min(here, key=lambda s: (-shipped[s.block], s.mode == ORIGIN, s))
        inside = countries.at[node] == best.block.partition("/")[2]
        if tonnes > 0:
            stock[best] = {HOME if inside else f"stock:{node}": float(tonnes)}
    return stock


def _notes(
    data: Dataset, scenario: Scenario, tanks: pd.DataFrame, volume: str, *, seasonal: bool
) -> tuple[str, ...]:
    """Return what was assumed."""
    listed = "as the demand table lists" if volume == "demand" else "raised to all that is supplied"
    notes = [
        f"Pace: a year of the data of {data.year} at least cost, demand {listed}, day by day.",
        "Value lost: output shut in at the value of a tonne at large (crude: Brent of that year).",
        "Shut-in oil stays in the ground; what is made of it in later years is not counted.",
        "Each piece is solved without knowledge of later ones.",
        "Limits of unknown capacity do not bind; quotas are spread evenly over the year.",
    ]
    if tanks.empty:
        notes.append("No storage is given, and the data hold none: shut-in is an upper bound.")
    else:
        named = (f"{n} {r['capacity_t'] / 1e6:g} Mt" for n, r in tanks.iterrows())
        notes.append(f"Tanks as given: {', '.join(named)}.")
    if scenario.changes and not any(c.start or c.end for c in scenario.changes):
        notes.append("No change of the scenario has a date: all hold in every week.")
    if not seasonal:
        notes.append("Seasons are left out.")
    return tuple(notes)
