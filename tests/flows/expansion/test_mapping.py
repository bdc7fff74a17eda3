"""What a project adds, against the same change made by hand in the assembly."""

import numpy as np
import pandas as pd
import pytest

from corridor.costs.weights import CostWeights, arc_costs, time_price
from corridor.errors import SchemaError, UnknownIdError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.demand import Demand
from corridor.flows.expansion.bundles import compare_bundles
from corridor.flows.expansion.mapping.mapping import candidates
from corridor.flows.program.master import Master

BTC = {"btc_kazakh_contract": 0.0}


@pytest.fixture(scope="module")
def every(net):
    return candidates(net, None, None, territories=("RU",))


@pytest.fixture(scope="module")
def crude(net):
    demand = net.data.demand
    return demand[(demand["commodity"] == "crude_oil") & (demand["year"] == 2024)]


def solved(assembly, territory_limit=None):
    limits = assembly.problem.limits.copy()
    if territory_limit is not None:
        limits[assembly.limit_number("territory:RU")] = territory_limit
    return Master(assembly.problem).solve(limits=limits)


def test_nothing_built_is_the_network_as_it_is(net, every):
    plain = assemble(net, territories=("RU",))
    assert Master(every.problem).solve().objective == pytest.approx(
        Master(plain.problem).solve().objective, rel=1e-9
    )


def test_tankers_and_a_contract_are_capacity_and_quota_added_by_hand(net, crude):
    bundle = {"caspian_tanker_unit": 9, "btc_kazakh_contract": 1}
    table = compare_bundles(
        net, crude, bundles=[bundle], target={"RU": 0.0}, capex_usd=BTC,
        repeat={"caspian_tanker_unit": 9},
    )  # fmt: skip
    by_hand = assemble(
        net,
        crude,
        territories=("RU",),
        extra_capacity={
            "group:aktau_tankers": 9 * 375_000.0,
            "control:btc_kazakh_contract_2024": 4_800_000.0,
        },
    )
    found = solved(by_hand, 0.0)
    assert table["unmet_t_per_y"].iloc[1] == pytest.approx(found.unmet.sum())
    # Nine ships carry 3.375 Mt/y more; without the contract 0.64 Mt/y of room would be left.
    assert table["unmet_t_per_y"].diff().iloc[1] == pytest.approx(-3_375_000.0)
    paid = found.objective - float(found.unmet @ by_hand.problem.demand_penalty)
    assert table["cost_usd_per_y"].iloc[1] == pytest.approx(paid, rel=1e-9)


def test_a_new_pipe_is_the_planned_link_opened_by_hand(net):
    need = Demand.of("natural_gas", {"market_it": 20.0}, unit="bcm/y", origin="TM")
    known = dict.fromkeys(["scp_future", "tanap_24", "tap_level1", "tap_exp1"], 1e9)
    bundle = ["trans_caspian_gas_full", *known]
    table = compare_bundles(net, need, bundles=[bundle], capex_usd=known)
    by_hand = assemble(
        net,
        need,
        opened=["tcgp"],
        extra_capacity={"group:scp": 3.5e6, "group:tanap": 5.46e6, "group:tap": 1.68e6},
    )
    found = solved(by_hand)
    assert found.unmet.sum() < 14e6
    assert table["unmet_t_per_y"].iloc[1] == pytest.approx(found.unmet.sum())
    assert table["cost_usd_per_y"].iloc[1] + 1000.0 * found.unmet.sum() == pytest.approx(
        found.objective, rel=1e-9
    )


def test_every_project_is_a_candidate_or_has_a_reason(net, every):
    names = set(net.data.projects.index)
    assert set(every.table.index) | set(every.unused) == names
    assert not set(every.table.index) & set(every.unused)
    assert every.unused["cpc_debottleneck"] == "in the network of 2024 already"
    assert every.unused["tanap_31"].startswith("no capital cost known")
    assert every.unused["tripp_meghri"] == "needs nakhchivan_rehab, which cannot be used"
    assert every.unused["caspian_container_ships"].startswith("no capital cost known")


def test_a_cost_of_nothing_is_never_assumed(net, every):
    unknown = net.data.projects.index[net.data.projects["capex_musd"].isna()]
    assert not set(every.table.index) & set(unknown)
    assert (every.table["capex_usd"] > 0).all()


def test_a_project_opens_what_waits_for_it_alone(net, every):
    what = every.effects.set_index("project")["what"]
    opened = set(what["cku"])
    assert "opens link:ra_kashgar__makmal" in opened
    assert "opens link:ra_makmal__jalalabad, with what capacity it has" in opened
    assert any("transfer:makmal/rail_1435/rail_1520" in item for item in opened)
    # The Trans-Caspian gas pipe ends where an oil pipe is planned too: that is another matter.
    gas = Demand.of("natural_gas", {"market_it": 20.0}, unit="bcm/y", origin="TM")
    crude = Demand.of("crude_oil", {"trieste": 5.0}, unit="Mt/y", origin="TM")
    both = candidates(net, gas + crude, None).effects
    assert not both["what"].str.contains("tc_oil").any()


def test_a_berth_is_raised_under_each_of_its_names(net, crude):
    found = candidates(net, crude, None, capex_usd={"aktau_oil_berths": 1e8})
    what = found.effects[found.effects["project"] == "aktau_oil_berths"]
    assert set(what["what"]) == {
        "raises node:aktau/crude",
        "raises transfer:aktau/oil_pipeline/sea",
        "raises transfer:aktau/rail_1520/sea/crude",
    }
    assert set(what["adds_per_y"]) == {5e6}


def test_a_first_level_is_part_of_the_step_behind_it(net):
    """TAP: 12 bcm, 1.2 at Kipoi, 1.2 more to 14.4, 17.1, 20: nothing is counted twice."""
    steps = net.data.projects.loc[["tap_level1", "tap_exp1", "tap_exp2", "tap_20"]]
    assert steps["value"].cumsum().tolist() == pytest.approx([1.2, 2.4, 5.1, 8.0])
    assert steps["needs"].tolist() == ["", "tap_level1", "tap_exp1", "tap_exp2"]
    # Published in EUR of 2022 for the four levels: 114, 388, 730 and 1,020 million.
    euro = np.array([130 / 0.92413, 274 / 0.95177, 342 / 0.95177, 290 / 0.95177])
    assert steps["capex_musd"].tolist() == pytest.approx(euro, rel=1e-3)


def test_a_total_adds_what_is_left_of_it(net):
    """Poti has 600,000 TEU/y; phase 1 adds 150,000, phase 2 brings the total to a million."""
    found = candidates(net, None, None, capex_usd={"poti_phase2": 1e8})
    added = found.effects.set_index("project")["adds_per_y"]
    assert added["poti_phase1"] == 150_000.0
    assert added["poti_phase2"] == 250_000.0


def test_a_supplier_grows_only_where_it_is_said_what_of(net):
    supply = pd.DataFrame(
        [["pavlodar_aluminium", "gallium", 5.0, "t/y"]],
        columns=["node_id", "commodity", "value", "unit"],
    )
    need = Demand.of("gallium", {"tokyo": 12.0})
    silent = candidates(net, need, net.data.projects.drop(columns="commodity"), supply=supply)
    assert "commodity" in silent.unused["pavlodar_gallium"]
    table = compare_bundles(net, need, bundles=[["pavlodar_gallium"]], supply=supply)
    assert table["delivered_t_per_y"].tolist() == [5.0, 12.0]


def test_a_day_saved_is_worth_the_price_of_a_day(net):
    """Copper by Khorgos saves the 24 hours of the Almaty bypass."""
    need = Demand.of("copper", {"xian": 10.0}, unit="kt/y", suppliers="zhezkazgan_smelter")
    shut = ["ra_alashankou__dostyk"]
    table = compare_bundles(net, need, bundles=[["almaty_bypass"]], closed=shut)
    day = time_price(net.state_graph("copper"), CostWeights())
    assert 1.0 < day < 5.0
    assert table["cost_usd_per_y"].diff().iloc[1] == pytest.approx(-10_000 * day, rel=1e-6)


def test_a_quicker_border_saves_time_on_every_link_that_crosses_it(net):
    """Half a day at Boyuk Kesik, of copper that goes from Azerbaijan into Georgia."""
    row = net.data.projects.loc[["almaty_bypass"]].rename(index={"almaty_bypass": "border_papers"})
    row = row.assign(subject="border:AZ-GE/rail_1520", value=12.0, capex_musd=5.0)
    need = Demand.of("copper", {"mersin": 10.0}, unit="kt/y", suppliers="zhezkazgan_smelter")
    table = compare_bundles(net, need, row, bundles=[["border_papers"]], avoid=["RU", "IR"])
    day = time_price(net.state_graph("copper"), CostWeights())
    assert table["cost_usd_per_y"].diff().iloc[1] == pytest.approx(-10_000 * day / 2, rel=1e-6)


def test_length_saved_lowers_the_cost_of_the_link_in_proportion(net):
    """Zhezkazgan to Mointy is shorter by 149 km."""
    need = Demand.of("copper", {"xian": 10.0}, unit="kt/y", suppliers="zhezkazgan_smelter")
    table = compare_bundles(net, need, bundles=[["mointy_kyzylzhar"]])
    graph = net.state_graph("copper")
    [arc, _] = np.flatnonzero(graph.arcs["subject"] == "link:ra_mointy__zhezkazgan")
    share = 149.0 / graph.per_arc("km")[arc]
    assert 0.2 < share < 0.5
    saved = 10_000 * share * arc_costs(graph, CostWeights())[arc]
    assert table["cost_usd_per_y"].diff().iloc[1] == pytest.approx(-saved, rel=1e-6)


def test_wrong_tables_and_ids_are_refused(net, crude):
    with pytest.raises(SchemaError, match="no column needs"):
        candidates(net, crude, net.data.projects.drop(columns="needs"))
    with pytest.raises(SchemaError, match="twice"):
        candidates(net, crude, pd.concat([net.data.projects, net.data.projects.iloc[:1]]))
    with pytest.raises(UnknownIdError, match="nearest: eskene_kuryk"):
        candidates(net, crude, None, capex_usd={"eskene_kurik": 1.0})
    with pytest.raises(ValueError, match="whole number"):
        candidates(net, crude, None, repeat={"caspian_tanker_unit": 0})
    with pytest.raises(ValueError, match="0 or more"):
        candidates(net, crude, None, capex_usd={"cku": float("nan")})
    circle = net.data.projects.copy()
    circle["needs"] = circle["needs"].astype(object)
    circle.loc["cku", "needs"] = "eskene_kuryk"
    circle.loc["eskene_kuryk", "needs"] = "cku"
    with pytest.raises(ValueError, match="circle: cku, eskene_kuryk"):
        candidates(net, crude, circle)
    with pytest.raises(ValueError, match=r"tanap_24 is no candidate: no capital cost known"):
        compare_bundles(net, crude, bundles=[["tanap_24"]])
    with pytest.raises(UnknownIdError, match="unknown project 'tanap'"):
        compare_bundles(net, crude, bundles=[["tanap"]])


def test_order_of_rows_does_not_matter(net, crude):
    one = candidates(net, crude, net.data.projects)
    other = candidates(net, crude.iloc[::-1], net.data.projects.iloc[::-1])
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.effects, other.effects)
