"""Names instead of ids."""

import pytest

from corridor.report.exhibits.all_tonnes.names import (
    corridor_of,
    limit_name,
    short_names,
)
from corridor.report.exhibits.all_tonnes.subjects import effect_words


@pytest.mark.parametrize(
    ("limit", "name"),
    [
        ("group:aktau_tankers", "Aktau tankers"),
        ("group:cpc", "Caspian Pipeline Consortium"),
        (
            "control:kz_ru_oil_transit_agreement",
            "quota of the Kazakh-Russian oil transit agreement",
        ),
        ("node:aktau/crude", "Aktau port"),
        ("no such limit", "no such limit"),
    ],
)
def test_limits(findings, limit, name):
    flows = findings.flows
    assert limit_name(flows.assembly.network.data, flows.limits, limit) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raises group:aktau_tankers", "raises Aktau tankers (all lines)"),
        ("opens link:tcgp", "opens {links[tcgp]}"),
        ("transfer:aktau/*/*", "Aktau port (all transfers)"),
        ("mode:rail_1520/KZ", "rail, 1520 mm in Kazakhstan"),
        ("border:KZ-RU/rail_1520", "the border of Kazakhstan and Russia (rail, 1520 mm)"),
        ("link:unheard_of", "link:unheard_of"),
        ("link:fe_*__alat", "3 links such as {links[fe_aktau__alat]}"),
    ],
)
def test_ids_in_a_text(data, text, words):
    assert effect_words(data, text) == words.format(links=data.links["name"])


def test_short_names_stay_apart(data):
    names = short_names(data)
    assert names["tengiz"] == "Tengiz"
    assert len(set(names.values())) == len(set(data.nodes["name"]))


def test_a_path_belongs_to_the_first_named_rule_it_keeps(data):
    assert corridor_of(data, ("any", "china", "caspian")) == "caspian"
    assert corridor_of(data, ("any",)) == "other ways"
