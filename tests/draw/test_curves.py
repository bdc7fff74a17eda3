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
