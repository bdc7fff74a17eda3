import json
import subprocess
import sys
from io import StringIO

import pandas as pd
import pytest

COPPER = ["--commodity", "copper", "--from", "balkhash_smelter", "--to", "duisburg"]


def corridor(*arguments):
    command = [sys.executable, "-m", "corridor.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_compare_prints_a_table():
    done = corridor("compare", *COPPER)
    assert done.returncode == 0
    assert "caspian" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 118


def test_compare_as_json_and_csv_agree():
    rows = json.loads(corridor("compare", *COPPER, "--format", "json").stdout)
    table = pd.read_csv(StringIO(corridor("compare", *COPPER, "--format", "csv").stdout))
    assert [row["corridor"] for row in rows] == list(table["corridor"])
    assert rows[0]["cost_usd_per_t"] == pytest.approx(table["cost_usd_per_t"].iloc[0])
    assert isinstance(rows[0]["territories"], list)


def test_avoid_takes_territories():
    rows = json.loads(corridor("compare", *COPPER, "--format", "json", "--avoid", "RU,IR").stdout)
    feasible = {row["corridor"]: row["feasible"] for row in rows}
    assert feasible["caspian"]
    assert not feasible["russia"]
    assert not feasible["iran"]


def test_flows_says_first_what_arrives_and_what_holds_the_rest_back():
    done = corridor("flows", "--commodity", "crude_oil", "--close", "link:cpc,cpc_atyrau")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("2024, least cost: 17,760,000 of 53,860,000 t/y delivered (33 %)")
    assert "not delivered: 36,100,000 t/y" in lines[1]
    assert "group:aktau_tankers" in done.stdout
    assert "russia 84 %, caspian 9 %, china 7 %" in done.stdout
    assert max(map(len, lines)) <= 118


def test_flows_as_json_and_csv_agree():
    options = ["flows", "--commodity", "natural_gas", "--objective", "netback", "--open", "tcgp"]
    rows = json.loads(corridor(*options, "--format", "json").stdout)
    table = pd.read_csv(StringIO(corridor(*options, "--format", "csv").stdout))
    assert [row["source"] for row in rows] == list(table["source"])
    assert sum(row["flow_t_per_y"] for row in rows) == pytest.approx(37 * 0.7e6)
    assert rows[0]["corridors"] == ["any", "china"]


def test_explain_names_value_and_source():
    done = corridor("explain", "link:cpc")
    assert done.returncode == 0
    assert "tariff_usd_per_t" in done.stdout
    assert "38 USD/t" in done.stdout


def test_check_of_the_bundled_data():
    done = corridor("check")
    assert done.returncode == 0
    assert "facts" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "--commodity", "coper", *COPPER[2:]], "copper"),
        (["compare", *COPPER[:2], "--from", "balkash_smelter", "--to", "duisburg"], "balkhash"),
        (["compare", *COPPER[:2], "--from", "tengiz", "--to", "duisburg"], "cannot be put on"),
        (["compare", *COPPER, "--year", "1066"], "2000"),
        (["compare", *COPPER, "--avoid", "Russia"], "territory"),
        (["explain", "link:cpd"], "link:cpc"),
        (["flows", "--close", "link:cpd"], "link:cpc"),
        (["flows", "--year", "2005"], "no demand of 2005"),
        (["check", "no/such/folder"], "no/such/folder"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(arguments, words):
    done = corridor(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_sealing_a_changed_folder_makes_it_load_again(tmp_path):
    from shutil import copytree

    from corridor.data.files.schema import bundled_folder

    folder = tmp_path / "own"
    copytree(bundled_folder(), folder)
    with (folder / "corridors.csv").open("a", encoding="utf-8") as table:
        table.write("direct,Direct,RU,,,,Keeps off Russia.\n")
    assert "corridors.csv" in corridor("check", str(folder)).stderr
    assert corridor("check", str(folder), "--seal").returncode == 0
    assert corridor("check", str(folder)).returncode == 0


def test_report_refuses_before_it_works(tmp_path):
    for options, said in (
        (["-o", str(tmp_path)], "is a folder"),
        (["-o", str(tmp_path / "report.txt")], "must end in .html"),
        (["-o", str(tmp_path / "none" / "report.html")], "make it first"),
        (["-o", str(tmp_path / "r.html"), "--commodity", "coper"], "copper"),
        (["-o", str(tmp_path / "r.html"), "--commodity", "zinc"], "nothing to report on zinc"),
        (["-o", str(tmp_path / "r.html"), "--suppose", "aktau_oil_berths"], "takes PROJECT=USD"),
        (["-o", str(tmp_path / "r.html"), "--draws", "2"], "draws must be 8 or more"),
        (["-o", str(tmp_path / "r.html"), "--scenario", "cpc-close"], "cpc-closed"),
    ):
        done = corridor("report", *options)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_report_writes_a_page_and_a_spreadsheet(tmp_path):
    page, book = tmp_path / "copper.html", tmp_path / "copper.xlsx"
    options = ["--commodity", "copper", "--scenario", "no-russian-territory", "--draws", "16"]
    done = corridor("report", *options, "-o", str(page), "--excel", str(book))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(page), str(book)]
    text = page.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    assert "Copper from Kazakhmys Balkhash smelter to Duisburg: yes, by the Caspian" in text
    assert len(text) < 6_000_000
