"""Criticality by capacity on the bundled network, against flows assembled without the element."""

import numpy as np
import pandas as pd
import pytest

from corridor.errors import UnknownIdError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.criticality.criticality import criticality
from corridor.flows.criticality.interdiction import worst_interdiction
from corridor.flows.demand import Demand
from corridor.flows.program.arc_solution import solve_arcs

CPC = ("link:cpc", "link:cpc_atyrau")


@pytest.fixture(scope="module")
def need(data):
    """Crude, gas and uranium of 2024: oil, gas and containers in one."""
    table = data.demand[data.demand["year"] == 2024]
    return Demand(table[table["commodity"].isin(["crude_oil", "natural_gas", "uranium"])])


@pytest.fixture(scope="module")
def lost(need):
    """
    Crude without CPC: what is asked for less what the other ways take.

    The transit agreement carries 15 Mt/y, the tankers of Aktau 1.56, China takes 1.2.
    """
    crude = need.table[need.table["commodity"] == "crude_oil"]
    assert set(crude["unit"]) == {"Mt/y"}
    return 1e6 * (crude["value"].sum() - 15.0 - 1.56 - 1.2)


def without(net, need, element):
    """Objective and unmet tonnes of a problem assembled anew without the element."""
    kind, _, name = element.partition(":")
    rule = {"avoid": [name]} if kind in ("territory", "passage") else {"closed": [element]}
    assembly = assemble(net, need, **rule)
    found = solve_arcs(assembly.problem)
    return found.objective, float(found.unmet.sum())


@pytest.fixture(scope="module")
def found(net, need):
    kinds = ("link", "transfer", "node", "territory", "passage", "cause", "group", "operator")
    return criticality(net, need, by=kinds)


@pytest.mark.parametrize(
    "element",
    [
        "link:cpc_atyrau",
        "link:cacgp",
        "link:atyrau_samara",
        "transfer:cpc_yo/oil_pipeline/sea",
        "node:samara",
        "territory:RU",
        "passage:turkish_straits",
        "passage:caspian",
    ],
)
def test_a_loss_equals_flows_assembled_without_the_element(net, need, found, element):
    base = solve_arcs(assemble(net, need).problem)
    objective, unmet = without(net, need, element)
    row = found.table.loc[element]
    assert row["loss_usd_per_y"] == pytest.approx(objective - base.objective, rel=1e-6, abs=1.0)
    assert row["added_unmet_t_per_y"] == pytest.approx(unmet - base.unmet.sum(), rel=1e-6, abs=1.0)


def test_an_idle_element_changes_nothing(net, need, found):
    base = solve_arcs(assemble(net, need).problem).objective
    for element in ("link:btc", "link:ra_zhezkazgan__saksaulskaya"):
        assert element not in found.table.index
        assert without(net, need, element)[0] == pytest.approx(base, rel=1e-9)
    assert {"link:btc", "territory:AZ"} <= set(found.idle)
    assert not set(found.idle) & set(found.table.index)


def test_the_moorings_are_lost_with_the_terminal(found, lost):
    table = found.table
    same = ["node:cpc_yo", "transfer:cpc_yo/oil_pipeline/sea", "cause:cpc_terminal", "group:cpc"]
    assert len(set(table.loc[same, "loss_usd_per_y"])) == 1
    assert table.loc["group:cpc", "added_unmet_t_per_y"] == pytest.approx(lost)
    assert found.by_commodity.loc["group:cpc", "natural_gas"] == 0.0


def test_losses_bound_each_other_where_elements_nest(found):
    loss = found.table["loss_usd_per_y"]
    assert loss["territory:RU"] >= loss["group:cpc"] >= loss["link:cpc_atyrau"] >= 0
    assert loss["operator:CPC"] == pytest.approx(loss["group:cpc"])


def test_columns_fit_each_other(found):
    table, base = found.table, found.base
    unmet = base["demanded_t_per_y"] * (1.0 - table["delivered_share"]) - base["unmet_t_per_y"]
    assert np.allclose(unmet, table["added_unmet_t_per_y"], atol=1.0)
    assert (table["transit_t_per_y"] <= table["flow_t_per_y"]).all()
    # Every tonne of Kazakh oil, gas and uranium, and the Uzbek and Turkmen gas that crosses.
    assert table.loc["territory:KZ", "transit_t_per_y"] < table.loc["territory:KZ", "flow_t_per_y"]
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    tidy = found.to_frame()
    summed = tidy.groupby("element")["added_unmet_t_per_y"].sum()
    assert np.allclose(summed.reindex(table.index), table["added_unmet_t_per_y"], atol=1.0)
    assert table.index[0] in found._repr_html_()


def test_pairs_are_worse_than_each_alone(net, need):
    found = criticality(net, need, by=("group", "passage"), pairs=500)
    assert found.n_pairs_open == 0
    alone = found.table["loss_usd_per_y"]
    pairs = found.pairs
    assert len(pairs) > 3
    assert pairs["loss_usd_per_y"].is_monotonic_decreasing
    for row in pairs.itertuples():
        first, second = alone.get(row.first, 0.0), alone.get(row.second, 0.0)
        assert row.loss_usd_per_y > max(first, second)
        gap = row.loss_usd_per_y - first - second
        assert row.beyond_alone_usd_per_y == pytest.approx(gap, rel=1e-6, abs=10.0)
    some = criticality(net, need, by=("group", "passage"), pairs=2)
    assert some.n_pairs_open > 0
    missing = pairs["loss_usd_per_y"].iloc[len(some.pairs) :].max()
    assert some.pairs_bound_usd_per_y >= missing or missing in some.pairs["loss_usd_per_y"]


def test_without_cpc_the_rest_of_the_oil_hangs_on_russian_pipes(net, need, lost):
    found = criticality(net, need, by="operator", closed=CPC)
    assert found.base["unmet_t_per_y"] == pytest.approx(lost)
    assert "operator:CPC" not in found.table.index
    assert found.table.loc["operator:Transneft", "added_unmet_t_per_y"] == pytest.approx(15e6)


def test_the_worst_two_links_are_the_two_of_cpc(net, need, lost):
    worst = worst_interdiction(net, need, size=2, measure="unmet")
    assert worst.certified
    assert worst.elements == CPC
    assert worst.added == pytest.approx(lost)
    assembly = assemble(net, need, closed=CPC)
    unmet = solve_arcs(assembly.problem).unmet.sum()
    assert worst.added == pytest.approx(unmet, rel=1e-6)
    spared = worst_interdiction(net, need, size=2, measure="unmet", spared=["link:cpc_atyrau"])
    assert spared.certified
    assert "link:cpc_atyrau" not in spared.elements
    assert spared.added < worst.added
    assert "link:cpc" in worst._repr_html_()


def test_wrong_questions_are_told_what_is_there(net, need):
    with pytest.raises(UnknownIdError, match="kind of element 'operators'; nearest: operator"):
        criticality(net, need, by="operators")
    with pytest.raises(ValueError, match="pairs is -1"):
        criticality(net, need, pairs=-1)
    with pytest.raises(UnknownIdError, match="measure"):
        worst_interdiction(net, need, measure="cost")
    with pytest.raises(ValueError, match="size is 0"):
        worst_interdiction(net, need, size=0)
    with pytest.raises(UnknownIdError, match="nearest: link:cpc"):
        worst_interdiction(net, need, spared="link:cpcc")
    with pytest.raises(TypeError, match="penalty"):
        criticality(net, need, penalty=3)


def test_where_nothing_moves_nothing_is_critical(net):
    for need in (
        Demand.of("copper", {"duisburg": 0.0}),
        Demand.of("natural_gas", {"market_it": 5.0}, unit="bcm/y"),
    ):
        found = criticality(net, need, by="link", pairs=5)
        assert found.table.empty
        assert found.pairs.empty
        assert found.to_frame().empty
        assert "Criticality: 0.00 of" in repr(found)
        worst = worst_interdiction(net, need)
        assert (worst.elements, worst.added, worst.certified) == ((), 0.0, True)


def test_the_order_of_demand_and_kinds_does_not_matter(net, need):
    shuffled = Demand(need.table.sample(frac=1.0, random_state=1))
    one = criticality(net, need, by=("link", "territory"))
    other = criticality(net, shuffled, by=("territory", "link"))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.by_commodity, other.by_commodity)
