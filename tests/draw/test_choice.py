"""Charts that help to choose: what is drawn where, and names that would break a chart."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from corridor.draw.chart.choice.break_even import draw_break_even
from corridor.draw.chart.choice.emissions import draw_emissions
from corridor.draw.chart.choice.front import draw_front
from corridor.draw.chart.choice.scorecard import draw_scorecard
from corridor.errors import SchemaError

HOSTILE = ["$x_{", "<script>", "\u202eabc\x07", "_hidden", "a" * 300, ""]


@pytest.fixture
def ax():
    return Figure(figsize=(10, 5)).subplots()


def test_emission_bars_are_as_long_as_their_parts(ax):
    bars = pd.DataFrame(
        [["caspian", "sea", 278.0], ["caspian", "road", 12.0], ["russia", "rail_1520", 61.0]],
        columns=["corridor", "mode", "kg"],
    )
    spans = pd.DataFrame({"corridor": ["caspian"], "low": [255.0], "high": [459.0]})
    draw_emissions(bars, ranges=spans, ax=ax)
    assert [float(p.get_width()) for p in ax.patches] == [278.0, 12.0, 61.0]
    words = [text.get_text() for text in ax.texts]
    assert "290 kg/t  (255\N{EN DASH}459)" in words
    assert ax.get_xlim()[1] > 459


def test_stairs_join_what_nothing_beats(ax):
    points = pd.DataFrame(
        {"x": [3.0, 1.0, 2.0, 2.5], "y": [1.0, 9.0, 5.0, 7.0], "label": "", "group": "a"}
    )
    draw_front(points, ax=ax)
    assert np.column_stack(ax.lines[0].get_data()).tolist() == [
        [1.0, 9.0],
        [2.0, 9.0],
        [2.0, 5.0],
        [3.0, 5.0],
        [3.0, 1.0],
    ]


def test_a_group_keeps_its_mark(ax):
    points = pd.DataFrame({"x": [1.0], "y": [1.0], "label": "", "group": "second"})
    draw_front(points, groups=("first", "second"), ax=ax)
    assert ax.lines[1].get_marker() == "s"


def test_lines_are_cut_to_the_view(ax):
    lines = pd.DataFrame({"corridor": "a", "x": [0.0, 4.0, 10.0], "y": [0.0, 4.0, 4.0]})
    draw_break_even(lines, today=2.0, crossing=20.0, view=(1.0, 6.0), ax=ax)
    assert np.column_stack(ax.lines[0].get_data()).tolist() == [[1, 1], [4, 4], [6, 4]]
    assert sum(line.get_label() == "_value" for line in ax.lines) == 1  # 20 is out of view


def test_a_view_upside_down_is_refused(ax):
    lines = pd.DataFrame({"corridor": "a", "x": [0.0, 1.0], "y": [0.0, 1.0]})
    with pytest.raises(SchemaError, match="low is below high"):
        draw_break_even(lines, today=0.5, view=(2.0, 1.0), ax=ax)


def test_a_cell_not_known_has_no_shade(ax):
    cells = pd.DataFrame(
        {"corridor": "a", "criterion": ["x", "y"], "text": ["1", "-"], "score": [0.0, np.nan]}
    )
    draw_scorecard(cells, ax=ax)
    assert [p.get_facecolor()[:3] == (1.0, 1.0, 1.0) for p in ax.patches] == [False, True]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_drawn(name):
    figure = Figure(figsize=(10, 8))
    one, two, three, four = figure.subplots(4, 1)
    draw_emissions(
        pd.DataFrame({"corridor": [name], "mode": [name], "kg": [1.0]}), ax=one, title=name
    )
    points = pd.DataFrame({"x": [1.0], "y": [1.0], "label": [name], "group": [name]})
    draw_front(points, ax=two, title=name, x_label=name)
    lines = pd.DataFrame({"corridor": name, "x": [0.0, 1.0], "y": [0.0, 1.0]})
    draw_break_even(lines, today=0.5, ax=three, title=name)
    cells = pd.DataFrame({"corridor": [name], "criterion": [name], "text": [name], "score": [0.0]})
    draw_scorecard(cells, ax=four, title=name)
    figure.canvas.draw()
    assert len(figure.axes) == 4
