"""Small tables of HTML: escaped, cut, in units a person can read."""

import pandas as pd
import pytest

from corridor.draw.tables import result_html, words

HOSTILE = "<script>alert('$x_{')</script> \u202e" + "y" * 300


def cells(html):
    return [cell.split("<")[0] for cell in html.split("<td>")[1:]]


def test_every_text_is_escaped_and_cut():
    frame = pd.DataFrame({HOSTILE: [HOSTILE]}, index=pd.Index([HOSTILE], name=HOSTILE))
    html = result_html(HOSTILE, (HOSTILE, frame), notes=[HOSTILE])
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 7
    assert "\u202e" not in html
    assert max(map(len, cells(html))) < 130


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("cost_usd_per_t", 497.263, "497.3"),
        ("cost_usd_per_t", 12345.6, "12,346"),
        ("cost_usd_per_t", float("nan"), ""),
        ("available_per_y", float("inf"), "no limit"),
        ("share", 0.4321, "43.21 %"),
        ("year", 2024, "2024"),
        ("links", 1234, "1,234"),
        ("known", True, "yes"),
        ("territories", ("KZ", "RU"), "KZ, RU"),
        ("co2_kg_per_t", 0.01234, "0.01234"),
    ],
)
def test_cells_are_read_at_a_glance(column, value, shown):
    assert cells(result_html("x", pd.DataFrame({column: [value]}))) == [shown]


def test_large_amounts_take_a_larger_unit():
    html = result_html("x", pd.DataFrame({"flow_t_per_y": [54_300_000.0, 7000.0]}))
    assert "<th>flow, Mt/y</th>" in html
    assert cells(html) == ["54.3", "0.007"]


def test_long_and_wide_tables_say_what_is_left_out():
    frame = pd.DataFrame([[0] * 20] * 30)
    html = result_html("x", frame)
    assert html.count("<tr>") == 13
    assert "and 18 more rows and 4 more columns" in html


def test_units_stand_in_the_heads():
    assert words("delivered_t_per_y") == "delivered, t/y"
    assert words("time_low_d") == "time low, d"
    assert words("usd") == "usd"
