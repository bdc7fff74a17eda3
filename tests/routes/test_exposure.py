"""Exposure adds up to the route; the certificate finds what is wrong, on tables made wrong."""

from dataclasses import replace

import pytest

import corridor as cr
from corridor.routes.certify import certify
from corridor.routes.pairs import PAIRS


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: pair[0])
def routes(request, net):
    found = cr.compare_corridors(net, *request.param, n_draws=10).routes
    if not found:
        pytest.skip("no corridor serves this pair")
    return found.values()


def test_countries_add_up_to_the_route(routes):
    for route in routes:
        table, totals = cr.exposure(route).countries, route.totals
        assert table["km"].sum() == pytest.approx(totals["distance_km"])
        assert table["time_d"].sum() == pytest.approx(totals["time_d"])
        assert table["cost_usd_per_t"].sum() == pytest.approx(totals["cost_usd_per_t"])
        assert table["km_share"].sum() == pytest.approx(1.0)
        assert table["transfers"].sum() == totals["transfers"]
        assert table["border_crossings"].sum() == 2 * totals["border_crossings"]


def test_km_on_land_are_those_of_the_route(routes):
    for route in routes:
        share = cr.exposure(route).countries["km_share"]
        for country, part in route.territory_share.items():
            assert share[country] == pytest.approx(part)
        assert set(route.territories) <= set(share.index)


def test_recipients_take_all_of_the_cost(routes):
    for route in routes:
        found = cr.exposure(route)
        assert found.recipients["usd_per_t"].sum() == pytest.approx(route.totals["cost_usd_per_t"])
        assert found.recipients["share"].sum() == pytest.approx(1.0)


def test_a_caspian_route_pays_no_russian(routes):
    for route in routes:
        if route.rule.name == "caspian":
            assert "RU" not in cr.exposure(route).countries.index


def test_operators_cover_every_kilometre(routes):
    for route in routes:
        found = cr.exposure(route)
        for table in (found.operators, found.owners):
            assert table["km"].sum() >= route.totals["distance_km"] - 1e-6
            named = {link for links in table["links"] for link in links}
            subjects = route.legs.loc[route.legs["kind"] == "section", "subject"]
            assert named == set(subjects.str.removeprefix("link:"))


def test_every_best_route_is_certified(routes):
    for route in routes:
        assert cr.exposure(route).certified, certify(route)
        assert len(certify(route)) == len(route.legs)
        assert (route.certificate["fault"] == "").all()


def test_the_repr_says_so(routes):
    for route in routes:
        assert "every leg certified" in repr(cr.exposure(route))
        assert "<b>" in cr.exposure(route)._repr_html_()


# -- tables made wrong behind the back of the graph ------------------------------------------------


@pytest.fixture(scope="module")
def route(net):
    return cr.best_route(
        net, "copper", "balkhash_smelter", "duisburg", corridor="caspian", n_draws=2
    )


def faults(route, **tables):
    """Return the faults of a route when tables of the data are others than it was found on."""
    # The compiled graph is kept: only the tables change.
    route.graph  # noqa: B018 - compile before the tables change
    changed = replace(route.network, data=replace(route.network.data, **tables))
    return [fault for fault in certify(replace(route, network=changed))["fault"] if fault]


def first_link(route, kind="section"):
    subjects = route.legs.loc[route.legs["kind"] == kind, "subject"]
    return subjects.iloc[1].removeprefix("link:")


def with_cell(table, row, column, value):
    table = table.copy()
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("status", "planned", "not open"),
        ("commodity_groups", "gas", "not for"),
        ("mode", "oil_pipeline", "does not go by"),
        ("from_node_id", "tokyo", "not between"),
    ],
)
def test_a_link_made_wrong_is_found(route, column, value, says):
    links = with_cell(route.network.links, first_link(route), column, value)
    found = faults(route, links=links)
    assert found
    assert all(says in fault for fault in found)


def test_a_link_against_its_direction_is_found(route):
    certificate = certify(route)
    backward = certificate[certificate["direction"] == "backward"]
    if backward.empty:
        pytest.skip("no link is used backward")
    link = backward["subject"].iloc[0].removeprefix("link:")
    links = with_cell(route.network.links, link, "directed", value=True)
    assert "against its direction" in faults(route, links=links)


def test_a_closed_border_is_found(route):
    borders = route.network.borders.assign(status="closed")
    assert "border is closed" in faults(route, borders=borders)


def test_a_missing_transfer_is_found(route):
    assert "no such transfer" in faults(route, transfers=route.network.transfers.iloc[:0])
    transfers = route.network.transfers.assign(status="planned")
    assert "transfer is planned" in faults(route, transfers=transfers)


def test_a_place_that_does_not_load_is_found(route):
    nodes = with_cell(route.network.nodes, route.origin, "load_modes", "gas:gas_pipeline")
    assert any("is not handled there" in fault for fault in faults(route, nodes=nodes))


@pytest.mark.parametrize("effect", ["closed", "quota"])
def test_a_control_is_found(route, effect):
    controls = route.network.data.controls.iloc[:1].copy()
    values = {"origin": "KZ", "commodity": "copper", "territory": "AZ", "effect": effect}
    for column, value in {**values, "from": "2000", "to": ""}.items():
        controls[column] = [value]
    found = faults(route, controls=controls)
    assert bool(found) == (effect == "closed")


def test_a_border_without_a_row_counts_as_open(route):
    # As in the search: what the borders table does not list is taken to be open.
    assert faults(route, borders=route.network.borders.iloc[:0]) == []


def test_names_of_companies_have_no_blanks_at_their_ends(net):
    routes = cr.compare_corridors(net, "crude_oil", "tengiz", "trieste").routes
    for route in routes.values():
        found = cr.exposure(route)
        for name in [*found.operators.index, *found.owners.index]:
            assert name == name.strip()


def test_a_passage_is_written_as_a_name(net):
    legs = cr.compare_corridors(net, "crude_oil", "tengiz", "trieste").routes["russia"].legs
    assert "Turkish Straits" in set(legs.loc[legs["kind"] == "passage", "name"])
