"""Disruptions week by week: a toy solved by hand, balances, seasons, tanks, and what is refused."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from shapely.geometry import LineString, Point

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assign import assign_flows
from corridor.flows.program.arc_solution import solve_arcs
from corridor.network.own.tables import network_from_tables
from corridor.scenarios.disruption.days import pieces_of
from corridor.scenarios.disruption.season import MONTH_DAYS, month_factors
from corridor.scenarios.disruption.simulate import simulate_disruption
from corridor.scenarios.disruption.stage import pace_of, stage_of
from corridor.scenarios.scenario import Dated, Scenario

FARM = pd.DataFrame({"node": ["cpc_yo"], "capacity_t": [0.8e6], "stock_t": [0.4e6]})
FIELD = pd.DataFrame({"node": ["field"], "capacity_t": [98e3], "stock_t": [0.0]})
# 28 days: weeks 2 to 5 of a path that starts on 1 January.
CUT = Scenario("cut", (Dated(cr.Close("link:cheap"), dt.date(2025, 1, 8), dt.date(2025, 2, 4)),))
SOURCE = {"source_id": "toy", "title": "A toy", "accessed": "2026-11-22"}


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="module")
def spm():
    return cr.load_scenario("cpc-spm-loss-2025")


@pytest.fixture(scope="module")
def cpc(data, spm):
    options = {"weeks": 27, "start": "2025-11-24", "storage": FARM, "volume": "supply"}
    return simulate_disruption(data, spm, seasonal=False, **options)


@pytest.fixture(scope="module")
def winter(data, spm):
    return simulate_disruption(data, spm, weeks=12, storage=FARM, volume="supply")


@pytest.fixture(scope="module")
def toy():
    """Return 10 kt a day, a cheap pipe of 10 kt a day from field to gate, a dear one of 3 kt."""
    ends = {"field": Point(54, 46.8), "gate": Point(57, 48)}
    nodes = gpd.GeoDataFrame(
        {"name": ["Field", "Gate"], "country": "KZ", "load_modes": "crude:oil_pipeline"},
        index=list(ends),
        geometry=list(ends.values()),
        crs="EPSG:4326",
    )
    line = LineString(list(ends.values()))
    links = gpd.GeoDataFrame(
        {
            "mode": "oil_pipeline",
            "from_node_id": "field",
            "to_node_id": "gate",
            "directed": True,
            "length_km": 300.0,
            "tariff_usd_per_t": [10.0, 20.0],
            "capacity_t_per_y": [3.65e6, 1.095e6],
            "commodity_groups": "crude",
        },
        index=["cheap", "dear"],
        geometry=[line, line],
        crs="EPSG:4326",
    )
    row = {"commodity": "crude_oil", "year": 2024, "value": 3.65, "unit": "Mt/y"}
    row |= {"kind": "reported", "source_id": "toy"}
    supply = pd.DataFrame([{"node_id": "field", "stream": "", **row}])
    demand = pd.DataFrame([{"market": "gate", "origin": "KZ", "firm": True, **row}])
    tables = {"supply": supply, "demand": demand}
    return network_from_tables(nodes, links, source=SOURCE, tables=tables).data


def toy_path(toy, **options):
    return simulate_disruption(toy, CUT, start="2025-01-01", weeks=11, **options)


def test_toy_without_tanks_shuts_in_what_the_dear_pipe_cannot_carry(toy):
    weekly = toy_path(toy).weekly
    struck = weekly["struck_d"] == 7
    assert struck.to_list() == [False] + 4 * [True] + 6 * [False]
    assert weekly["delivered_t"].to_list() == pytest.approx(
        np.where(struck, 7 * 3e3, 7 * 10e3).tolist()
    )
    assert weekly["shut_in_t"].to_list() == pytest.approx(np.where(struck, 49e3, 0).tolist())
    assert weekly["rerouted_t"].to_list() == pytest.approx(np.where(struck, 21e3, 0).tolist())
    # Output once shut in never comes back; Brent of 2024 at 7.33 barrels or so a tonne.
    value = weekly["value_lost_usd"].sum() / weekly["shut_in_t"].sum()
    graph = cr.build_network(toy).state_graph("crude_oil")
    assert value == pytest.approx(float(graph.product(graph.value_factors())))
    assert weekly["backlog_t"].iloc[-1] == pytest.approx(4 * 49e3)


def test_tanks_delay_the_shut_in_by_capacity_over_shortfall(toy):
    weekly = toy_path(toy, storage=FIELD).weekly
    # 98 kt over 49 kt a week: two weeks.
    assert weekly["shut_in_t"].to_list() == pytest.approx([0, 0, 0, 49e3, 49e3] + 6 * [0])
    stock = [0, 49e3, 98e3, 98e3, 98e3, 77e3, 56e3, 35e3, 14e3, 0, 0]
    assert weekly["stock_t"].to_list() == pytest.approx(stock, abs=1e-6)
    # Afterwards both pipes run until the tanks are empty: 13 kt a day.
    after = [91e3, 91e3, 91e3, 91e3, 84e3, 70e3]
    assert weekly["delivered_t"].to_list()[5:] == pytest.approx(after)
    assert weekly["backlog_t"].iloc[-1] == pytest.approx(98e3)


def test_toy_at_days_and_days_of_stock(toy):
    path = toy_path(toy, storage=FIELD)
    sums = path.at((1, 14, 15, 28))
    assert sums["shortfall_mt"].to_list() == pytest.approx([0.007, 0.098, 0.105, 0.196])
    assert sums["stored_mt"].to_list() == pytest.approx([0.007, 0.098, 0.098, 0.098])
    assert sums["shut_in_mt"].to_list() == pytest.approx([0.0, 0.0, 0.007, 0.098], abs=1e-12)
    assert sums["rerouted_mt"].to_list() == pytest.approx([0.003, 0.042, 0.045, 0.084])
    days = path.stock_days()
    # 28 days of 10 kt on the cheap pipe; 7 kt a day of them had no other way.
    assert days.loc["link:cheap", "lost_t"] == pytest.approx(280e3)
    assert days.loc["all", ["lost_t", "stock_d"]].to_list() == pytest.approx([196e3, 19.6])
    with pytest.raises(ValueError, match="weeks=12 or more"):
        path.at((74,))
    with pytest.raises(ValueError, match="give a day of 1 or more"):
        path.at((0,))


def test_late_demand_is_carried_or_lost(toy):
    lost = toy_path(toy, storage=FIELD, unmet="lose").weekly
    # Nobody asks again, so the stock stays and only the pace of the year flows.
    assert lost["delivered_t"].to_list()[5:] == pytest.approx(6 * [70e3])
    assert lost["stock_t"].iloc[-1] == pytest.approx(98e3)
    assert lost["backlog_t"].to_list()[4:] == pytest.approx(7 * [196e3])


def test_a_stock_in_hand_is_drawn_when_a_way_is_cut_after_the_tank(toy):
    full = pd.DataFrame({"node": ["gate"], "capacity_t": [60e3], "stock_t": [60e3]})
    weekly = toy_path(toy, storage=full).weekly
    # A tank at the market's end bridges 49 kt of week 2 and the last 11 kt of week 3.
    assert weekly["delivered_t"].to_list()[1:4] == pytest.approx([70e3, 32e3, 21e3])
    assert weekly["shut_in_t"].to_list()[1:4] == pytest.approx([49e3, 49e3, 49e3])


def test_no_change_is_the_year_in_even_weeks(data):
    net = cr.build_network(data)
    crude = data.demand[data.demand["commodity"] == "crude_oil"]
    supply = data.supply[data.supply["commodity"] == "crude_oil"]
    year = assign_flows(net, crude, supply=supply)
    path = simulate_disruption(data, Scenario("base"), weeks=3, seasonal=False)
    weekly = path.weekly
    assert weekly["delivered_t"].to_list() == pytest.approx(3 * [year.delivered_t_per_y * 7 / 365])
    assert weekly["cost_usd"].to_list() == pytest.approx(3 * [year.cost_usd_per_y * 7 / 365])
    assert weekly[["shut_in_t", "shortfall_t", "rerouted_t", "backlog_t"]].abs().max().max() < 1e-3
    # Which port serves which market may tie: both Black Sea terminals sail the same distances.
    ashore = data.links.index[data.links["mode"] != "sea"]
    flow = year.links.groupby("link")["flow_t_per_y"].sum() * 7 / 365
    for _, rows in path.links.groupby("week"):
        found = rows.set_index("link")["flow_t"].rename(lambda s: s.removeprefix("link:"))
        pipes = found[found.index.isin(ashore)]
        assert pipes.to_dict() == pytest.approx(flow[flow.index.isin(ashore)].to_dict())
        sailed = flow[~flow.index.isin(ashore)].sum()
        assert found[~found.index.isin(ashore)].sum() == pytest.approx(sailed)


@pytest.mark.parametrize("name", ["cpc", "winter"])
def test_mass_balance_every_week(name, request):
    path = request.getfixturevalue(name)
    weekly = path.weekly
    made = weekly["output_t"] + weekly["opening_t"]
    gone = weekly["delivered_t"] + weekly["stock_t"] + weekly["shut_in_t"]
    assert (made - gone).abs().max() < 1e-6
    assert (weekly["opening_t"].iloc[1:].to_numpy() == weekly["stock_t"].iloc[:-1]).all()
    by_way = path.ways.groupby("week")["delivered_t"].sum()
    assert by_way.to_list() == pytest.approx(weekly["delivered_t"].to_list())
    assert (weekly["stock_t"] <= 0.8e6 * (1 + 1e-9)).all()
    assert path.tanks["closing_t"].to_list() == pytest.approx(weekly["stock_t"].to_list())
    sums = path.at((1, 30, 60))
    base = weekly["base_stock_t"].iloc[0]
    assert base == pytest.approx(0.4e6)
    lost = sums["shut_in_mt"] + sums["stored_mt"]
    assert sums["shortfall_mt"].to_list() == pytest.approx(lost.to_list(), abs=1e-3)


def test_cpc_on_one_mooring(cpc):
    ways = cpc.ways.pivot_table(index="week", columns="way", values=["delivered_t", "base_t"])
    # 0.55 of the moorings' 63.25 Mt a year; weeks 3 to 9 see nothing else.
    assert ways["delivered_t", "group:cpc"].loc[3:9].to_list() == pytest.approx(
        7 * [0.55 * 63.254545e6 * 7 / 365], rel=1e-6
    )
    weekly = cpc.weekly
    assert weekly["struck_d"].to_list()[:11] == [2, *(8 * [7]), 0, 0]
    assert cpc.struck == dt.date(2025, 11, 29)
    # In the first week CPC runs 5 days of 7.
    assert ways["delivered_t", "group:cpc"].loc[1] == pytest.approx(
        ways["base_t", "group:cpc"].loc[1] * 5 / 7
    )
    # The line brings more than one mooring loads: what is left of the tank farm, 0.4 Mt, takes it
    # for a week, then the fields shut in.
    assert weekly["stock_t"].loc[2:9].to_list() == pytest.approx(8 * [0.8e6])
    assert weekly["shut_in_t"].loc[3] - weekly["shut_in_t"].loc[2] == pytest.approx(0.4e6)
    assert weekly["shut_in_t"].loc[10:].abs().max() < 1e-3
    assert weekly["stock_t"].loc[13:].max() < 1e-3


def test_more_storage_never_loses_more(data, spm, cpc):
    options = {"weeks": 27, "start": "2025-11-24", "volume": "supply", "seasonal": False}
    none = simulate_disruption(data, spm, **options)
    assert "upper bound" in " ".join(none.notes)
    assert none.tanks.empty
    assert none.weekly["shut_in_t"].sum() > cpc.weekly["shut_in_t"].sum() + 0.3e6


def test_the_problem_with_tanks_is_solved_to_the_optimum(data):
    crude = [t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply)]
    assembly = assemble(cr.build_network(data), crude[0], supply=crude[1])
    stage = stage_of(assembly, pace_of(assembly), ["cpc_yo", "tengiz"], seasonal=True)
    problem, n = stage.tanks.problem, len(stage.tanks.slots)
    numbers = {
        "limits": np.concatenate([0.5 * stage.limits(1, 7 / 365), [8e5, 1e5]]),
        "source_amount": np.concatenate([stage.output * 7 / 365, np.full(n, 2e4)]),
        "demand_amount": np.concatenate([stage.asked * 7 / 365, np.full(n, 2e4), np.full(n, 8e5)]),
    }
    found = stage.master.solve(**numbers)
    other = solve_arcs(problem, **numbers)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(other.objective, rel=1e-8)


def test_seasons_average_to_the_base_and_count_a_cause_once(data):
    crude = [t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply)]
    base = assemble(cr.build_network(data), crude[0], supply=crude[1])
    factors = month_factors(base)
    assert factors @ MONTH_DAYS / 365 == pytest.approx(np.ones(len(base.limits)))
    # Wind over the Caspian: 28 x 2.5 x 0.95 d of the 182 of October to March. No port of these
    # ships has a wind of its own; storms at Makhachkala are shallower and of the same cause.
    up = 1 - 28 * 2.5 * 0.95 / 182
    mean = (182 * up + 183) / 365
    for name in ("group:tm_tankers", "link:sea_tm_makhachkala/forward"):
        row = factors[base.limit_number(name)]
        assert row[[0, 9, 3, 6]].tolist() == pytest.approx([up / mean] * 2 + [1 / mean] * 2)
    assert factors[base.limit_number("group:cpc")].tolist() == pytest.approx([1.0] * 12)
    storm = 1 - 0.775478 * 4 * 0.875 / 182
    mooring = factors[base.limit_number("transfer:cpc_yo/oil_pipeline/sea")]
    assert mooring[0] / mooring[6] == pytest.approx(storm)


def test_a_month_that_is_shut_is_shut_whatever_the_capacity(data):
    crude = [t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply)]
    base = assemble(cr.build_network(data), crude[0], supply=crude[1])
    stage = stage_of(base, pace_of(base), [], seasonal=False)
    shut = replace(stage, factors=np.zeros_like(stage.factors))
    assert not shut.limits(1, 7 / 365).any()


def test_pieces_cut_weeks_at_changes_and_months(spm):
    pieces = pieces_of(spm, dt.date(2025, 11, 24), 11)
    assert sum(p.days for p in pieces) == 77
    last = [(p.start, p.days, len(p.changes)) for p in pieces if p.week >= 9]
    assert last[0] == (dt.date(2026, 1, 19), 7, 2)
    assert last[1:] == [
        (dt.date(2026, 1, 26), 6, 0),
        (dt.date(2026, 2, 1), 1, 0),
        (dt.date(2026, 2, 2), 7, 0),
    ]


def test_order_of_rows_changes_nothing(data, spm, winter):
    rng = np.random.default_rng(3)
    names = ("supply", "demand", "hazards", "links", "facts", "sections", "transfers")
    turned = {n: data.tables[n].iloc[rng.permutation(len(data.tables[n]))] for n in names}
    path = simulate_disruption(
        replace(data, **turned), spm, weeks=12, storage=FARM[::-1], volume="supply"
    )
    numbers = path.weekly.drop(columns="start").astype(float)
    expected = winter.weekly.drop(columns="start").astype(float)
    assert np.allclose(numbers, expected, rtol=1e-9, atol=1e-3)


def test_changes_without_dates_hold_all_along(data):
    path = simulate_disruption(data, cr.load_scenario("cpc-closed"), weeks=2)
    assert path.weekly["start"].to_list() == [dt.date(2024, 1, 1), dt.date(2024, 1, 8)]
    assert path.weekly["struck_d"].to_list() == [7, 7]
    assert any("has a date" in note for note in path.notes)
    assert path.ways.set_index("way").loc["group:cpc", "delivered_t"].max() == 0


def test_the_pace_moves_with_what_is_listed(data):
    later = Scenario("as of 2023", (Dated(cr.AsOf(2023), dt.date(2024, 1, 8)),))
    path = simulate_disruption(data, later, start="2024-01-01", weeks=2, seasonal=False)
    crude = data.supply[data.supply["commodity"] == "crude_oil"]
    listed = crude.pivot_table(index="node_id", columns="year", values="value")
    net = cr.build_network(data)
    assembly = assemble(net, data.demand[data.demand["commodity"] == "crude_oil"], supply=crude)
    shipped = {key[2]: t for key, t in pace_of(assembly).shipped.items()}
    ratio = (listed[2023] / listed[2024]).to_dict()
    expected = sum(t * ratio[node] for node, t in shipped.items()) * 7 / 365
    assert path.weekly["output_t"].to_list() == pytest.approx(
        [sum(shipped.values()) * 7 / 365, expected]
    )
    assert abs(path.weekly["output_t"].iloc[1] / path.weekly["output_t"].iloc[0] - 1) > 0.01


@pytest.mark.slow
def test_commodities_run_together(data):
    closed = Scenario("no Georgia", (cr.CloseTerritory("GE"),))
    names = ("copper", "uranium")
    both = simulate_disruption(data, closed, weeks=2, commodity=names).weekly
    alone = [simulate_disruption(data, closed, weeks=2, commodity=n).weekly for n in names]
    for column in ("output_t", "delivered_t", "shut_in_t", "cost_usd"):
        total = sum(weekly[column] for weekly in alone)
        assert both[column].to_list() == pytest.approx(total.to_list(), rel=1e-6, abs=1e-3)


def test_a_tank_that_runs_empty_leaves_no_dust(data, spm):
    """Rounding once left less than nothing in the tank, which the next week refused."""
    tank = FARM.assign(capacity_t=0.4e6, stock_t=0.2e6)
    path = simulate_disruption(data, spm, weeks=12, storage=tank, volume="supply")
    assert path.weekly["stock_t"].iloc[-1] == pytest.approx(0.0, abs=1e-3)
    assert path.weekly["stock_t"].max() == pytest.approx(0.4e6)


def test_prints_escaped_and_draws(toy):
    odd = replace(CUT, name="<b>cut</b>")
    path = simulate_disruption(toy, odd, start="2025-01-01", weeks=3)
    assert "&lt;b&gt;cut" in path._repr_html_()
    assert "<b>cut" not in path._repr_html_()
    assert "0.10 Mt not delivered" in repr(path)
    ax = path.plot(ax=Figure(figsize=(10, 6)).subplots())
    lines = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert lines["delivered"] == pytest.approx([0.07, 0.021, 0.021])
    tidy = path.to_frame()
    assert set(tidy["unit"]) == {"t", "USD", "d"}
    assert len(tidy) == 3 * (len(path.weekly.columns) - 1)


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"weeks": 0}, ValueError, "weeks is 0"),
        ({"weeks": 2.5}, ValueError, "whole number"),
        ({"start": "next week"}, ValueError, "2025-11-24"),
        ({"start": "2030-01-01"}, cr.ScenarioError, "no change of cut holds"),
        ({"start": "2024-01-01"}, cr.ScenarioError, "2025-01-08"),
        ({"volume": "all"}, ValueError, "'demand' or 'supply'"),
        ({"unmet": "forget"}, ValueError, "'carry' or 'lose'"),
        ({"commodity": "crude"}, cr.UnknownIdError, "crude_oil"),
        ({"commodity": ()}, ValueError, "at least one"),
        ({"storage": FIELD.assign(node="feild")}, cr.UnknownIdError, "field"),
        ({"storage": FIELD.drop(columns="stock_t")}, cr.SchemaError, "stock_t"),
        ({"storage": FIELD.assign(stock_t=1e6)}, ValueError, "0 <= stock_t <= capacity_t"),
        ({"storage": FIELD.assign(capacity_t=np.nan)}, ValueError, "finite"),
        ({"storage": pd.concat([FIELD, FIELD])}, cr.SchemaError, "one row a node"),
    ],
)
def test_what_is_wrong_is_said(toy, options, error, match):
    with pytest.raises(error, match=match):
        simulate_disruption(toy, CUT, **{"weeks": 3, **options})


def test_shares_and_other_things_are_refused(toy):
    with pytest.raises(cr.ScenarioError, match="over a year"):
        simulate_disruption(toy, Scenario("half", (cr.ShareOff("RU", 0.5, "crude_oil"),)))
    with pytest.raises(TypeError, match="load_scenario"):
        simulate_disruption(toy, "cpc-closed")
