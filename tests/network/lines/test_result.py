"""What a network of lines shows, and the page about it."""

import doctest
from dataclasses import FrozenInstanceError
from pathlib import Path

import matplotlib as mpl
import pytest

from tests.network.lines.frames import built, lines

PAGE = Path(__file__).resolve().parents[3] / "docs" / "lines.md"


@pytest.fixture
def network():
    return built(
        lines(
            "LINESTRING (68 44, 69 44)", "LINESTRING (69.01 44, 70 44)", "LINESTRING (68 46, 69 46)"
        ),
        1.0,
        places={"west": (68.0, 44.0)},
        gap_km=300.0,
    )


def test_a_network_is_drawn(network):
    mpl.use("Agg")
    axes = network.plot()
    assert axes.get_title() == "rail_1520: links 2, connected parts 2, bridges 1, gaps left open 1"
    assert [text.get_text() for text in axes.texts] == ["west"]
    assert network.plot(ax=axes) is axes
    mpl.pyplot.close(axes.figure)


def test_a_network_is_a_value(network):
    with pytest.raises(FrozenInstanceError):
        network.snap_km = 2.0


def test_the_report_says_what_was_done(network):
    said = network.report
    assert "rail_1520: 3 rows, 3 lines, 237 km (geodesic, as drawn)" in said
    assert "bridges up to 1 km: 1, 0.8 km in all, the longest 0.80 km; 1 join parts" in said
    assert "connected parts: 2, the longest 67.4% of all" in said
    assert "gaps left open up to 300 km: 1 between parts" in said
    assert repr(network).endswith("238 km, connected parts: 2, bridges: 1 (0.8 km)>")


def test_the_page_runs_as_it_says():
    failed, run = doctest.testfile(
        str(PAGE),
        module_relative=False,
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS,
    )
    assert run > 8
    assert failed == 0
