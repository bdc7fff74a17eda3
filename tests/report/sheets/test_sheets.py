"""Spreadsheets and Markdown: hostile text stays text, numbers stay numbers, files whole or not."""

import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

import corridor as cr
from corridor.report.contents.evidence import evidence_of
from corridor.report.contents.exhibit import Exhibit
from corridor.report.contents.report import ReportContent, Section
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.sheets.markdown import markdown_text, plain
from corridor.report.sheets.replacing import checked_path, replace_file
from corridor.report.sheets.workbook import write_workbook

HOSTILE = [
    "=cmd()",
    '=HYPERLINK("http://evil","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "{=1+1}",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/C calc'!A0",
    "http://evil.example",
    "internal:Sheet1!A1",
    "12345",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://evil)",
    "$x_{",
    "a|b",
    "line\nbreak",
    "\u202eright to left",
    "x" * 40_000,
    "\x00\x07bell",
    "'quoted",
    "_x000D_",
    "`code`",
    "# head",
]
COLUMNS = (
    Column("name", "Name"),
    Column("cost", "Cost", "USD/t", "number", 1),
    Column("share", "Share", kind="share"),
)


@pytest.fixture(scope="module")
def content(data):
    frame = pd.DataFrame({"name": HOSTILE, "cost": 1234.5678, "share": 0.25})
    frame.loc[0, ["cost", "share"]] = np.nan
    fact = data.values.index[0]
    details = {
        (at, "cost"): Detail(text, (fact,), estimate=True) for at, text in enumerate(HOSTILE)
    }
    marks = dict(enumerate(HOSTILE))
    tables = [Table(text, text, frame, COLUMNS, details, marks) for text in HOSTILE]
    exhibit = Exhibit(3, "key", HOSTILE[0], "q", HOSTILE[1], tuple(tables), notes=tuple(HOSTILE))
    summary = tuple((text, (text,)) for text in HOSTILE)
    return ReportContent(
        HOSTILE[0],
        HOSTILE[1],
        summary,
        (Section("s", HOSTILE[2], (exhibit,)),),
        (),
        evidence_of(data, [fact]),
    )


@pytest.fixture(scope="module")
def book(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "tables.xlsx"
    write_workbook(content, path)
    return path


def test_no_cell_is_a_formula_or_a_link(book):
    found = openpyxl.load_workbook(book)
    kinds = {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}  # text, numbers and blanks
    assert all(
        cell.hyperlink is None for sheet in found for row in sheet.iter_rows() for cell in row
    )
    with zipfile.ZipFile(book) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(HOSTILE) + 3
        assert not any(b"<f>" in parts.read(n) or b"<f " in parts.read(n) for n in sheets)
        assert not any("externalLink" in n for n in parts.namelist())


def test_numbers_stay_numbers_and_text_stays_text(book):
    found = openpyxl.load_workbook(book)
    sheet = found.worksheets[1]
    assert [cell.value for cell in sheet[4]][:3] == ["Name", "Cost (USD/t)", "Share"]
    assert sheet.cell(6, 2).value == 1234.5678
    assert sheet.cell(6, 2).number_format == "#,##0.0"
    assert sheet.cell(6, 3).value == 0.25
    assert sheet.cell(5, 2).value is None  # a number that is not known
    assert sheet.cell(5, 1).value == "=cmd()"
    assert sheet.cell(5, 1).data_type == "s"
    twelve = HOSTILE.index("12345")
    assert sheet.cell(5 + twelve, 1).value == "12345"
    assert "Rests on an estimate" in sheet.cell(6, 2).comment.text


def test_sheet_names_are_legal_and_unique(book):
    names = openpyxl.load_workbook(book).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)


def test_the_same_content_gives_the_same_bytes(content, book, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(content, again)
    assert again.read_bytes() == book.read_bytes()


def test_markdown_gives_no_character_a_meaning(content):
    text = markdown_text(content)
    # Escaped, no character of a name opens a tag, a link, a heading or a cell.
    assert not re.search(r"(?<!\\)<script", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "\u202e" in text or "right to left" in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and "e |" in line]
    assert rows
    bars = {line.replace("\\|", "").count("|") for line in rows}
    assert bars == {5}  # name, cost, share and mark, whatever the names hold
    assert plain("a|b\n# c") == "a\\|b \\# c"


def test_a_folder_a_wrong_ending_and_a_missing_folder_are_refused(tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder"):
        checked_path(tmp_path, ".html")
    with pytest.raises(ValueError, match=r"must end in \.html"):
        checked_path(tmp_path / "report.txt", ".html")
    with pytest.raises(FileNotFoundError, match="make it first"):
        checked_path(tmp_path / "none" / "report.html", ".html")
    assert checked_path(str(tmp_path / "r.HTML"), ".html").name == "r.HTML"


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")

    def broken(path):
        path.write_text("half")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        replace_file(target, broken)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    replace_file(target, lambda path: path.write_text("new"))
    assert target.read_text() == "new"


def test_tables_of_a_comparison_are_written_whole(net, tmp_path):
    cmp = cr.compare_corridors(net, "copper", "balkhash_smelter", "duisburg", n_draws=50)
    path = cr.write_excel(cmp, tmp_path / "copper.xlsx")
    sheet = next(s for s in openpyxl.load_workbook(path) if s.title.startswith("1 comparison"))
    heads = [cell.value for cell in sheet[4]]
    cost = heads.index("Cost (USD/t)") + 1
    assert sheet.cell(5, cost).value == pytest.approx(cmp.table.at["caspian", "cost_usd_per_t"])
