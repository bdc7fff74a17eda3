"""Scenarios run together: common draws, reasons of what cannot run, shares off a territory."""

import datetime as dt

import numpy as np
import pytest

import corridor as cr
from corridor.flows.assign import assign_flows
from corridor.flows.independence.independence import independence_curve
from corridor.scenarios.changes.rules import Lift
from corridor.scenarios.comparing.compare import compare
from corridor.scenarios.comparing.run import run_scenarios
from corridor.scenarios.comparing.shares import flows_under_shares
from corridor.scenarios.files.reading import scenario_from_text

COPPER = ("copper", "balkhash_smelter", "duisburg")
BASE = cr.Scenario("base")
KEYS = ["scenario", "corridor", "commodity", "metric"]


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="module")
def net(data):
    return cr.build_network(data)


@pytest.fixture(scope="module")
def runs(data):
    return run_scenarios(
        data,
        [
            BASE,
            BASE.then("no Russia", cr.CloseTerritory("RU")),
            BASE.then("dear carbon", cr.SetWeight("carbon_price_usd_per_t", 100.0)),
            BASE.then("half off", cr.ShareOff("RU", 0.9, "copper")),
            BASE.then("too early", cr.Build("tap_20")),
            BASE.then("2019", cr.AsOf(2019)),
        ],
        commodities=["copper"],
        n_draws=64,
        seed=3,
    )


@pytest.fixture(scope="module")
def table(runs):
    return compare(runs)


def cell(table, *key):
    rows = table[(table[KEYS] == list(key)).all(axis=1)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_routes_are_those_of_compare_corridors(data, net, table):
    alone = cr.compare_corridors(net, *COPPER, n_draws=64, seed=3).table
    for corridor in data.corridors.index:
        row = cell(table, "base", corridor, "copper", "cost_usd_per_t")
        if not alone.at[corridor, "feasible"]:
            assert row["reason"] == alone.at[corridor, "reason"]
            continue
        assert row["value"] == pytest.approx(alone.at[corridor, "cost_usd_per_t"])
        assert row["low"] == pytest.approx(alone.at[corridor, "cost_low_usd_per_t"])
        assert row["high"] == pytest.approx(alone.at[corridor, "cost_high_usd_per_t"])
        share = cell(table, "base", corridor, "copper", "territory_share_RU")
        assert share["value"] == pytest.approx(alone.at[corridor, "territory_share_RU"])


def test_what_a_scenario_leaves_alone_does_not_differ_in_any_draw(table):
    for metric in ("cost_usd_per_t", "time_d", "co2_kg_per_t", "generalised_cost_usd_per_t"):
        row = cell(table, "no Russia", "caspian", "copper", metric)
        assert (row["delta"], row["delta_low"], row["delta_high"]) == (0.0, 0.0, 0.0)
        assert row["low"] < row["value"] < row["high"]


def test_carbon_adds_a_tenth_of_a_dollar_a_kilogram(table):
    generalised = cell(table, "dear carbon", "caspian", "copper", "generalised_cost_usd_per_t")
    carbon = cell(table, "dear carbon", "caspian", "copper", "co2_kg_per_t")
    assert generalised["delta"] == pytest.approx(0.1 * carbon["value"], rel=1e-9)
    assert generalised["delta_low"] == pytest.approx(0.1 * carbon["low"], rel=1e-9)


def test_what_is_closed_is_a_row_with_the_reason(table):
    row = cell(table, "no Russia", "russia", "copper", "cost_usd_per_t")
    assert np.isnan(row["value"])
    assert np.isnan(row["delta"])
    assert "scenario_ru_all" in row["reason"]


def test_changes_that_contradict_the_data_are_rows_with_the_reason(runs, table):
    assert runs["too early"].network is None
    rows = table[table["scenario"] == "too early"]
    assert set(rows["corridor"]) == {"caspian", "russia", "iran", "china", "any"}
    assert rows["reason"].str.contains("tap_20 needs tap_exp2 first").all()
    assert rows["value"].isna().all()


def test_a_year_without_demand_is_a_row_with_the_reason(runs, table):
    assert runs["2019"].flows is None
    row = cell(table, "2019", "any", "copper", "delivered_t_per_y")
    assert "no demand" in row["reason"] or "no rows" in row["reason"]
    assert cell(table, "2019", "russia", "copper", "cost_usd_per_t")["value"] > 0


def test_money_delivered_and_unmet_stand_apart(data, net, table):
    need = data.demand[data.demand["commodity"] == "copper"]
    supply = data.supply[data.supply["commodity"] == "copper"]
    flows = assign_flows(net, need, supply=supply)
    wanted = {
        "delivered_t_per_y": flows.delivered_t_per_y,
        "unmet_t_per_y": 0.0,
        "cost_usd_per_y": flows.cost_usd_per_y,
        "usd_per_delivered_t": flows.cost_usd_per_y / flows.delivered_t_per_y,
    }
    for metric, value in wanted.items():
        for name in ("copper", "all"):
            row = cell(table, "base", "any", name, metric)
            assert row["value"] == pytest.approx(value), metric
    # 25 kt to Duisburg and 110 kt to Mersin go through Russia in 2024; 280 kt to China do not.
    assert cell(table, "base", "russia", "copper", "flow_t_per_y")["value"] == pytest.approx(135e3)
    assert cell(table, "base", "china", "copper", "flow_t_per_y")["value"] == pytest.approx(280e3)
    closed = cell(table, "no Russia", "russia", "copper", "flow_t_per_y")
    assert (closed["value"], closed["delta"]) == (0.0, pytest.approx(-135e3))


def two_metals(data):
    """Return demand and supply of copper and phosphorus."""
    chosen = ["copper", "phosphorus"]
    return (table[table["commodity"].isin(chosen)] for table in (data.demand, data.supply))


def generalised(flows):
    routes = flows.routes
    return (routes["flow_t_per_y"] * routes["generalised_cost_usd_per_t"]).sum()


def test_a_share_off_costs_what_the_independence_curve_says(data, net):
    need, supply = two_metals(data)
    curve = independence_curve(net, need, commodity="copper", supply=supply)
    bends = curve.bends[curve.bends["scope"] == "copper"]
    free = flows_under_shares(net, need, [], supply=supply)
    for share in (0.8, 0.9):
        policy = [cr.ShareOff("RU", share, "copper")]
        flows = flows_under_shares(net, need, policy, supply=supply)
        through = flows.by_corridor()["flow_t_per_y"]
        allowed = (1.0 - share) * 415_000.0
        assert through[("copper", "russia")] <= allowed * (1 + 1e-9)
        assert flows.delivered_t_per_y == pytest.approx(460_000.0)
        order = bends.sort_values("territory_t_per_y")
        wanted = np.interp(allowed, order["territory_t_per_y"], order["extra_cost_usd_per_y"])
        assert wanted > 1e5
        assert generalised(flows) - generalised(free) == pytest.approx(wanted, rel=1e-6)
        # Phosphorus is under no policy and stays where it was.
        assert through[("phosphorus", "russia")] == pytest.approx(45_000.0)


def test_a_share_of_all_counts_all_commodities(data, net):
    need, supply = two_metals(data)
    flows = flows_under_shares(net, need, [cr.ShareOff("RU", 1.0)], supply=supply)
    through = flows.by_corridor()["flow_t_per_y"]
    assert through.get(("copper", "russia"), 0.0) == 0.0
    assert through.get(("phosphorus", "russia"), 0.0) == 0.0
    limit = flows.assembly.limits.set_index("limit").loc["share_off:RU"]
    assert limit["available_per_y"] == 0.0
    assert not flows.limits.empty


def test_a_policy_that_already_holds_changes_nothing(runs):
    base, half = runs["base"].flows, runs["half off"].flows
    assert half.delivered_t_per_y == pytest.approx(base.delivered_t_per_y)
    assert half.cost_usd_per_y > base.cost_usd_per_y


def test_a_dated_scenario_is_in_the_state_of_the_day(data):
    spm = cr.load_scenario("cpc-spm-loss-2025")

    def state(day):
        run = run_scenarios(data, spm, pairs=[], flows=False, day=day).runs[0].network.data
        capacity = run.values.at["transfer:cpc_yo/oil_pipeline/sea|capacity_t_per_y||||", "value"]
        moorings = run.transfers.set_index(["node_id", "from_mode"])["status"]
        return moorings.loc[[("cpc_yo", "oil_pipeline")]].iloc[0], capacity

    assert state(dt.date(2025, 11, 28)) == ("open", 78)
    assert state(dt.date(2025, 11, 30)) == ("closed", 78)
    assert state(dt.date(2025, 12, 1)) == ("open", pytest.approx(0.55 * 78))
    assert state(dt.date(2026, 1, 26)) == ("open", 78)
    assert state(None) == ("open", pytest.approx(0.55 * 78))


def test_runs_can_be_read(runs):
    assert runs.names[0] == "base"
    assert "base base" in repr(runs)
    assert "tap_exp2" in runs._repr_html_()
    assert len(runs) == 6
    assert runs.to_frame().shape == compare(runs).shape
    with pytest.raises(cr.UnknownIdError, match="nearest: no Russia"):
        runs["no Rusia"]


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"scenarios": []}, ValueError, "at least one"),
        ({"scenarios": [BASE, BASE]}, ValueError, "twice: base"),
        ({"scenarios": ["base"]}, TypeError, "load_scenario"),
        ({"scenarios": "cpc-closed"}, TypeError, "'cpc-closed' is no scenario"),
        ({"n_draws": 0}, ValueError, "n_draws"),
        ({"objective": "profit"}, ValueError, "netback"),
        ({"commodities": ["coper"]}, cr.UnknownIdError, "copper"),
        ({"pairs": [("copper", "balkhash_smelter", "duisbrg")]}, cr.UnknownIdError, "duisburg"),
        ({"corridors": ["caspien"]}, cr.UnknownIdError, "caspian"),
    ],
)
def test_what_makes_no_sense_is_refused(data, given, error, words):
    options = {"scenarios": [BASE], "flows": False} | given
    with pytest.raises(error, match=words):
        run_scenarios(data, **options)


def test_a_lifted_quota_lets_more_uranium_over_the_caspian(data):
    shut = BASE.then("shut", cr.CloseTerritory("RU"))
    free = shut.then("free", Lift("titr_uranium_quota"))
    pairs = [("uranium", "kazatomprom_inkai", "malvesi")]
    runs = run_scenarios(data, [shut, free], pairs=pairs, commodities=["uranium"], n_draws=2)
    held, more = (runs[name].flows for name in ("shut", "free"))
    # 3,500 t a year of Kazakh uranium may cross Azerbaijan and Georgia; 8,454 t are wanted.
    kazakh = held.routes[held.routes["origin"] == "KZ"]["flow_t_per_y"].sum()
    assert kazakh == pytest.approx(3500.0)
    assert more.routes[more.routes["origin"] == "KZ"]["flow_t_per_y"].sum() == pytest.approx(8454.0)
    with pytest.raises(cr.UnknownIdError, match="nearest: titr_uranium_quota"):
        Lift("titr_uranium_quotaa").apply(data)
    said = scenario_from_text("name: x\nchanges:\n- lift: titr_uranium_quota")
    assert said.changes[0].change == Lift("titr_uranium_quota")


def test_every_supposed_figure_of_a_shipped_scenario_says_so(data):
    for name in cr.list_scenarios():
        for dated in cr.load_scenario(name).changes:
            figure = isinstance(
                dated.change, cr.ScaleFact | cr.SetFact | cr.ShareOff | cr.SetWeight
            )
            if figure:
                assert dated.source_id or dated.note.startswith("supposed: "), (name, dated)
            if dated.source_id:
                assert data.sources.at[dated.source_id, "url"]
