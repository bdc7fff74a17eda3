"""Pictures of flows: widths, bars and bands are the flows."""

import matplotlib.pyplot as plt
import pytest

import corridor as cr
from corridor.errors import UnknownIdError
from corridor.flows.frames.links import band_frame, flow_frame, place_frame


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def flows(net):
    return cr.assign_flows(net, net.data.demand)


@pytest.fixture(scope="module")
def oil(net):
    return net.data.demand.query("commodity == 'crude_oil'")


def test_links_carry_what_the_table_says(flows):
    frame = flow_frame(flows)
    table = flows.links.groupby("link")["flow_t_per_y"].sum() / 1e6
    assert frame["mt_per_y"].to_dict() == pytest.approx(table[frame.index].to_dict())
    assert frame.loc["cpc", "commodities"].startswith("Crude oil ")
    assert frame.loc["cpc", "available"].endswith(" t/y")
    assert (frame["available"][frame["utilisation"].isna()] == "not known").all()


@pytest.mark.parametrize("by", ["mode", "utilisation", "corridor"])
def test_bands_of_a_link_add_up_to_its_flow(flows, by):
    bands = band_frame(flows, by).groupby("link")["value"].sum()
    assert bands.to_dict() == pytest.approx(flow_frame(flows)["mt_per_y"].to_dict())


def test_places_send_and_get_all_that_is_delivered(flows):
    sums = place_frame(flows).groupby("role")["value"].sum() * 1e6
    assert sums.to_list() == pytest.approx([flows.delivered_t_per_y] * 2)


def test_the_widest_line_is_the_largest_flow(flows):
    ax = flows.plot_map(commodity="copper")
    assert ax.get_title(loc="left").startswith("Copper")
    assert max(line.get_linewidth() for line in ax.lines) == 12.0


def test_what_does_not_flow_is_refused_with_the_nearest(flows):
    with pytest.raises(UnknownIdError, match="copper"):
        flows.plot_map(commodity="coper")
    with pytest.raises(UnknownIdError, match="mode"):
        flows.plot_map(by="modes")


def test_bars_of_limits_are_their_use_and_say_the_price(flows):
    ax = flows.plot_bottlenecks(most=8)
    shares = sorted(patch.get_width() for patch in ax.patches if patch.get_x() == 0)
    limits = flows.limits
    assert shares[-1] == pytest.approx(100.0)
    said = " ".join(text.get_text() for text in ax.texts)
    assert "full: one" in said
    first = flows.bottlenecks().iloc[0]
    if first["gain_usd_per_unit"] > 0 and not first["set_by_unmet"]:
        assert f"{first['gain_usd_per_unit']:,.3g} USD" in said
    assert len(limits) > 8


def test_bands_of_the_sankey_add_up(flows):
    ax = flows.plot_sankey(commodity="copper")
    copper = flows.routes.query("commodity == 'copper'")
    total = copper["flow_t_per_y"].sum() / 1e3
    corridors = [
        float(t.get_text().split()[-1].replace(",", ""))
        for t in ax.texts
        if t.get_weight() == "bold"
    ]
    assert sum(corridors) == pytest.approx(total, rel=0.01)


def test_losses_are_drawn_worst_first(net, oil):
    found = cr.criticality(net, oil, by=("link", "node"))
    ax = found.plot(most=3)
    widths = [patch.get_width() for patch in ax.patches]
    assert widths == pytest.approx(
        (found.table["added_unmet_t_per_y"].head(3) / 1e6).clip(0).to_list()
    )
    titles = [layer.title for layer in found.explore().layers]
    assert titles == ["Loss of a link", "Loss of a node"]
    worst = found.table.iloc[0]
    said = [text.get_text() for text in found.plot_map().texts]
    assert any(text.startswith(str(worst["name"])[:20]) for text in said)


def test_an_interactive_map_has_flows_use_and_places(flows):
    shown = flows.explore()
    assert [(layer.title, layer.visible) for layer in shown.layers] == [
        ("Flows by mode", True),
        ("Capacity in use", False),
        ("Producers and markets", True),
    ]
    cards = {row["t"]: dict(row["r"]) for row in shown.layers[0].rows}
    largest = flow_frame(flows).iloc[0]
    assert float(cards[largest["name"]]["flow, Mt/y"]) == pytest.approx(
        largest["mt_per_y"], rel=1e-3
    )


def test_what_survives_is_drawn(flows):
    found = cr.security_indices(flows, areas=["eu"], closures=["territory:RU"])
    (row,) = found.survival.query("commodity == 'all'").to_dict("records")
    bar = found.plot().patches[0]
    assert bar.get_width() == pytest.approx(100 * row["surviving_share"])


def test_a_ladder_is_drawn_with_what_it_costs(net, oil):
    found = cr.expansion_ladder(net, oil, net.data.projects, shares=(0.5,))
    row = found.table.iloc[0]
    ax = found.plot()
    whole = sum(patch.get_width() for patch in ax.patches)
    assert whole == pytest.approx((row["delivered_t_per_y"] + row["unmet_t_per_y"]) / 1e6)
    if row["capex_usd"] > 0:
        assert any(f"{row['capex_usd'] / 1e6:,.0f} MUSD" in text.get_text() for text in ax.texts)


def test_validation_is_drawn_around_equality(data):
    found = cr.validate_flows(data, years=[2024])
    ax = found.plot()
    points = {(x, y) for line in ax.lines[1:] for x, y in zip(*line.get_data(), strict=True)}
    row = found.flows.query("subject == 'link:cpc'").iloc[0]
    assert (row["published_t_per_y"] / 1e6, row["optimum_t_per_y"] / 1e6) in points
    with pytest.raises(UnknownIdError, match="optimum"):
        found.plot(method="optimal")


def test_the_network_can_be_explored(net):
    shown = net.explore()
    open_links = net.links[net.links["is_open"] & net.links.geometry.notna()]
    drawn = sum(len(one.frame) for one in shown.layers if one.title not in {"Not open", "Nodes"})
    assert drawn == len(open_links)
