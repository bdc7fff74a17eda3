"""Assignment on the bundled data: balances, duals, reasons, and numbers a person can check."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assign import assign_flows
from corridor.flows.demand import Demand
from corridor.flows.program.master import Master

CPC = ("link:cpc", "link:cpc_atyrau")


def crude_of(net):
    return net.data.demand[net.data.demand["commodity"] == "crude_oil"]


@pytest.fixture(scope="module")
def asked(net):
    """Crude asked for in 2024, t/y."""
    crude = crude_of(net)
    return 1e6 * crude.loc[crude["year"] == 2024, "value"].sum()


@pytest.fixture(scope="module")
def base(net):
    return assign_flows(net)


@pytest.fixture(scope="module")
def no_cpc(net):
    with pytest.warns(cr.UnmetDemandWarning, match="crude_oil from KZ to trieste"):
        return assign_flows(net, crude_of(net), closed=CPC)


def test_what_leaves_arrives_and_nobody_ships_what_he_has_not(base):
    shipped = base.netback
    assert (shipped["shipped_t_per_y"] <= shipped["supply_t_per_y"] * (1 + 1e-9)).all()
    assert shipped["shipped_t_per_y"].sum() == pytest.approx(base.delivered_t_per_y)
    assert base.delivered_t_per_y + base.unmet_t_per_y == pytest.approx(base.demand_t_per_y)
    balance = dict.fromkeys(base.assembly.network.nodes.index, 0.0)
    for row in base.links[base.links["commodity"] == "crude_oil"].itertuples():
        balance[row.from_node] -= row.flow_t_per_y
        balance[row.to_node] += row.flow_t_per_y
    crude = base.routes[base.routes["commodity"] == "crude_oil"]
    for row in crude.itertuples():
        balance[row.source] += row.flow_t_per_y
        balance[row.market] -= row.flow_t_per_y
    assert max(map(abs, balance.values())) < 1.0


def test_no_limit_is_exceeded_and_the_optimum_is_proven(base):
    limits = base.limits
    assert (limits["use_per_y"] <= limits["available_per_y"] * (1 + 1e-9) + 1e-6).all()
    assert base.status == "optimal"
    assert abs(base.gap) < 1e-9
    assert base.certificate["residual"] < 1e-9


def test_money_by_recipient_adds_up_to_the_cost(base):
    assert base.charges["usd_per_y"].sum() == pytest.approx(base.cost_usd_per_y, rel=1e-9)
    crude = base.charges[base.charges["commodity"] == "crude_oil"]
    by = crude.groupby("recipient")["usd_per_y"].sum()
    assert by["RU"] == by.drop("carrier").max()


def test_routes_are_those_of_the_network(net, base):
    """The cheapest way of an uncrowded commodity is the best route of the same pair."""
    row = base.routes[base.routes["commodity"] == "chromium"].iloc[0]
    route = cr.best_route(net, "chromium", row["source"], row["market"])
    assert row["cost_usd_per_t"] == pytest.approx(route.totals["cost_usd_per_t"])
    assert row["time_d"] == pytest.approx(route.totals["time_d"])
    assert row["netback_usd_per_t"] == pytest.approx(route.netback_usd_per_t)
    assert tuple(row["territories"]) == route.territories


def test_the_pipeline_to_novorossiysk_carries_most_kazakh_oil(base, asked):
    crude = base.links[base.links["commodity"] == "crude_oil"].set_index("link")["flow_t_per_y"]
    cpc = crude["cpc"] + crude["cpc_atyrau"]
    listed = base.assembly.demands.query("commodity == 'crude_oil'")["demand_t_per_y"].sum()
    assert listed == pytest.approx(asked)
    assert 0.5 * asked < cpc < 54.9e6  # 54.9 Mt of Kazakh oil went by it in 2024
    assert crude["druzhba_north"] == pytest.approx(1.5e6)
    assert crude["kz_china"] == pytest.approx(1.2e6)


def test_without_cpc_what_is_left_is_what_the_other_ways_take(no_cpc, asked):
    """15 Mt by the transit agreement, 1.56 by the tankers of Aktau, 1.2 asked for by China."""
    assert no_cpc.delivered_t_per_y == pytest.approx(15e6 + 1.56e6 + 1.2e6)
    assert no_cpc.unmet_t_per_y == pytest.approx(asked - 17.76e6)
    scarce = no_cpc.bottlenecks()
    dear = scarce[scarce["loss_usd_per_unit"] > 100]
    assert set(dear.index) == {"control:kz_ru_oil_transit_agreement", "group:aktau_tankers"}
    assert dear["set_by_unmet"].all()
    btc = no_cpc.limits.set_index("limit").loc["link:btc/forward"]
    assert btc["shadow_price_usd_per_unit"] == 0.0
    assert btc["utilisation"] < 0.1


def test_the_price_of_the_tankers_is_the_penalty_less_the_way(no_cpc):
    """Aliaga has what it asks for; a tonne more crosses at 74.2 USD and saves the penalty."""
    ways = no_cpc.routes[no_cpc.routes["corridors"].map(lambda c: "caspian" in c)]
    assert set(ways["market"]) == {"aliaga", "augusta"}
    expected = 1000.0 - ways["generalised_cost_usd_per_t"].max()
    tankers = no_cpc.bottlenecks().loc["group:aktau_tankers"]
    assert tankers["gain_usd_per_unit"] == pytest.approx(expected, rel=1e-6)
    assert tankers["loss_usd_per_unit"] == pytest.approx(expected, rel=1e-6)


def test_beyond_the_tankers_the_berths_bind_and_then_the_racks_of_the_railway(net):
    """Each step opens what bound before; the pipeline to Ceyhan never does."""
    more = {"group:aktau_tankers": 30e6}
    opened = {"closed": CPC, "access": "ignore"}
    with pytest.warns(cr.UnmetDemandWarning):
        berths = assign_flows(net, crude_of(net), extra_capacity=more, **opened)
    assert "node:aktau/crude" in berths.bottlenecks().index
    assert berths.limits.set_index("limit").at["node:aktau/crude", "use_per_y"] == pytest.approx(
        7.5e6
    )
    more |= {"node:aktau/crude": 30e6, "transfer:aktau/oil_pipeline/sea": 30e6}
    with pytest.warns(cr.UnmetDemandWarning):
        racks = assign_flows(net, crude_of(net), extra_capacity=more, **opened)
    scarce = racks.bottlenecks()
    assert "transfer:aktau/rail_1520/sea/crude" in scarce.index
    assert racks.links.set_index("link").at["rail_tengiz_aktau", "flow_t_per_y"] == pytest.approx(
        5e6
    )
    for flows in (berths, racks):
        assert "link:btc/forward" not in flows.bottlenecks().index


GAS = Demand.of("natural_gas", {"market_it": 5.0}, origin="TM", unit="bcm/y", firm=False)


@pytest.mark.parametrize("pipe", ["tcgp", "tc_connector"])
def test_a_trans_caspian_pipe_alone_brings_europe_nothing(net, pipe):
    with pytest.warns(cr.UnmetDemandWarning):
        alone = assign_flows(net, GAS, opened=[pipe])
    assert alone.delivered_t_per_y == 0.0
    assert alone.unmet["reason"].to_list() == ["capacity"]


def test_with_the_pipes_behind_it_all_that_is_asked_arrives(net):
    more = {"group:scp": 3.5e6, "group:tanap": 3.5e6, "group:tap": 3.5e6}
    whole = assign_flows(net, GAS, opened=["tcgp"], extra_capacity=more)
    assert whole.delivered_t_per_y == pytest.approx(5 * 0.7e6)
    assert whole.routes["corridors"].map(lambda names: "caspian" in names).all()
    for missing in more:
        with pytest.warns(cr.UnmetDemandWarning):
            part = assign_flows(
                net,
                GAS,
                opened=["tcgp"],
                extra_capacity={k: v for k, v in more.items() if k != missing},
            )
        assert part.delivered_t_per_y < 0.05 * 3.5e6


def test_minerals_are_held_by_permits_not_by_their_own_tonnes(net):
    ours = ["copper", "aluminium", "titanium", "phosphorus", "antimony", "uranium", "ferroalloys"]
    demand = net.data.demand[net.data.demand["commodity"].isin(ours)]
    with pytest.warns(cr.UnmetDemandWarning, match="uranium"):
        flows = assign_flows(net, demand, avoid=("RU", "BY"))
    assert set(flows.unmet["commodity"]) == {"uranium"}
    assert set(flows.bottlenecks().index) == {"control:titr_uranium_quota"}
    kazakh = flows.routes.query("commodity == 'uranium' and origin == 'KZ'")
    assert kazakh["flow_t_per_y"].sum() == pytest.approx(3500.0)
    used = flows.limits[flows.limits["known"].astype(bool) & (flows.limits["kind"] != "control")]
    assert used["utilisation"].max() < 0.5


def test_a_producer_sells_where_the_netback_is_highest(net):
    """Turkmen gas: China nets more than Italy, though Italy pays more."""
    need = GAS + Demand.of("natural_gas", {"market_cn": 5.0}, origin="TM", unit="bcm/y")
    supply = pd.DataFrame(
        {"node_id": ["galkynysh"], "commodity": "natural_gas", "value": 5.0, "unit": "bcm/y"}
    )
    more = {"group:scp": 7e6, "group:tanap": 7e6, "group:tap": 7e6}
    flows = assign_flows(
        net, need, supply=supply, opened=["tcgp"], extra_capacity=more, objective="netback"
    )
    assert set(flows.routes["market"]) == {"market_cn"}
    assert flows.routes["price_usd_per_t"].iloc[0] == pytest.approx(280 / 0.7)
    italy = assign_flows(
        net, GAS, supply=supply, opened=["tcgp"], extra_capacity=more, objective="netback"
    )
    prices = flows.routes["price_usd_per_t"].iloc[0], italy.routes["price_usd_per_t"].iloc[0]
    assert prices[0] < prices[1]
    assert flows.netback_usd_per_y > italy.netback_usd_per_y > 0


def test_the_netback_objective_is_price_less_cost_by_grade(net):
    flows = assign_flows(net, crude_of(net), objective="netback")
    problem = flows.assembly.problem
    ceiling = math.fsum(problem.demand_amount * problem.demand_penalty)
    gain = flows.routes["price_usd_per_t"] - flows.routes["generalised_cost_usd_per_t"]
    earned = math.fsum(flows.routes["flow_t_per_y"] * gain)
    assert flows.solution.objective == pytest.approx(ceiling - earned, rel=1e-9)
    assert set(flows.routes["stream"]) >= {"cpc_blend", "kebco"}
    assert flows.unmet["reason"].to_list() == ["no price"]
    assert "zhanazhol" in set(flows.assembly.unpriced["stream"])


def test_oil_of_a_discounted_grade_goes_there_only_where_it_must(net, base, asked):
    """
    By Transneft is cheaper and nets less: KEBCO fetches 50 USD/t less than CPC blend.

    To Schwedt the other way, by ship to Gdansk and pipe, costs 51 USD/t more.
    """
    dear = assign_flows(net, crude_of(net), objective="netback")
    cheap = base.links[base.links["commodity"] == "crude_oil"].set_index("link")["flow_t_per_y"]
    flow = dear.links.set_index("link")["flow_t_per_y"]
    assert cheap["atyrau_samara"] == pytest.approx(12e6)
    assert flow["atyrau_samara"] == pytest.approx(1.5e6)
    assert flow["cpc"] + flow["cpc_atyrau"] == pytest.approx(asked - 1.2e6 - 1.5e6)
    schwedt = Demand.of("crude_oil", {"schwedt": 0.5}, origin="KZ", unit="Mt/y")
    gains, costs, links = [], [], []
    for closed in ((), ("link:druzhba_north",)):
        way = assign_flows(net, schwedt, objective="netback", closed=closed).routes.iloc[0]
        costs.append(way["generalised_cost_usd_per_t"])
        gains.append(way["price_usd_per_t"] - costs[-1])
        links.append(way["subjects"])
    assert costs[1] - costs[0] == pytest.approx(51.2, abs=0.1)
    assert 0.0 < gains[0] - gains[1] < 1.0
    assert {"link:sea_cpc_gdansk", "link:plock_schwedt"} <= set(links[1])


def test_the_penalty_is_the_value_of_a_tonne_and_at_least_1000(net):
    demands = assemble(net).demands.set_index("commodity")["penalty_usd_per_t"]
    assert demands["copper"].iloc[0] == 9142.0
    assert demands["crude_oil"].iloc[0] == 1000.0
    given = assemble(net, unmet_usd_per_t={"copper": 5000.0}).demands.set_index("commodity")
    assert given["penalty_usd_per_t"]["copper"].iloc[0] == 5000.0
    assert given["penalty_usd_per_t"]["crude_oil"].iloc[0] == 1000.0


def test_a_market_without_a_price_is_named(net):
    then = cr.build_network(net.data.as_of(2019))
    with pytest.raises(cr.ProvenanceError, match="natural_gas at alexgay"):
        assign_flows(then, objective="netback")


def test_a_price_of_ones_own_counts(net):
    """At 300 USD/t for copper nobody ships; at 10,000 all do."""
    for price, delivered in ((300.0, 0.0), (10_000.0, 25_000.0)):
        need = Demand.of("copper", {"duisburg": 25.0}, unit="kt/y", price_usd_per_t=price)
        flows = assign_flows(net, need, objective="netback")
        assert flows.delivered_t_per_y == pytest.approx(delivered)
        assert (flows.routes["price_usd_per_t"] == price).all()
        assert flows.unmet["reason"].to_list() == (["not worth it"] if not delivered else [])


def test_a_territory_counts_every_tonne_that_touches_it_once(net):
    demand = net.data.demand[net.data.demand["commodity"].isin(["crude_oil", "copper", "uranium"])]
    flows = assign_flows(net, demand, territories=["RU", "AZ"])
    for country in ("RU", "AZ"):
        touched = flows.routes[flows.routes["territories"].map(lambda t, c=country: c in t)]
        use = flows.limits.set_index("limit").at[f"territory:{country}", "use_per_y"]
        assert use == pytest.approx(touched["flow_t_per_y"].sum())


def test_a_territory_limit_of_nothing_is_the_same_as_keeping_out(net):
    demand = net.data.demand[net.data.demand["commodity"].isin(["crude_oil", "copper", "uranium"])]
    made = assemble(net, demand, territories=["RU"])
    limits = made.problem.limits.copy()
    limits[made.limit_number("territory:RU")] = 0.0
    none = Master(made.problem).solve(limits=limits)
    away = assemble(net, demand, avoid=["RU"])
    assert none.objective == pytest.approx(Master(away.problem).solve().objective, rel=1e-9)


def test_streams_and_territories_combine(net):
    plain = Master(assemble(net, crude_of(net), objective="netback").problem).solve()
    made = assemble(net, crude_of(net), objective="netback", territories=["RU", "CN"])
    both = Master(made.problem).solve()
    assert both.objective == pytest.approx(plain.objective, rel=1e-9)
    use = both.limit_use[made.limit_number("territory:CN")]
    assert use == pytest.approx(337_570.0)  # oil of Kumkol, the only grade priced in China


@pytest.mark.parametrize(
    ("need", "options", "reason", "at"),
    [
        (("natural_gas", {"market_it": 1e6}, "TM"), {}, "no route", "link:tcgp (proposed)"),
        (("uranium", {"malvesi": 50_000.0}, "KZ"), {}, "supply", ""),
        (("copper", {"duisburg": 9e3}, "DE"), {}, "supply", ""),
        (("copper", {"duisburg": 9e3}, "KZ"), {"unmet_usd_per_t": 100}, "not worth it", ""),
        (("copper", {"augusta": 9e3}, "KZ"), {}, "no route", "cannot be taken off"),
        (("uranium", {"malvesi": 9e3}, "KZ"), {"avoid": "RU"}, "access", "titr_uranium_quota"),
        (("crude_oil", {"schwedt": 60e6}, "KZ"), {"closed": CPC}, "capacity", "kz_druzhba_quota"),
    ],
)
def test_why_demand_is_not_met(net, need, options, reason, at):
    commodity, amounts, origin = need
    with pytest.warns(cr.UnmetDemandWarning, match=commodity):
        flows = assign_flows(net, Demand.of(commodity, amounts, origin=origin), **options)
    row = flows.unmet.iloc[0]
    assert row["reason"] == reason
    assert at in " ".join(row["at"])
    assert row["unmet_t_per_y"] == pytest.approx(flows.unmet_t_per_y)


def test_demand_that_access_alone_holds_back_says_so(net):
    """In 2019 the pipes led to Italy, and the Russian monopoly kept others out of them."""
    then = cr.build_network(net.data.as_of(2019))
    with pytest.warns(cr.UnmetDemandWarning, match="nothing can reach it"):
        flows = assign_flows(then, GAS)
    assert flows.unmet["reason"].to_list() == ["access"]
    assert "carries its own only" in flows.unmet["at"].iloc[0][0]
    free = assign_flows(then, GAS, access="ignore")
    assert free.unmet.empty
    assert "RU" in free.routes["territories"].iloc[0]


def test_what_quotas_hold_back_is_told_from_what_pipes_do(no_cpc, net):
    with pytest.warns(cr.UnmetDemandWarning):
        pipes = assign_flows(net, crude_of(net), closed=CPC, access="ignore")
    gained = pipes.delivered_t_per_y - no_cpc.delivered_t_per_y
    assert gained == pytest.approx(17.5e6 + 3e6 - 15e6)  # Atyrau-Samara and the Makhachkala ships
    assert no_cpc.unmet["lacks_access_t_per_y"].sum() == pytest.approx(gained)


def test_hard_demand_that_cannot_be_met_names_the_cut(net):
    with pytest.raises(cr.InfeasibleError, match=r"together|even alone") as caught:
        assign_flows(net, crude_of(net), closed=CPC, hard=True)
    assert set(caught.value.capacity) == {
        "control:kz_ru_oil_transit_agreement",
        "group:aktau_tankers",
    }
    with pytest.raises(cr.InfeasibleError, match=r"shut on the way: link:tcgp \(proposed\)"):
        assign_flows(net, GAS, hard=True)
    with pytest.raises(cr.InfeasibleError, match="supply of kazatomprom_inkai"):
        assign_flows(net, Demand.of("uranium", {"malvesi": 50_000.0}, origin="KZ"), hard=True)
    with pytest.raises(ValueError, match="exclude each other"):
        assign_flows(net, GAS, hard=True, objective="netback")


def test_hard_demand_is_met_whatever_the_penalty(net):
    need = Demand.of("copper", {"duisburg": 25.0}, origin="KZ", unit="kt/y")
    usual = assign_flows(net, need)
    cheap = assign_flows(net, need, unmet_usd_per_t=1.0, hard=True)
    assert cheap.delivered_t_per_y == pytest.approx(25_000.0)
    assert cheap.cost_usd_per_y == pytest.approx(usual.cost_usd_per_y)


def test_a_dual_lies_between_the_one_sided_differences(base, no_cpc):
    for flows in (base, no_cpc):
        limits = flows.limits
        price = limits["shadow_price_usd_per_unit"]
        slack = 1e-5 * price.max() + 1e-6
        assert (limits["gain_usd_per_unit"] <= price + slack).all()
        loss = limits["loss_usd_per_unit"]
        assert (price <= loss + slack)[loss.notna()].all()


def test_the_answer_is_the_same_for_any_order_of_rows(net, base):
    other = assign_flows(net, net.data.demand.sample(frac=1, random_state=11))
    assert other.solution.paths == base.solution.paths
    assert other.solution.objective == base.solution.objective


def test_share_on_unknown_capacity_is_of_tonne_km(base):
    links = base.links
    unknown = links[~links["known"].astype(bool)]
    share = unknown["flow_tkm_per_y"].sum() / links["flow_tkm_per_y"].sum()
    assert base.share_on_unknown_capacity == pytest.approx(share)
    assert 0.3 < share < 0.7
    assert unknown["utilisation"].isna().all()


def test_what_a_notebook_shows_is_escaped(net):
    links = net.data.links.copy()
    links.loc["sea_aktau_makhachkala", "name"] = "<script>alert(1)</script>"
    other = cr.build_network(replace(net.data, links=links))
    shown = assign_flows(other, crude_of(net))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_nothing_asked_nothing_moved(net):
    flows = assign_flows(net, Demand.of("copper", {"duisburg": 0.0}))
    assert flows.delivered_t_per_y == 0.0
    assert flows.routes.empty
    assert flows.links.empty
    assert flows.bottlenecks().empty
    assert np.isnan(flows.usd_per_delivered_t)
    assert np.isnan(flows.share_on_unknown_capacity)
    assert "0.00 of 0.00" in flows._repr_html_()


def test_a_likely_assignment_spreads_and_keeps_the_limits(net):
    flows = assign_flows(net, crude_of(net), method="logit", scale_t_per_usd=0.1)
    best = assign_flows(net, crude_of(net))
    assert flows.method == "logit"
    assert flows.delivered_t_per_y == pytest.approx(best.delivered_t_per_y)
    assert flows.cost_usd_per_y > best.cost_usd_per_y
    known = flows.limits[np.isfinite(flows.limits["available_per_y"])]
    assert (known["use_per_y"] <= known["available_per_y"] * (1 + 1e-6) + 1e-3).all()
    sharp = assign_flows(net, crude_of(net), method="logit", scale_t_per_usd=50.0)
    assert sharp.cost_usd_per_y == pytest.approx(best.cost_usd_per_y, rel=2e-3)


def test_waiting_makes_a_full_berth_dearer(net):
    servers = pd.DataFrame({"limit": ["group:aktau_tankers"], "servers": [2], "service_d": [3.0]})
    closed = {"closed": CPC}
    with pytest.warns(cr.UnmetDemandWarning):
        plain = assign_flows(net, crude_of(net), **closed)
    with pytest.warns(cr.UnmetDemandWarning):
        queued = assign_flows(net, crude_of(net), servers=servers, **closed)
    assert queued.delivered_t_per_y == pytest.approx(plain.delivered_t_per_y)
    # The fleet is used to the brim either way: its last tonne is worth less once it must wait.
    price = "shadow_price_usd_per_unit"
    before = plain.limits.set_index("limit").at["group:aktau_tankers", price]
    after = queued.limits.set_index("limit").at["group:aktau_tankers", price]
    assert 0 < after < before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "guess"}, "'optimum' or 'logit'"),
        ({"method": "logit"}, "scale_t_per_usd"),
        ({"method": "logit", "scale_t_per_usd": 0.1, "hard": True}, "not hard"),
        ({"method": "logit", "scale_t_per_usd": -1.0}, "theta"),
    ],
)
def test_methods_that_contradict_are_refused(net, options, words):
    with pytest.raises(ValueError, match=words):
        assign_flows(net, crude_of(net), **options)
