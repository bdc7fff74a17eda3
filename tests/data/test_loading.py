"""Loading a folder: sound data load whole, spoiled data not at all."""

from __future__ import annotations

import pickle

import pytest

from corridor.data import load_dataset
from corridor.errors import ProvenanceError, SchemaError, UnknownIdError


@pytest.fixture
def data(folder, tmp_path):
    return load_dataset(folder.write(tmp_path))


def faults_of(folder, path):
    with pytest.raises((SchemaError, ProvenanceError)) as caught:
        load_dataset(folder.write(path))
    return caught.value


def test_sound_folder_loads(data):
    assert len(data.nodes) == 6
    assert data.nodes.crs == data.links.crs == data.countries.crs == "EPSG:4326"
    assert data.nodes.loc["aktau"].geometry.coords[0] == (50, 45)
    assert data.countries.loc["RU", "name"] == "Russia"
    assert data.links["is_open"].all()


def test_types_of_cells(data):
    assert data.links["opened"].dtype == "Int64"
    assert data.links["directed"].dtype == bool
    assert data.links.loc["tengiz_aktau", "operator"] == ""
    assert data.sections.loc[("baku_poti", 2), "country"] == "GE"


def test_row_order_decides_nothing(make_folder, tmp_path):
    plain, turned = make_folder(), make_folder()
    turned.reverse = True
    first = load_dataset(plain.write(tmp_path / "a"))
    second = load_dataset(turned.write(tmp_path / "b"))
    assert first.data_hash == second.data_hash
    assert first.values.equals(second.values)


def test_hash_sees_every_table(folder, data, tmp_path):
    folder.spoil("events", 0, "cause", "another gale")
    assert load_dataset(folder.write(tmp_path / "b")).data_hash != data.data_hash


def test_hash_does_not_know_the_year(data):
    assert data.as_of(2019).data_hash == data.data_hash


PLANTED = [
    ("sources", 0, "tier", "gossip", "is one of official"),
    ("nodes", 0, "country", "KX", "country is in countries.csv"),
    ("nodes", 1, "x_coord", "fifty", "finite decimal number"),
    ("nodes", 2, "y_coord", "145", "at most 90"),
    ("nodes", 3, "kind", "statoin", "is one of field"),
    ("nodes", 4, "load_modes", "crude:oilpipe", "each item has the form"),
    ("links", 0, "directed", "yes", "one of true, false"),
    ("links", 1, "passages", "caspian;suezz", "each item is one of"),
    ("links", 2, "from_node_id", "alatt", "from_node_id is in nodes.csv"),
    ("links", 3, "status", "closed", "has the year it closed"),
    ("links", 4, "closed", "1999", "opens before it closes"),
    ("sections", 3, "km", "nan", "finite decimal number"),
    ("facts", 6, "unit", "km", "measures km"),
    ("facts", 7, "low", "25", "low <= value <= high"),
    ("facts", 8, "value", "4000", "at most 100"),
    ("facts", 9, "kind", "estimate", "an estimate has a low"),
    ("facts", 10, "subject", "border:AZ-GE/road", "names a known border"),
    ("facts", 11, "attribute", "speed", "attribute is in attributes.csv"),
    ("facts", 12, "observed", "", "has the year it was observed"),
    ("transfers", 0, "status", "opne", "is one of open"),
    ("supply", 0, "value", "-3", "at least 0"),
    ("demand", 0, "origin", "XX", "a country or a node"),
    ("prices", 0, "unit", "km", "measures km"),
    ("controls", 0, "from", "2022-13", "the cell has the form"),
    ("observed", 0, "subject", "aktau_alat", "a subject is a kind"),
    ("hazards", 0, "months", "11;13", "each item has the form"),
    ("events", 0, "depth", "1e400", "too large"),
    ("projects", 0, "needs", "fleet", "does not need itself"),
    ("projects", 1, "cycle_d", "7.5", "are all given or none"),
    ("corridors", 0, "require_passage", "volga", "is one of caspian"),
]


def test_every_planted_fault_is_listed(folder, tmp_path):
    wanted = {
        (f"{table}.csv", folder.spoil(table, number, column, value)): (column, value, rule)
        for table, number, column, value, rule in PLANTED
    }
    found = {(fault.file, fault.row): fault for fault in faults_of(folder, tmp_path).faults}
    for place, (column, value, rule) in wanted.items():
        assert rule in found[place].rule, place
        assert found[place].column != column or found[place].value == value


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: "-".join(map(str, planted[:3])))
def test_one_fault_brings_no_false_ones(folder, tmp_path, planted):
    table, number, column, value, rule = planted
    line = folder.spoil(table, number, column, value)
    faults = faults_of(folder, tmp_path).faults
    here = [fault for fault in faults if (fault.file, fault.row) == (f"{table}.csv", line)]
    assert any(rule in fault.rule for fault in here)
    others = [fault for fault in faults if fault not in here]
    assert all(consequence(fault, value) for fault in others), others


def consequence(fault, value):
    """A ring is reported at each member; an id spelled wrong once is wrong where it is used."""
    return "ring" in fault.rule or value in fault.rule + fault.value


def test_repeated_rows(folder, tmp_path):
    for table in ("nodes", "links", "borders", "prices"):
        folder.tables[table].append(dict(folder.tables[table][0]))
    faults = faults_of(folder, tmp_path).faults
    repeated = {fault.file for fault in faults if "stands above already" in fault.rule}
    assert repeated == {"nodes.csv", "links.csv", "borders.csv", "prices.csv"}


def test_missing_source_is_provenance(folder, tmp_path):
    folder.spoil("supply", 0, "source_id", "nobody")
    folder.spoil("demand", 0, "source_id", "")
    error = faults_of(folder, tmp_path)
    assert isinstance(error, ProvenanceError)
    assert {fault.file for fault in error.faults} == {"supply.csv", "demand.csv"}


def test_missing_length_is_provenance(folder, tmp_path):
    del folder.tables["facts"][0]
    error = faults_of(folder, tmp_path)
    assert isinstance(error, ProvenanceError)
    assert "tengiz_aktau" in str(error)


def test_missing_border_in_each_direction(folder, tmp_path):
    folder.tables["borders"] = folder.tables["borders"][:2] + folder.tables["borders"][4:]
    del folder.tables["facts"][-3]
    rules = [fault.rule for fault in faults_of(folder, tmp_path).faults]
    assert [pair for pair in ("AZ-GE", "GE-AZ") if any(pair in rule for rule in rules)] == [
        *("AZ-GE", "GE-AZ")
    ]


def test_sections_must_add_up(folder, tmp_path):
    folder.spoil("sections", 0, "km", "300")
    (fault,) = faults_of(folder, tmp_path).faults
    assert "add up to its length (300.0, 394." in fault.rule


def test_sections_count_from_one(folder, tmp_path):
    folder.spoil("sections", 4, "seq", "3")
    (fault,) = faults_of(folder, tmp_path).faults
    assert fault.rule.endswith("these count 1, 3")


def test_length_below_great_circle(folder, tmp_path):
    folder.spoil("facts", 0, "value", "300")
    folder.spoil("sections", 0, "km", "300")
    (fault,) = faults_of(folder, tmp_path).faults
    assert "no link is shorter than the great circle (300 <" in fault.rule


def test_nearest_id_is_offered(folder, tmp_path):
    folder.spoil("transfers", 0, "node_id", "aktua")
    faults = faults_of(folder, tmp_path).faults
    assert any(fault.remedy.startswith("nearest: aktau") for fault in faults)


def test_year_bounds(folder, tmp_path):
    path = folder.write(tmp_path)
    for year in (1999, 2036, 2024.0, "2024", True):
        with pytest.raises(ValueError, match="year is a whole number"):
            load_dataset(path, year=year)


def test_year_opens_and_shuts_links(folder, tmp_path):
    folder.spoil("links", 0, "status", "idle")
    folder.spoil("links", 0, "closed", "2022")
    folder.spoil("links", 1, "status", "proposed")
    data = load_dataset(folder.write(tmp_path), year=2021)
    assert list(data.links["is_open"][:2]) == [True, False]
    assert not data.as_of(2022).links.loc["tengiz_aktau", "is_open"]
    assert not data.as_of(2000).links["is_open"].any()


def test_trace_names_source_and_the_other_observations(data):
    rows = data.trace("link:tengiz_aktau", "tariff_usd_per_t")
    assert list(rows["value"]) == [24, 20]
    assert list(rows["in_force"]) == [True, False]
    assert rows["title"].eq("Invented <b>squares</b>").all()


def test_trace_of_a_price(data):
    assert list(data.trace("price:med/crude_oil", "price_usd_per_t")["value"]) == [80]


def test_trace_of_what_was_never_observed_is_empty(data):
    assert data.trace("link:alat_baku", "tariff_usd_per_t").empty


@pytest.mark.parametrize(
    ("subject", "attribute", "nearest"),
    [
        ("link:tengiz_aktua", "length_km", "link:tengiz_aktau"),
        ("link:tengiz_aktau", "length", "length_km"),
        ("currency:KZt", "per_usd", "currency:KZT"),
    ],
)
def test_trace_of_unknown(data, subject, attribute, nearest):
    with pytest.raises(UnknownIdError) as caught:
        data.trace(subject, attribute)
    assert nearest in caught.value.nearest


def test_pages_are_escaped(data, folder, tmp_path):
    assert "&lt;Dataset" in data._repr_html_()
    assert "6 nodes" in data._repr_html_()


def test_check_counts(data):
    counts = data.check().set_index(["table", "what"])["count"]
    assert counts["links", "rows"] == 6
    assert counts["values", "timing carried"] == 1


def test_dataset_travels_between_processes(data):
    assert pickle.loads(pickle.dumps(data)).data_hash == data.data_hash


def test_no_such_folder(tmp_path):
    with pytest.raises(SchemaError, match="the folder exists"):
        load_dataset(tmp_path / "nowhere")


def test_empty_folder_lists_every_file(tmp_path):
    with pytest.raises(SchemaError) as caught:
        load_dataset(tmp_path)
    assert len(caught.value.faults) == 19 + 3
