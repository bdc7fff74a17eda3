"""Charts of all tonnes: bars, bands and panels are the data."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from corridor.draw.chart.tonnes.panels import draw_panels
from corridor.draw.chart.tonnes.sankey import draw_sankey
from corridor.draw.chart.tonnes.stacks import draw_stacks
from corridor.errors import SchemaError

HOSTILE = ["$5 and $6", "_x", "y" * 300, "\u202e", "<b>"]


@pytest.fixture
def bars():
    rows = [(0, "one", "used", 3.0), (1, "two", "used", 1.0), (0, "one", "free", 2.0)]
    return pd.DataFrame(rows, columns=["row", "label", "part", "value"])


@pytest.fixture
def bands():
    rows = [("a", "russia", "x", 6.0), ("a", "china", "y", 1.0), ("b", "russia", "y", 3.0)]
    return pd.DataFrame(rows, columns=["producer", "corridor", "market", "value"])


def test_parts_lie_end_to_end(bars):
    ax = draw_stacks(bars, notes={0: "full"}, title="Use", x_label="t")
    boxes = [(p.get_y() + p.get_height() / 2, p.get_x(), p.get_width()) for p in ax.patches]
    np.testing.assert_allclose(boxes, [(0, 0, 3), (1, 0, 1), (0, 3, 2)])
    assert {"full", "Use"} <= {text.get_text() for text in ax.texts}
    assert max(ax.get_xticks()) <= 5.25 < ax.get_xlim()[1]


def test_rows_of_one_name_stay_two_bars(bars):
    ax = draw_stacks(bars.assign(label="same"))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["same", "same"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(bars, bands, name):
    stacks = bars.assign(label=name, part=name)
    draw_stacks(stacks, notes={0: name}, title=name, x_label=name).figure.canvas.draw()
    every = bands.assign(producer=name, corridor=name, market=name)
    draw_sankey(every, title=name, unit=name).figure.canvas.draw()
    points = pd.DataFrame({"panel": name, "curve": [name, "b"], "x": [0, 1], "y": [0, 1]})
    draw_panels(points, [Figure().subplots()], title=name, x_label=name)[0].figure.canvas.draw()


def test_boxes_are_as_tall_as_what_they_carry(bands):
    ax = draw_sankey(bands)
    words = {text.get_text() for text in ax.texts}
    assert {"a 7", "b 3", "Russia 9", "China 1", "x 6", "y 4"} == words
    heights = [np.ptp(c.get_paths()[0].vertices[:, 1]) for c in ax.collections[-6:]]
    named = [int(text.get_text().split()[-1]) for text in ax.texts]
    np.testing.assert_allclose(heights, named)


def test_panels_share_colours_and_one_legend():
    rows = [("usd", "a", 0, 0), ("usd", "a", 1, 5), ("usd", "b", 0, 1), ("days", "a", 0, 2)]
    points = pd.DataFrame(rows, columns=["panel", "curve", "x", "y"])
    figure = Figure()
    first, second = draw_panels(points, list(figure.subplots(1, 2)), shape="stairs")
    assert first.lines[0].get_color() == second.lines[0].get_color()
    np.testing.assert_array_equal(first.lines[0].get_ydata(), [0, 5])
    assert [text.get_text() for text in figure.legends[0].texts] == ["A", "B"]


def test_faulty_frames_are_refused(bars, bands):
    with pytest.raises(SchemaError, match="0 or more"):
        draw_stacks(bars.assign(value=-1.0))
    with pytest.raises(SchemaError, match="wider than 0"):
        draw_sankey(bands.assign(value=0.0))
    with pytest.raises(SchemaError, match="empty"):
        draw_sankey(bands.iloc[:0])
    points = pd.DataFrame({"panel": ["a", "b"], "curve": "c", "x": 0.0, "y": 0.0})
    with pytest.raises(SchemaError, match="axes for 1 panels"):
        draw_panels(points, [Figure().subplots()])
