"""The data package is whole and says what the code reads from it."""

from __future__ import annotations

import json
import re

import pytest

from corridor.data.checks.subjects import SubjectBook
from corridor.data.files.schema import bundled_folder, read_schema

PACKAGE = json.loads((bundled_folder() / "datapackage.json").read_text(encoding="utf-8"))
FIELDS = [(r["name"], f) for r in PACKAGE["resources"] for f in r["schema"]["fields"]]
TABLES = read_schema().tables


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_every_column_is_described(table, field):
    assert field["description"].endswith(".")
    assert field["type"] in {"string", "number", "integer", "boolean"}


@pytest.mark.parametrize(("table", "field"), [f for f in FIELDS if "vocabulary" in f[1]])
def test_enums_are_the_vocabularies(table, field):
    limits = field.get("items", field.get("constraints", {}))
    assert limits["enum"] == PACKAGE["vocabularies"][field["vocabulary"]]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_keys_name_columns(table):
    assert all(set(columns) <= set(table.fields) for columns in table.distinct)
    for key in table.foreign_keys:
        assert key.column in table.fields
        assert key.target in TABLES[key.table].fields


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_figure_has_a_source(table):
    if "value" in table.fields:
        assert table.fields["source_id"].required


def test_patterns_compile():
    for table in TABLES.values():
        for field in table.fields.values():
            re.compile(field.pattern)


def test_load_modes_follow_the_vocabularies():
    pattern = TABLES["nodes"].fields["load_modes"].pattern
    words = read_schema().vocabularies
    for group in words["commodity_group"]:
        for mode in words["mode"]:
            assert re.fullmatch(pattern, f"{group}:{mode}")


BOOK = SubjectBook(
    {
        "link": {"cpc"},
        "node": {"aktau"},
        "country": {"KZ", "RU"},
        "mode": {"sea", "rail_1520"},
        "transfer": {"aktau/rail_1520/sea"},
        "border": {"KZ-RU/rail_1520"},
        "price": {"med/crude_oil"},
    }
)


@pytest.mark.parametrize(
    "subject",
    [
        *("link:cpc", "node:aktau", "country:KZ", "mode:sea", "mode:rail_1520/KZ"),
        *("transfer:aktau/rail_1520/sea", "transfer:sea/rail_1520", "border:KZ-RU/rail_1520"),
        *("currency:KZT", "price:med/crude_oil", "hazard:unchecked"),
    ],
)
def test_sound_subjects(subject):
    assert BOOK.fault(subject) is None


@pytest.mark.parametrize(
    "subject",
    [
        *("", "cpc", "link:", "link:cpcc", "lnk:cpc", "mode:rail", "mode:sea/XX", "mode:sea/"),
        *("transfer:aktau", "transfer:aktau/sea/rail_1520", "transfer:aktau/sea/air"),
        *("border:KZ/rail_1520", "border:KZ-RU", "border:KZ-RU/sea", "border:KZ-XX/rail_1520"),
        *("currency:kzt", "currency:TENGE", "price:med", "transfer:poti/rail_1520/sea"),
    ],
)
def test_unsound_subjects(subject):
    assert BOOK.fault(subject) is not None


def test_unknown_link_offers_the_nearest():
    assert BOOK.fault("link:cpcc") == ("the subject names a known link", "nearest: cpc")
