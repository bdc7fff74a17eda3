"""Cells and files of bad form: each is named, none is let through, none breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.data import load_dataset, read_schema
from corridor.data.files import reading as reading_module
from corridor.data.files.tables import read_table
from corridor.errors import ProvenanceError, SchemaError

PRICES = read_schema().tables["prices"]
HEADER = "price_area,commodity,stream,year,value,low,high,unit,range,kind,source_id,note"
GOOD = "med,crude_oil,,2024,80,70,90,USD/bbl,,reported,est_tiny,"


@pytest.fixture
def read(tmp_path):
    def write_and_read(content):
        path = tmp_path / "prices.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, PRICES)

    return write_and_read


def test_sound_table(read):
    table = read(f"{HEADER}\n{GOOD}\n")
    assert table.complete
    assert not table.faults
    assert table.frame.loc[0, "value"] == 80.0
    assert table.frame.loc[0, "year"] == 2024


def test_byte_order_mark_and_windows_lines_are_fine(read):
    assert not read(f"\ufeff{HEADER}\r\n{GOOD}\r\n").faults


def test_a_column_may_be_left_out_only_if_it_is_optional(tmp_path):
    spec = read_schema().tables["projects"]
    optional = {name for name, field in spec.fields.items() if field.optional}
    assert {"commodity_group", "most", "payload", "cycle_d"} <= optional
    path = tmp_path / spec.file
    path.write_text(",".join(name for name in spec.fields if name not in optional) + "\n")
    table = read_table(path, spec)
    assert table.complete
    assert not table.faults
    assert set(table.frame.columns) == set(spec.fields)
    path.write_text(",".join(name for name in spec.fields if name != "capex_musd") + "\n")
    (fault,) = read_table(path, spec).faults
    assert (fault.column, fault.rule) == ("capex_musd", "the column is there")


@pytest.mark.parametrize(
    "cell",
    ["NaN", "nan", "NA", "inf", "-inf", "0x1F", "1_000", "1,5", "1e400", "ten", "--1", "٣", "1e"],
)
def test_no_number(read, cell):
    (fault,) = read(f"{HEADER}\n{GOOD.replace(',80,', f',{chr(34)}{cell}{chr(34)},')}\n").faults
    assert (fault.row, fault.column, fault.value) == (2, "value", cell)


@pytest.mark.parametrize("cell", ["2024.0", "2e3", "99999999999999999999", "1899"])
def test_no_year(read, cell):
    (fault,) = read(f"{HEADER}\n{GOOD.replace(',2024,', f',{cell},')}\n").faults
    assert (fault.row, fault.column, fault.value) == (2, "year", cell)


@pytest.mark.parametrize("cell", [" med", "med\t", "m\x1bed", "m\u2028ed", "m\x85ed"])
def test_blank_ends_and_control_characters(read, cell):
    (fault,) = read(f"{HEADER}\n{GOOD.replace('med', cell)}\n").faults
    assert fault.column == "price_area"


def test_na_is_a_word(read):
    table = read(f"{HEADER}\n{GOOD}NA\n")
    assert table.frame.loc[0, "note"] == "NA"


def test_header_faults(read):
    header = HEADER.replace("low", "high").replace("note", "notes")
    rules = {(fault.column, fault.rule) for fault in read(f"{header}\n{GOOD}\n").faults}
    assert rules == {
        ("low", "the column is there"),
        ("note", "the column is there"),
        ("high", "a column stands once"),
        ("notes", "the column is known"),
    }


def test_ragged_rows_keep_their_line(read):
    table = read(f"{HEADER}\nshort,row\n\n{GOOD}\n{GOOD},more\n")
    assert [fault.row for fault in table.faults] == [2, 3, 5]
    assert list(table.lines) == [4]
    assert "short" in table.stray


def test_lines_count_through_quoted_breaks(read):
    table = read(f'{HEADER}\n{GOOD}"two\nlines"\n{GOOD.replace("80", "x")}\n')
    assert [(fault.row, fault.column) for fault in table.faults] == [(4, "value"), (2, "note")]


def test_nul_byte(read):
    table = read(f"{HEADER}\n{GOOD}\n{GOOD}a\0b\n")
    assert [(fault.row, fault.rule) for fault in table.faults] == [(3, "no NUL byte in a file")]


def test_wrong_encoding(read):
    table = read(f"{HEADER}\n{GOOD}Türkiye\n".encode("latin-1"))
    assert [(fault.row, fault.value) for fault in table.faults] == [(2, "\\xfc")]


@pytest.mark.parametrize("content", ["", "\n", "\0", '"', '"a" b,c\n', "a,b\n" * 3, b"\xff\xfe"])
def test_no_table_at_all(read, content):
    assert read(content).faults


def test_huge_cell(read):
    table = read(f"{HEADER}\n{GOOD}{'x' * 200_000}\n")
    assert "field larger than field limit" in table.faults[0].rule


def test_huge_file_is_not_opened(read, monkeypatch):
    monkeypatch.setattr(reading_module, "MAX_BYTES", 10)
    (fault, *_) = read(f"{HEADER}\n{GOOD}\n").faults
    assert fault.rule.startswith("a file has at most")


def test_missing_file(tmp_path):
    assert read_table(tmp_path / "prices.csv", PRICES).faults[0].rule == "the file exists"


TYPED = [
    (name, column)
    for name, table in read_schema().tables.items()
    for column, field in table.fields.items()
    if field.type != "string" or field.enum or field.pattern
]
RUBBISH = st.sampled_from(
    ["%", "NaN", "Inf", "-1e400", "0X10", " x", "a;;b", "É", "\x00", "\x1b", "--", "=1+1", "None"]
) | st.text(min_size=1, max_size=8).filter(lambda text: not text.isalnum() and "_" not in text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_corrupt_cell_is_reported(make_folder, tmp_path_factory, data):
    folder = make_folder()
    name, column = data.draw(st.sampled_from(TYPED))
    number = data.draw(st.integers(0, len(folder.tables[name]) - 1))
    field = read_schema().tables[name].fields[column]
    value = data.draw(RUBBISH.filter(lambda text: not sound(field, text)))
    line = folder.spoil(name, number, column, value)
    with pytest.raises((SchemaError, ProvenanceError)) as caught:
        load_dataset(folder.write(tmp_path_factory.mktemp("folder")))
    assert any(fault.file == f"{name}.csv" and fault.row >= line for fault in caught.value.faults)


def sound(field, text):
    """Numbers and addresses may be drawn by chance; a surrogate cannot be written at all."""
    unwritable = any("\ud800" <= sign <= "\udfff" for sign in text)
    number = field.type in ("number", "integer") and any(sign.isdecimal() for sign in text)
    return unwritable or number
