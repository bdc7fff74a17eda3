"""Cost bars: as many as the data, ending in their sums."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from corridor import draw
from corridor.draw.marks.space import boxes_meet, text_box
from corridor.errors import SchemaError


def totals(ax):
    return [text.get_text() for text in ax.texts if text.get_text().startswith("USD ")]


def test_one_bar_a_component_and_totals_are_sums(costs):
    ax = draw.draw_costs(costs)
    assert isinstance(ax, Axes)
    assert len(ax.patches) == 5
    assert totals(ax) == ["USD 72.5/t", "USD 89.0/t"]
    np.testing.assert_allclose(sum(patch.get_width() for patch in ax.patches), 161.5)


def test_bars_follow_one_another(costs):
    first = [patch for patch in draw.draw_costs(costs).patches if patch.get_y() < 0.5]
    ends = np.cumsum([patch.get_width() for patch in first])
    np.testing.assert_allclose([patch.get_x() for patch in first], [0, *ends[:-1]])


def test_one_bar_a_leg_in_order_of_travel(costs):
    ax = draw.draw_costs(costs, by="leg")
    assert [round(patch.get_width(), 1) for patch in ax.patches] == [60.0, 12.5, 80.0, 9.0]


def test_25_legs_stay_readable_and_small_ones_are_merged():
    usd = [0.5] * 10 + [20.0] * 15
    legs = [f"Station {n} - Station {n + 1}" for n in range(25)]
    costs = pd.DataFrame({"corridor": "any", "leg": legs, "usd": usd})
    ax = draw.draw_costs(costs, by="leg", ranges=_ranges("any", 270.0, 350.0))
    assert len(ax.patches) == 16
    assert ax.patches[-1].get_width() == pytest.approx(5.0)
    assert totals(ax) == ["USD 305/t"]
    ax.figure.draw_without_rendering()
    boxes = [text_box(text) for text in ax.texts]
    meeting = [i for i, one in enumerate(boxes) for two in boxes[:i] if boxes_meet(one, two)]
    assert meeting == []


def test_whiskers_span_the_range(costs):
    ax = draw.draw_costs(costs, ranges=_ranges("iran", 70.0, 120.0))
    assert [tuple(line.get_xdata()) for line in ax.lines] == [(70.0, 120.0)]
    assert ax.get_xlim()[1] > 120


def test_credits_lie_left_of_zero(costs):
    ax = draw.draw_costs(pd.concat([costs, costs.iloc[[0]].assign(component="swap", usd=-7.0)]))
    assert totals(ax)[0] == "USD 65.5/t"
    assert min(patch.get_x() + patch.get_width() for patch in ax.patches) == -7.0


@pytest.mark.parametrize("name", ["$5 and $6", "_x", "y" * 300, "أكتاو", "\u202e", "a b " * 80])
@pytest.mark.parametrize("by", ["component", "leg"])
def test_hostile_names_are_drawn(costs, name, by):
    hostile = costs.replace({"corridor": {"iran": name}}).assign(component=name, leg=name)
    ax = draw.draw_costs(hostile, by=by, title=name)
    ax.figure.canvas.draw()


@pytest.mark.parametrize("bad", [np.nan, np.inf, "many", None])
def test_absent_is_not_zero(costs, bad):
    broken = costs.astype({"usd": object})
    broken.loc[1, "usd"] = bad
    with pytest.raises(SchemaError, match="row 1"):
        draw.draw_costs(broken)


def test_empty_frame_is_refused(costs):
    with pytest.raises(ValueError, match="nothing to draw"):
        draw.draw_costs(costs.iloc[:0])


@pytest.mark.parametrize(("corridor", "low"), [("china", 1.0), ("iran", 500.0)])
def test_wrong_ranges_are_refused(costs, corridor, low):
    with pytest.raises(SchemaError, match="ranges"):
        draw.draw_costs(costs, ranges=_ranges(corridor, low, 120.0))


def _ranges(corridor, low, high):
    return pd.DataFrame({"corridor": [corridor], "low": [low], "high": [high]})
