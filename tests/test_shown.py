"""Every result shows itself: whole data sets of hostile names, no markup, no picture that dies."""

import dataclasses

import matplotlib.pyplot as plt
import pytest

import corridor as cr

HOSTILE = [
    "<script>alert(1)</script>",
    "$x_{",
    "\u202e\u05d0\u05d1 <b>bold</b>",
    "<img src=x onerror=alert(1)>" + "z" * 300,
]


@pytest.fixture(scope="module")
def hostile(data):
    tables = {}
    for name in ("nodes", "links", "commodities", "countries", "hazards"):
        table = getattr(data, name).copy()
        for column in {"name", "operator", "owner", "note"} & set(table.columns):
            table[column] = [HOSTILE[n % len(HOSTILE)] for n in range(len(table))]
        tables[name] = table
    return cr.build_network(dataclasses.replace(data, **tables))


@pytest.fixture(scope="module")
def results(hostile):
    pair = ("copper", "balkhash_smelter", "duisburg")
    data = hostile.data
    few = data.demand[data.demand["commodity"].isin(["copper", "crude_oil"])]
    cmp = cr.compare_corridors(hostile, *pair)
    flows = cr.assign_flows(hostile, few)
    return {
        "network": hostile,
        "data": data,
        "comparison": cmp,
        "route": cmp.routes["caspian"],
        "exposure": cr.exposure(cmp.routes["caspian"]),
        "front": cr.pareto_routes(hostile, *pair),
        "flows": flows,
        "criticality": cr.criticality(hostile, few, by=("link", "node", "operator")),
        "security": cr.security_indices(flows, closures=["territory:RU"]),
        "curve": cr.independence_curve(hostile, few),
        "ladder": cr.expansion_ladder(hostile, few, data.projects, shares=(0.5,)),
    }


KINDS = (
    *("network", "data", "comparison", "route", "exposure", "front", "flows"),
    *("criticality", "security", "curve", "ladder"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_in_a_notebook_holds_no_markup_of_its_data(results, kind):
    html = results[kind]._repr_html_()
    assert not any(bad in html for bad in ("<script", "<img", "<b>bold", "\u202e"))
    assert "<table" in html
    assert len(html) < 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_of_a_result_is_drawn(results, kind):
    result = results[kind]
    for name in dir(type(result)):
        if name == "plot" or name.startswith("plot_"):
            getattr(result, name)().figure.canvas.draw()
            plt.close("all")


@pytest.mark.parametrize("kind", ["network", "comparison", "route", "flows", "criticality"])
def test_every_interactive_map_is_safe(results, kind):
    part = results[kind].explore().fragment()
    assert not any(bad in part.html for bad in ("<script", "<img src=x", "<b>bold", "\u202e"))
    assert "<" not in part.data[0][1]
