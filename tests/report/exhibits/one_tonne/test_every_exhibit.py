"""What holds for every exhibit of one tonne: nothing, no route, hostile names."""

from dataclasses import replace

import pytest

import corridor as cr
from corridor.report.exhibits.catalogue import CATALOGUE
from corridor.report.findings.findings import Findings
from tests.report.exhibits.one_tonne.conftest import COPPER, FOUR, OIL

ENTRIES = [entry for entry in CATALOGUE if entry.section == "one_tonne"]
IDS = [entry.make.__name__ for entry in ENTRIES]
HOSTILE = "<script>x</script> $x_{ \u202e\x07 {{ 7*7 }} link:cpc " + "a" * 300


def drawn(exhibit):
    """Draw every picture."""
    return [picture.draw() for picture in exhibit.pictures]


def test_the_exhibits_of_one_tonne_are_in_the_catalogue():
    assert [entry.number for entry in ENTRIES] == [3, 4, 1, 2, 10, 11, 7, 15, 17]


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_without_results_there_is_no_exhibit(entry, net):
    assert entry.make(Findings(net)) is None


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_number_and_title_are_those_of_the_catalogue(entry, findings):
    exhibit = entry.make(findings)
    assert (exhibit.number, exhibit.title) == (entry.number, entry.title)
    assert len(exhibit.pictures) <= 3


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_every_detail_belongs_to_a_cell_and_every_fact_exists(entry, findings):
    exhibit = entry.make(findings)
    known = {
        str(fact)
        for commodity in ("crude_oil", "copper", "antimony")
        for fact in findings.network.state_graph(commodity).fact_map.facts.index
    }
    for table in exhibit.tables:
        keys = {column.key for column in table.columns}
        assert all(0 <= at < len(table.frame) and key in keys for at, key in table.details)
        assert {fact for detail in table.details.values() for fact in detail.facts} <= known


@pytest.mark.parametrize("entry", ENTRIES[:7], ids=IDS[:7])
def test_a_pair_without_a_route_says_so(entry, gas_alone):
    exhibit = entry.make(gas_alone)
    assert "no corridor has a route" in exhibit.answer.lower()
    assert exhibit.pictures == ()


def test_that_a_pair_has_no_route_is_said_once(findings):
    answers = [entry.make(findings).answer for entry in ENTRIES]
    assert [answer for answer in answers if "Natural gas" in answer] == answers[:1]


@pytest.fixture(scope="module")
def hostile(data):
    """Return results of a data set all of whose names are hostile."""
    bad = {
        table: getattr(data, table).assign(name=HOSTILE)
        for table in ("nodes", "links", "countries", "commodities", "corridors")
    }
    net = cr.build_network(replace(data, **bad))
    tip = {"commodity": OIL[0], "origin": OIL[1], "destination": OIL[2], "better": "caspian"}
    return Findings(
        net,
        comparisons={pair: cr.compare_corridors(net, *pair, n_draws=20) for pair in (OIL, COPPER)},
        fronts={COPPER: cr.pareto_routes(net, *COPPER, criteria=FOUR)},
        acceptability={OIL: cr.rank_acceptability(net, *OIL, n=64)},
        break_evens=(cr.break_even(net, **tip, than="russia", change="subsidy_usd_per_t"),),
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_hostile_names_stay_text(entry, hostile):
    exhibit = entry.make(hostile)
    for figure in drawn(exhibit):
        figure.canvas.draw()
    assert HOSTILE[:25] in exhibit.answer
