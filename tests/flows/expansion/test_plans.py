"""Plans on the bundled data, against every subset and against arithmetic."""

from itertools import product

import numpy as np
import pytest

from corridor.flows.demand import Demand
from corridor.flows.expansion.bundles import compare_bundles
from corridor.flows.expansion.expand import expand
from corridor.flows.expansion.ladder import expansion_ladder
from corridor.flows.expansion.mapping.mapping import candidates
from corridor.flows.independence.independence import independence_curve
from tests.flows.independence.arc_oracle import least

GAS = ("scp_future", "tanap_24", "tap_level1", "tap_exp1", "tap_exp2")
ASSUMED = dict.fromkeys(GAS, 5e8)
OIL = {"btc_kazakh_contract": 0.0, "aktau_oil_berths": 1e8}
SHIPS = {"caspian_tanker_unit": 60}
CRF = 0.08 / (1 - 1.08**-25)


@pytest.fixture(scope="module")
def crude(net):
    demand = net.data.demand
    return demand[demand["commodity"] == "crude_oil"]


@pytest.fixture(scope="module")
def touching(crude):
    """Tonnes that touch Russia today: all crude of 2024 but the 1.2 Mt/y that China takes."""
    return 1e6 * (crude.loc[crude["year"] == 2024, "value"].sum() - 1.2)


@pytest.fixture(scope="module")
def one_class(net):
    """Projects with tankers of one size, so that tonnes say how many."""
    return net.data.projects.drop(index="caspian_tanker_13k")


def ships_for(tonnes):
    """Return the new ships that tonnes take: one carries 0.375 Mt/y, those of today 1.56."""
    return int(np.ceil(round((tonnes - 1.56e6) / 0.375e6, 9)))


@pytest.fixture(scope="module")
def gas():
    return Demand.of("natural_gas", {"market_it": 20.0}, unit="bcm/y", origin="TM")


def test_a_trans_caspian_gas_pipe_alone_adds_nothing_for_europe(net, gas):
    """TANAP and TAP are full: pipe and expansions are worth something together alone."""
    pipe = "trans_caspian_gas_full"
    rest = ["tanap_24", "tap_level1", "tap_exp1", "scp_future"]
    table = compare_bundles(
        net, gas, bundles=[[pipe], rest, [pipe, "tanap_24"], [pipe, *rest]], capex_usd=ASSUMED
    )
    delivered = table["delivered_t_per_y"].tolist()
    assert delivered[:3] == [0.0, 0.0, 0.0]
    # 0.04 bcm are free in the South Caucasus pipe; then TAP's 0.2 and two steps of 1.2.
    assert delivered[3] == pytest.approx(0.04 * 0.7e6)
    assert delivered[4] == pytest.approx((0.2 + 2.4) * 0.7e6)


def test_the_bundle_is_chosen_as_a_whole(net, gas):
    both = ("trans_caspian_gas_full", "trans_caspian_connector")
    plan = expand(net, gas, capex_usd=ASSUMED, alternatives=[both])
    assert set(plan.projects.index) == {"trans_caspian_connector", *GAS}
    assert plan.projects["bundle"].nunique() == 1
    assert plan.projects["alone_usd_per_y"].max() == pytest.approx(0.0, abs=1.0)
    assert plan.projects["loss_usd_per_y"].min() > plan.projects["charge_usd_per_y"].max()
    assert expand(net, gas, capex_usd=ASSUMED, budget_usd=1e9).projects.empty


@pytest.mark.slow
@pytest.mark.parametrize("budget", [np.inf, 1.2e8, 5.0e8, 3.3e9])
def test_the_plan_is_the_best_of_all_subsets(net, crude, budget):
    """Every number of ships, berths, contract, pipe and terminal, by a program in arcs."""
    repeat = {"caspian_tanker_unit": 3}
    names = ["aktau_oil_berths", "btc_kazakh_contract", "caspian_tanker_unit", "eskene_kuryk"]
    names.append("kuryk_oil_terminal")
    projects = net.data.projects.loc[names]
    found = candidates(
        net, crude, projects, capex_usd=OIL, repeat=repeat, territories=("RU",),
        extra_capacity={"group:aktau_tankers": 9e6},
    )  # fmt: skip
    limits = found.problem.limits.copy()
    limits[found.assembly.limit_number("territory:RU")] = 0.0
    capex = found.table["capex_usd"].to_numpy()
    best = np.inf
    for units in product(*(range(most + 1) for most in found.table["most"])):
        if capex @ units <= budget:
            more = (np.array(units) @ found.adds)[: len(limits)]
            total = least(found.problem, limits=limits + more)[0] + CRF * (capex @ units)
            best = min(best, total)
    plan = expand(
        net, crude, projects, target={"RU": 0.0}, capex_usd=OIL, repeat=repeat,
        budget_usd=None if budget == np.inf else budget,
        extra_capacity={"group:aktau_tankers": 9e6},
    )  # fmt: skip
    last = plan.stages.iloc[-1]
    total = last["cost_usd_per_y"] + 1000.0 * last["unmet_t_per_y"] + last["charge_usd_per_y"]
    assert total == pytest.approx(best, rel=1e-9)
    assert plan.capex_usd <= budget
    assert plan.status == "optimal"


def test_the_ladder_of_crude_takes_the_ships_that_arithmetic_asks_for(
    net, crude, touching, one_class
):
    ladder = expansion_ladder(
        net, crude, one_class, shares=(0.1, 0.25, 1.0), capex_usd=OIL, repeat=SHIPS, territory="RU"
    )
    for share in (0.1, 0.25):
        ships = ships_for(share * touching)
        plan = ladder.plans[share]
        assert plan.projects["units"]["caspian_tanker_unit"] == ships
        assert plan.unmet_t_per_y == pytest.approx(0.0, abs=1.0)
        assert plan.projects["capex_usd"]["caspian_tanker_unit"] == ships * 15e6
    table = ladder.table
    assert table["territory_t_per_y"].tolist() == pytest.approx(
        [0.9 * touching, 0.75 * touching, 0.0]
    )
    # Aktau with five more and Kuryk with 9.4 Mt/y load what there is to load: 17 reach the sea.
    assert table["delivered_t_per_y"][1.0] == pytest.approx(1.2e6 + 17.0e6)
    assert table["unmet_t_per_y"][1.0] == table["unmet_with_all_t_per_y"][1.0]
    assert (table["capex_low_usd"] < table["capex_usd"]).all()
    assert "tanap_24" in ladder.unused


def test_stages_keep_budgets_and_years(net, crude, touching):
    plan = expand(
        net, crude, years=(2026, 2030), target={"RU": {2026: 0.8, 2030: 0.5}},
        budget_usd={2026: 3e8, 2030: 5e9}, capex_usd=OIL, repeat=SHIPS,
    )  # fmt: skip
    assert plan.stages["capex_usd"].tolist()[1] <= 3e8
    assert plan.stages["capex_usd"].tolist()[2] <= 5e9
    assert (plan.units[2030] >= plan.units[2026]).all()
    first = plan.units.gt(0).idxmax(axis=1)
    assert plan.projects["year"].to_dict() == first.to_dict()
    assert plan.stages["territory_RU_t_per_y"].iloc[1] <= 0.8 * touching * (1 + 1e-9)
    assert plan.projects["year"].is_monotonic_increasing


def test_a_project_opens_in_no_stage_before_its_own_year(net, crude, touching, one_class):
    later = one_class.assign(
        year=one_class["year"].where(one_class.index != "caspian_tanker_unit", 2030)
    )
    plan = expand(net, crude, later, years=(2026, 2028, 2031), target={"RU": 0.9}, repeat=SHIPS)
    assert plan.units.loc["caspian_tanker_unit"].tolist() == [0, 0, ships_for(0.1 * touching)]


def test_ranges_of_costs_are_carried(net, crude):
    plan = expand(net, crude, target={"RU": 0.75}, capex_usd=OIL, repeat=SHIPS)
    ships = plan.projects.loc["caspian_tanker_unit"]
    assert ships["capex_low_usd"] / ships["units"] == 13.5e6
    assert ships["capex_high_usd"] / ships["units"] == 20e6
    assert plan.ranges.index.tolist() == ["low", "central", "high"]
    assert plan.ranges["capex_usd"].is_monotonic_increasing


def test_what_projects_add_less_or_more_is_carried(net, crude, touching):
    """One tanker of 0.3, 0.375 or 0.5 Mt/y, for which the contract of 2.2 has room at each end."""
    projects = net.data.projects.loc[["caspian_tanker_unit"]]
    plan = expand(net, crude, projects, target={"RU": 0.0}, repeat={"caspian_tanker_unit": 1})
    reach, ships = plan.reach, np.array([3.0e5, 3.75e5, 5.0e5])
    assert reach.index.tolist() == ["low", "central", "high"]
    # Without Russia China takes 1.2 Mt/y, and the tankers of today carry 1.56.
    assert reach["delivered_t_per_y"].tolist() == pytest.approx(1.2e6 + 1.56e6 + ships)
    assert reach["unmet_t_per_y"]["central"] == pytest.approx(plan.unmet_t_per_y)
    share = (1.56e6 + ships) / touching
    assert reach["possible_share_RU"].tolist() == pytest.approx(share)
    added = plan.effects.set_index("project").loc["caspian_tanker_unit"]
    assert added[["adds_low_per_y", "adds_per_y", "adds_high_per_y"]].tolist() == [3e5, 3.75e5, 5e5]


def test_the_share_reached_is_that_of_the_independence_curve(net, crude):
    plan = expand(net, crude, target={"RU": 0.75}, capex_usd=OIL)
    groups = plan.units.iloc[:, 0]
    low = 3e5 * groups.get("caspian_tanker_unit", 0) + 1e4 * 0.9 * 350 / 7.47 * groups.get(
        "caspian_tanker_13k", 0
    )
    curve = independence_curve(
        net,
        crude,
        commodity="crude_oil",
        opened=["eskene_kuryk", "sea_kuryk_baku", "transfer:kuryk/oil_pipeline/sea"],
        extra_capacity={"group:aktau_tankers": low},
    )
    found = float(curve.scopes.loc["crude_oil", "possible_share"])
    assert plan.reach["possible_share_RU"]["low"] == pytest.approx(found, rel=1e-6)


def test_cost_never_holds_the_penalty(net, crude):
    """A dearer penalty may change the plan, but not what the same plan is said to cost."""
    plans = [
        expand(net, crude, target={"RU": 0.0}, repeat={"caspian_tanker_unit": 1}, unmet_usd_per_t=u)
        for u in (1_000.0, 50_000.0)
    ]
    costs = [plan.stages["cost_usd_per_t"].iloc[-1] for plan in plans]
    assert costs[0] == pytest.approx(costs[1], rel=1e-6)
    assert costs[0] < 200.0


def test_a_plan_reads_well_and_says_its_inputs(net, crude, touching, one_class):
    plan = expand(
        net, crude, one_class, target={"RU": 0.75}, capex_usd=OIL, repeat=SHIPS, rate=0.05
    )
    text = repr(plan)
    assert "at 5 % over 25 years" in text
    ships = ships_for(0.25 * touching)
    assert f"{ships} x caspian_tanker_unit: {ships * 15} MUSD" in text
    html = plan._repr_html_()
    assert "no capital cost known" in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": {"RU": 1.5}}, "from 0 to 1"),
        ({"target": {"RU": {2030: -0.1}}}, "from 0 to 1"),
        ({"target": {"RX": 0.0}}, "unknown country 'RX'"),
        ({"target": {"RU": "none"}}, "from 0 to 1"),
        ({"target": 0.5}, "share by territory"),
        ({"budget_usd": "much"}, "0 or more"),
        ({"territories": ("RU",)}, "no option 'territories'"),
        ({"wieghts": None}, "nearest: weights"),
        ({"budget_usd": -1.0}, "0 or more"),
        ({"years": (2030, 2025)}, "years rise"),
        ({"years": (2010,)}, "from 2024 on"),
        ({"years": ("2030",)}, "whole numbers"),
        ({"rate": -0.1}, "share per year"),
        ({"life_years": 0}, "life of the asset"),
        ({"gap": 0.0}, "above 0"),
        ({"alternatives": [("tcgp",)]}, "unknown project 'tcgp'"),
    ],
)
def test_wrong_options_are_refused(net, crude, options, message):
    with pytest.raises((ValueError, LookupError, TypeError), match=message):
        expand(net, crude, **options)
