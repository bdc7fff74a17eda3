import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.errors import SolverError
from corridor.flows.independence.tangents import convex_pieces


def lines_of(slopes, at=0.0, value=0.0, widths=()):
    """Return a convex function of these rising slopes, bending after each width."""
    x = at + np.concatenate([[0.0], np.cumsum(widths)])
    y = value + np.concatenate([[0.0], np.cumsum(np.array(slopes[1:-1]) * np.array(widths))])
    tangents = [(x[0], y[0], slopes[0]), *zip(x, y, slopes[1:], strict=True)]

    def evaluate(u):
        heights = [(b + s * (u - a), s) for a, b, s in tangents]
        return max(heights)

    return evaluate, x


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=12),
    st.lists(st.integers(1, 30), min_size=12, max_size=12),
    st.integers(-300, 0),
)
def test_every_bend_is_found_and_no_other(rises, widths, first):
    slopes = (first + np.cumsum(rises)).astype(float).tolist()
    evaluate, bends = lines_of(slopes, widths=widths[: len(slopes) - 2])
    low, high = bends[0] - 7.0, bends[-1] + 11.0
    pieces = convex_pieces(evaluate, low, high)
    assert np.allclose(pieces.x, [low, *bends, high], rtol=0, atol=1e-6)
    assert np.allclose(pieces.slope, slopes, rtol=0, atol=1e-6)
    # Two for the ends, one for each bend and one for each piece between them at most.
    assert pieces.calls <= 2 + 2 * len(slopes)


def test_a_straight_line_takes_two_evaluations():
    pieces = convex_pieces(lambda x: (3.0 * x, 3.0), 1.0, 5.0)
    assert pieces.slope.tolist() == [3.0]
    assert pieces.calls == 2
    assert pieces.at(2.5) == 7.5


def test_any_slope_will_do_at_a_bend():
    """At the ends the function bends too; the slopes there belong to pieces outside."""

    def evaluate(x):
        outside = {0.0: (10.0, -50.0), 10.0: (0.0, 90.0)}
        return outside.get(x, (max(10.0 - 2.0 * x, 5.0 - 0.5 * x), -2.0 if x < 10 / 3 else -0.5))

    pieces = convex_pieces(evaluate, 0.0, 10.0)
    assert pieces.x == pytest.approx([0.0, 10 / 3, 10.0])
    assert pieces.slope == pytest.approx([-2.0, -0.5])


def test_a_function_that_is_not_convex_is_refused():
    values = {0.0: (0.0, -1.0), 10.0: (0.0, 1.0)}
    with pytest.raises(SolverError, match="not convex"):
        convex_pieces(lambda x: values.get(x, (50.0, 0.0)), 0.0, 10.0)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (0.0, np.inf), (np.nan, 1.0)])
def test_places_out_of_order_are_refused(low, high):
    with pytest.raises(ValueError, match="finite and in order"):
        convex_pieces(lambda x: (x, 1.0), low, high)
