"""Curves: the lines are the data, names stand at their ends."""

import numpy as np
import pandas as pd
import pytest

from corridor.draw.chart.curves import draw_curves
from corridor.errors import SchemaError


@pytest.fixture
def points():
    rows = [
        ("crude", 0, 0),
        ("crude", 40, 6),
        ("copper", 0, 0),
        ("copper", 60, 1),
        ("copper", 100, 9),
    ]
    return pd.DataFrame(rows, columns=["curve", "x", "y"])


def test_lines_are_the_points_in_order(points):
    ax = draw_curves(points, x_label="share, %", y_label="MUSD")
    lines = {line.get_label(): line for line in ax.lines}
    np.testing.assert_array_equal(lines["copper"].get_xdata(), [0, 60, 100])
    np.testing.assert_array_equal(lines["crude"].get_ydata(), [0, 6])
    assert ax.get_xlabel() == "share, %"
    assert max(ax.get_xticks()) == 100


def test_ends_carry_the_name_and_why_they_end(points):
    ends = pd.DataFrame({"curve": ["crude"], "text": ["no berth"]})
    texts = [text.get_text() for text in draw_curves(points, ends=ends).texts]
    assert "Crude: no berth" in texts
    assert "Copper" in texts


def test_names_of_curves_that_end_together_stand_one_above_the_other():
    names = [f"metal {n}" for n in range(9)]
    rows = [(name, x, 0.1 * n * x) for n, name in enumerate(names) for x in (0.0, 1.0)]
    ax = draw_curves(pd.DataFrame(rows, columns=["curve", "x", "y"]))
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    written = [text.get_text() for text in sorted(ax.texts, key=lambda t: t.get_window_extent().y0)]
    assert written == [name.capitalize() for name in names]
    foot, top = ax.get_window_extent().y0, ax.get_window_extent().y1
    assert all(foot <= box.y1 and box.y0 <= top for box in boxes)


def test_equal_ends_are_spread_evenly():
    points = pd.DataFrame({"curve": list("aabbcc"), "x": [0, 1] * 3, "y": [0, 5] * 3})
    ax = draw_curves(points)
    heights = sorted(text.get_position()[1] for text in ax.texts)
    np.testing.assert_allclose(np.diff(heights), 12.5)


@pytest.mark.parametrize("name", ["$5 and $6", "_x", "y" * 300, "\u202e"])
def test_hostile_names_are_drawn(points, name):
    ax = draw_curves(points.assign(curve=name), title=name, x_label=name)
    ax.figure.canvas.draw()


def test_a_single_point_is_drawn():
    ax = draw_curves(pd.DataFrame({"curve": ["one"], "x": [0.0], "y": [0.0]}))
    ax.figure.canvas.draw()


def test_faulty_frames_are_refused(points):
    with pytest.raises(SchemaError, match="empty"):
        draw_curves(points.iloc[:0])
    with pytest.raises(SchemaError, match="finite number"):
        draw_curves(points.assign(y=np.nan))
    with pytest.raises(SchemaError, match="column"):
        draw_curves(points, ends=pd.DataFrame({"curve": ["crude"]}))
