"""Paths in fewer letters go where the long ones went."""

import re

import numpy as np

from corridor.report.page.charts.paths import rounded, short_path


def corners(path):
    """Follow a path of straight lines, absolute or relative, by the rules of SVG."""
    points = []
    for letter, numbers in re.findall(r"([MLl])([^MLlz]*)", path):
        pairs = np.array(re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+)", numbers), float).reshape(-1, 2)
        for pair in pairs:
            points.append(points[-1] + pair if letter == "l" else pair)
    return np.array(points)


def test_a_long_path_stays_within_a_point():
    rng = np.random.default_rng(1)
    points = np.cumsum(rng.normal(0, 4, (400, 2)), axis=0) + 300
    path = "M" + "L".join(f" {x:.6f} {y:.6f} \n" for x, y in points)
    short = short_path(path)
    got = corners(short)
    assert len(short) < len(path) / 2.5
    assert np.allclose(got[0], points[0], atol=0.06)
    assert np.allclose(got[-1], points[-1], atol=0.06)
    away = np.abs(points[:, None] - got[None]).sum(axis=2).min(axis=1)
    assert away.max() < 0.9


def test_steps_of_more_than_ten_keep_their_zero():
    path = "M 100 100 \n" + "".join(f"L {100 + 10.5 * n} {100 - 20.4 * n} \n" for n in range(40))
    assert np.allclose(corners(short_path(path))[-1], [100 + 10.5 * 39, 100 - 20.4 * 39], atol=0.06)


def test_rings_too_small_to_see_go_and_others_stay_closed():
    speck = "M 5 5 \nL 5.1 5 \nL 5.1 5.1 \nz\n"
    land = "M 0 0 \n" + "".join(f"L {n} {n % 7} \n" for n in range(100)) + "z\n"
    short = short_path(speck + land)
    assert short.startswith("M0 0l")
    assert short.count("z") == short.count("M") == 1


def test_curves_are_only_rounded():
    assert short_path("M 0 1.26 \nC 0 1 2 3.333 4 5 \n" * 30).startswith("M0 1.3C0 1 2 3.3 4 5")


def test_numbers_with_exponents():
    assert rounded("1e-12 -3.999e+1 7") == "0 -40 7"
