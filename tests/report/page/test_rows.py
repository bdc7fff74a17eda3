"""Tables of a page: notes shared by cells, sorting by the number, absent values."""

import pandas as pd

from corridor.report.contents.table import Column, Detail, Table
from corridor.report.page.rows import page_table

COLUMNS = (Column("way", "Way"), Column("usd", "Cost", "USD/t", "number", 0))


def made(details, **columns):
    frame = pd.DataFrame({"way": ["rail", "sea"], "usd": [0.1 + 0.2, float("nan")]} | columns)
    return page_table(Table("a", "A", frame, COLUMNS, details), "t1")


def test_a_cell_sorts_by_its_number_to_the_last_digit():
    (_, (_, first)), (_, (_, second)) = made({}).rows
    assert (first.text, first.sort) == ("0", "0.30000000000000004")
    assert (second.text, second.sort) == ("\N{EN DASH}", "")


def test_cells_of_a_column_with_one_detail_share_a_note():
    same = Detail("High.")
    shown = made({(0, "usd"): same, (1, "usd"): same, (1, "way"): same})
    assert [note.name for note in shown.notes] == ["t1-n1", "t1-n2"]
    assert shown.rows[0][1][1].note == shown.rows[1][1][1].note == "t1-n1"
    assert shown.notes[1].where == "sea"


def test_an_empty_detail_needs_no_note_but_keeps_its_mark():
    shown = made({(0, "usd"): Detail(estimate=True)})
    assert shown.notes == ()
    assert shown.estimates


def test_positions_count_whatever_the_index():
    frame = pd.DataFrame({"way": ["rail", "sea"], "usd": [1.0, 2.0]}, index=[7, 7])
    table = Table("a", "A", frame, COLUMNS, {(1, "usd"): Detail("x")}, {1: "best"})
    shown = page_table(table, "t1")
    assert [mark for mark, _ in shown.rows] == ["", "best"]
    assert shown.notes[0].where == "Cost, sea"


def test_no_rows():
    frame = pd.DataFrame({"way": [], "usd": []})
    assert page_table(Table("a", "A", frame, COLUMNS), "t1").rows == ()


def test_lists_are_joined():
    frame = pd.DataFrame({"way": [("KZ", "AZ")], "usd": [1]})
    assert page_table(Table("a", "A", frame, COLUMNS), "t").rows[0][1][0].text == "KZ, AZ"
