"""Losses and closures against assignments without what is lost."""

import pytest

from corridor.report.exhibits.all_tonnes.security.criticality import (
    criticality_exhibit,
    passed_through,
)
from corridor.report.exhibits.all_tonnes.security.survival import survival_exhibit


def test_the_loss_of_cpc_is_what_an_assignment_without_it_leaves(net, demand, findings, assigned):
    lost = assigned(net, demand, closed=["link:cpc", "link:cpc_atyrau"])
    rows = criticality_exhibit(findings).tables[0].frame.set_index("element")
    added = lost.unmet_t_per_y - findings.flows.unmet_t_per_y
    assert rows.at["group:cpc", "unmet"] * 1e6 == pytest.approx(added)
    assert rows.at["group:cpc", "name"] == "Caspian Pipeline Consortium (all lines)"


def test_where_cargo_begins_or_ends_is_not_called_a_bottleneck(net, findings):
    chosen = passed_through(net.data, findings.criticality.table)
    assert "territory:KZ" not in set(chosen["element"])
    assert chosen["element"].iloc[0] == "territory:RU"
    assert chosen["unmet"].is_monotonic_decreasing
    assert not chosen[["flow", "unmet", "added_cost"]].round(6).duplicated().any()


def test_what_survives_without_russia_is_what_an_assignment_delivers(findings, without_russia):
    rows = survival_exhibit(findings).tables[0].frame.set_index(["closure", "area"])
    nodes, countries = findings.network.nodes, findings.network.data.countries
    routes = without_russia.routes
    region = nodes["country"].loc[routes["market"]].map(countries["region"])
    after = routes.loc[(region == "eu").to_numpy(), "flow_t_per_y"].sum()
    assert rows.at[("territory:RU", "eu"), "after"] * 1e3 == pytest.approx(after)


def test_the_worst_closure_is_marked_and_told(findings):
    exhibit = survival_exhibit(findings)
    closures = exhibit.tables[0]
    ((worst, word),) = closures.row_marks.items()
    assert word == "worst"
    assert closures.frame["surviving_share"].iloc[worst] == closures.frame["surviving_share"].min()
    assert f"when {closures.frame['closure_name'].iloc[worst]} is closed" in exhibit.answer
