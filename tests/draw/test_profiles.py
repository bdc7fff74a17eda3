"""Profiles: the lines are the data, labels do not overlap."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from corridor import draw
from corridor.draw.marks.space import boxes_meet, text_box
from corridor.errors import SchemaError


def lines(ax):
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


@pytest.mark.parametrize("value", ["days", "usd"])
def test_lines_are_the_cumulated_values_from_zero(points, value):
    ax = draw.draw_profile(points, value=value)
    assert isinstance(ax, Axes)
    for corridor, rows in points.groupby("corridor"):
        line = lines(ax)[corridor]
        np.testing.assert_array_equal(line.get_ydata(), [0, *rows[value]])
        np.testing.assert_array_equal(line.get_xdata(), [0, *rows["km"]])


def test_order_of_rows_does_not_matter(points):
    ax = draw.draw_profile(points.iloc[::-1])
    np.testing.assert_array_equal(lines(ax)["caspian"].get_ydata(), [0, 1, 6, 8])


def test_ends_carry_totals_and_stops_their_name_once(points):
    texts = [text.get_text() for text in draw.draw_profile(points).texts]
    assert "Caspian: 8.0 days" in texts
    assert "Iran: 9.0 days" in texts
    assert texts.count("Aktau port +5.0 d") == 1
    assert not any("to Alat" in text for text in texts)


def test_same_stop_in_two_corridors_is_named_once(points):
    twice = points.assign(label=points["label"].replace("gauge break", "Aktau port"))
    texts = [text.get_text() for text in draw.draw_profile(twice).texts]
    assert sum("Aktau port" in text for text in texts) == 1


def test_labels_do_not_overlap():
    rng = np.random.default_rng(3)
    rows = [
        (corridor, seq, 250.0 * (seq // 2 + 1), f"{corridor} stop {seq}")
        for corridor in ("caspian", "russia", "iran", "china", "any")
        for seq in range(24)
    ]
    points = pd.DataFrame(rows, columns=["corridor", "seq", "km", "label"])
    points["kind"] = np.where(points["seq"] % 2, "stop", "move")
    points["days"] = rng.uniform(0.2, 3, len(points))
    points["days"] = points.groupby("corridor")["days"].cumsum()
    ax = draw.draw_profile(points)
    ax.figure.draw_without_rendering()
    boxes = [text_box(text) for text in ax.texts if text.get_text()]
    assert not any(boxes_meet(one, two) for one, two in combinations(boxes, 2))


def test_shared_stretch_shows_both_colours(points):
    ax = draw.draw_profile(points)
    shared = [line for line in ax.lines if line.get_label() == "_shared"]
    assert len({line.get_color() for line in shared}) == 2


@pytest.mark.parametrize("name", ["$5 and $6", "_x", "y" * 300, "أكتاو", "\u202e"])
def test_hostile_names_are_drawn(points, name):
    ax = draw.draw_profile(points.assign(label=name).replace("iran", name), title=name)
    ax.figure.canvas.draw()


def test_falling_values_are_refused(points):
    with pytest.raises(SchemaError, match="cumulated"):
        draw.draw_profile(points.assign(days=[5.0, 1.0, 1.0, 1.0, 1.0, 1.0]))


def test_every_fault_is_told_at_once(points):
    broken = points.drop(columns="label").assign(km=["a"] + [1.0] * 5)
    with pytest.raises(SchemaError) as caught:
        draw.draw_profile(broken.assign(days=np.nan))
    assert len(caught.value.faults) == 8


def test_empty_frame_is_refused(points):
    with pytest.raises(SchemaError, match="empty"):
        draw.draw_profile(points.iloc[:0])


def test_unknown_value_is_refused(points):
    with pytest.raises(SchemaError, match="`days` or `usd`"):
        draw.draw_profile(points, value="eur")
