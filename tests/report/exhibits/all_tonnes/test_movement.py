"""Flow map, capacity and Sankey against the flows themselves."""

import numpy as np
import pytest

from corridor.report.contents.numbers import percent
from corridor.report.exhibits.all_tonnes.movement.capacity import capacity_exhibit, price_words
from corridor.report.exhibits.all_tonnes.movement.flow_map import flow_map_exhibit
from corridor.report.exhibits.all_tonnes.movement.sankey import sankey_exhibit


def test_the_map_says_the_share_through_russia(findings):
    routes = findings.flows.routes
    touching = ["RU" in territories for territories in routes["territories"]]
    share = routes.loc[touching, "flow_t_per_y"].sum() / routes["flow_t_per_y"].sum()
    assert f"{percent(share)} through Russia" in flow_map_exhibit(findings).answer


def test_a_link_carries_what_its_paths_carry(findings):
    table = flow_map_exhibit(findings).tables[0].frame.set_index("link")
    cpc = findings.flows.links.set_index("link").loc["cpc", "flow_t_per_y"].sum()
    name = findings.network.links.at["cpc", "name"]
    assert table.at[name, "flow_mt_per_y"] == pytest.approx(cpc / 1e6)
    assert table.at[name, "corridor"] == "Through Russia"


def test_the_widest_line_is_the_busiest_link(findings):
    (ax,) = flow_map_exhibit(findings).pictures[0].draw().axes
    widths = [line.get_linewidth() for line in ax.lines]
    assert max(widths) == pytest.approx(12.0)


def test_binding_rows_are_the_bottlenecks(findings):
    exhibit = capacity_exhibit(findings)
    known = exhibit.tables[0]
    assert list(known.row_marks.values()).count("binding") == len(findings.flows.bottlenecks())
    used, free = known.frame["used"], known.frame["available"]
    np.testing.assert_allclose(known.frame["utilisation"], used / free)


def test_a_limit_without_a_fact_is_unknown_not_unlimited(findings):
    unknown = capacity_exhibit(findings).tables[1]
    assert unknown.name == "unknown"
    assert "available" not in {column.key for column in unknown.columns}
    assert not findings.flows.limits.set_index("limit")["known"][unknown.frame["limit"]].any()


@pytest.mark.parametrize(
    ("gain", "loss", "unmet", "words"),
    [
        (5.4128, 5.4128, False, "one tonne more would save 5.41 USD"),
        (0.0, 20.68, False, "one tonne less would cost 20.7 USD"),
        (900.0, 900.0, True, "cargo is turned away for want of it"),
    ],
)
def test_a_price_in_words(gain, loss, unmet, words):
    row = {"gain_usd_per_unit": gain, "loss_usd_per_unit": loss, "unit": "t/y"}
    assert price_words(row | {"set_by_unmet": unmet}) == words


def test_bands_add_up_to_what_arrives_at_each_market(findings):
    bands = sankey_exhibit(findings).tables[0].frame
    assert bands["flow_kt_per_y"].sum() * 1e3 == pytest.approx(findings.flows.delivered_t_per_y)
    shares = bands.groupby(["commodity", "market"])["share"].sum()
    np.testing.assert_allclose(shares, 1.0)


def test_oil_and_minerals_are_drawn_apart(findings):
    assert [p.name for p in sankey_exhibit(findings).pictures] == ["oil_and_gas", "ores_and_metals"]
