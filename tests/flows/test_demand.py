"""Demand and supply as users write them: units, ids and amounts that are wrong."""

import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.demand import Demand, demand_rows, supply_rows


def test_units_become_tonnes(net):
    need = (
        Demand.of("copper", {"duisburg": 1000.0}, unit="TEU/y")
        + Demand.of("natural_gas", {"market_cn": 2.0}, unit="bcm/y")
        + Demand.of("crude_oil", {"trieste": 365.0}, unit="kt/y")
    )
    rows = demand_rows(net, need).set_index("commodity")["demand_t_per_y"]
    assert rows.to_dict() == pytest.approx(
        {"copper": 22_000.0, "natural_gas": 1.4e6, "crude_oil": 365_000.0}
    )


def test_barrels_of_a_grade_use_its_own_density(net):
    table = pd.DataFrame(
        {
            "node_id": ["tengiz"],
            "commodity": "crude_oil",
            "stream": "tengiz",
            "value": 7.97,
            "unit": "mb/y",
        }
    )
    assert supply_rows(net, table)["supply_t_per_y"].to_list() == pytest.approx([1e6])


def test_only_rows_of_the_year_count(net):
    rows = demand_rows(net, net.data.demand)
    raw = net.data.demand
    assert len(rows) == (raw["year"] == 2024).sum()
    with pytest.raises(ValueError, match="no demand of 2005; the table has 2019"):
        demand_rows(cr.build_network(net.data.as_of(2005)), None)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"market": "duisborg"}, cr.UnknownIdError, "duisburg"),
        ({"commodity": "coper"}, cr.UnknownIdError, "copper"),
        ({"origin": "KX"}, cr.UnknownIdError, "unknown country 'KX'"),
        ({"suppliers": "balkhash_smelter;aktogay"}, None, ""),
        ({"suppliers": "balkash_smelter"}, cr.UnknownIdError, "balkhash_smelter"),
        ({"value": -1.0}, ValueError, "0 or more"),
        ({"value": np.nan}, ValueError, "0 or more"),
        ({"value": np.inf}, ValueError, "0 or more"),
        ({"unit": "km"}, cr.UnitError, "amount per year"),
        ({"unit": "t"}, cr.UnitError, "amount per year"),
        ({"unit": "bcm/y"}, cr.UnitError, "kg_per_m3"),
        ({"unit": "parsec"}, cr.UnitError, "parsec"),
        ({"price_usd_per_t": -5.0}, ValueError, "price_usd_per_t"),
    ],
)
def test_wrong_demand_is_refused(net, change, error, words):
    row = {"market": "duisburg", "commodity": "copper", "value": 1.0, "unit": "kt/y", **change}
    table = pd.DataFrame([row])
    if error is None:
        demand_rows(net, table)
        return
    with pytest.raises(error, match=words):
        demand_rows(net, table)


def test_missing_columns_and_rows(net):
    with pytest.raises(cr.SchemaError, match="no column unit"):
        demand_rows(net, pd.DataFrame({"market": ["duisburg"], "commodity": "copper", "value": 1}))
    with pytest.raises(ValueError, match="no rows"):
        demand_rows(net, Demand.of("copper", {}))


def test_a_demand_of_another_type(net):
    with pytest.raises(TypeError, match="give a Demand or a table"):
        demand_rows(net, "copper")


def test_supply_where_nothing_can_be_put_on(net):
    table = pd.DataFrame(
        {"node_id": ["trieste"], "commodity": "uranium", "value": 1.0, "unit": "t/y"}
    )
    with pytest.raises(ValueError, match="cannot be put on"):
        supply_rows(net, table)


def test_the_graphs_of_what_nobody_demands_are_not_made(data, net):
    """Gas, crude and all else are supplied too: for a demand of copper they are left alone."""
    fresh = cr.build_network(data)
    assemble(fresh, Demand.of("copper", {"duisburg": 1.0}, unit="kt/y"))
    assert set(fresh._graphs) == {"copper"}
    every = supply_rows(net, None)
    for some in (["copper"], ["crude_oil", "copper"], ["lithium"], []):
        wanted = every[every["commodity"].isin(some)].reset_index(drop=True)
        pd.testing.assert_frame_equal(supply_rows(net, None, some), wanted)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"node_id": "galkinish"}, cr.UnknownIdError, "galkynysh"),
        ({"commodity": "natural_gass"}, cr.UnknownIdError, "natural_gas"),
        ({"value": -1.0}, ValueError, "natural_gas at galkynysh: -1.0 bcm/y is no amount"),
        ({"value": np.nan}, ValueError, "no amount"),
    ],
)
def test_wrong_supply_is_refused_though_nobody_demands_it(net, change, error, words):
    row = {"node_id": "galkynysh", "commodity": "natural_gas", "value": 1.0, "unit": "bcm/y"}
    with pytest.raises(error, match=words):
        supply_rows(net, pd.DataFrame([{**row, **change}]), ["copper"])


def test_the_order_of_rows_changes_nothing(net):
    demand = net.data.demand.sample(frac=1, random_state=3)
    supply = net.data.supply.sample(frac=1, random_state=4)
    here, there = assemble(net), assemble(net, demand, supply=supply)
    for name in ("limits", "sources", "demands", "controls"):
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name))
    for one, other in zip(here.problem.blocks, there.problem.blocks, strict=True):
        assert np.array_equal(one.arc, other.arc)
        assert np.array_equal(one.cost, other.cost)
        assert (one.use != other.use).nnz == 0
    assert np.array_equal(here.problem.sink_state, there.problem.sink_state)


def test_inputs_are_left_alone(net):
    demand, supply = net.data.demand.copy(), net.data.supply.copy()
    assemble(net, demand, supply=supply)
    pd.testing.assert_frame_equal(demand, net.data.demand)
    pd.testing.assert_frame_equal(supply, net.data.supply)


def test_suppliers_and_origin_bound_who_may_serve(net):
    need = Demand.of("copper", {"duisburg": 1.0}, suppliers="balkhash_smelter", unit="kt/y")
    made = assemble(net, need)
    who = made.sources["node"].iloc[made.problem.sink_source].unique()
    assert list(who) == ["balkhash_smelter"]
    anywhere = assemble(net, Demand.of("copper", {"duisburg": 1.0}, unit="kt/y"))
    names = {anywhere.problem.blocks[b].name for b in anywhere.problem.sink_block}
    assert {"copper/KZ", "copper/UZ"} <= names
    kazakh = assemble(net, Demand.of("copper", {"duisburg": 1.0}, origin="KZ", unit="kt/y"))
    assert {kazakh.problem.blocks[b].name for b in kazakh.problem.sink_block} == {"copper/KZ"}
