"""Time-distance and cost-distance profiles of corridors, after the method of UNESCAP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from corridor.draw.chart.parts.courses import Course, read_courses
from corridor.draw.chart.parts.totals import amount
from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

_AXIS: Final[Mapping[str, str]] = {
    "days": "Days since departure",
    "usd": "Cost so far, USD per tonne",
}
_STOPS: Final = 5  # labelled stops a corridor, at most
_ALWAYS: Final = 2  # so many are labelled however small
_SMALL: Final = 0.025  # share of the longest total under which a stop has no label
_DASH: Final = 7.0  # points of one colour on a shared stretch


def draw_profile(
    points: pd.DataFrame,
    *,
    value: Literal["days", "usd"] = "days",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """
    Draw cumulative days or money over distance: movement as slopes, stops as vertical steps.

    Each line starts at zero and ends in its total. The largest stops are named, each name once.
    Stretches that corridors share are drawn in alternating colours.

    Parameters
    ----------
    points
        One row a step of a corridor, with the values reached at its end: columns `corridor`, `seq`
        (order), `km`, `days`, `usd` (all cumulated from the origin; of the last two only the one
        asked for is needed), `label`, `kind` (`move` or `stop`).
    value
        `days`, or `usd` for USD per tonne.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the chart.

    Returns
    -------
    ax
        The chart; its line of a corridor has the corridor as label.

    Raises
    ------
    SchemaError
        The frame is empty, lacks a column, has an unknown kind, or a value falls along a corridor
        (not cumulated).

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> points = pd.DataFrame(
    ...     [["caspian", 1, 400.0, 2.0, "to Aktau", "move"],
    ...      ["caspian", 2, 400.0, 5.0, "Aktau", "stop"]],
    ...     columns=["corridor", "seq", "km", "days", "label", "kind"],
    ... )
    >>> ax = draw_profile(points, ax=Figure().subplots())
    >>> [float(y) for y in ax.lines[0].get_ydata()]
    [0.0, 2.0, 5.0]
    """
    if value not in _AXIS:
        raise refuse("value", "the value to draw is `days` or `usd`", value=value)
    check_frame(
        points,
        "points",
        ["corridor", "seq", "km", value, "label", "kind"],
        numbers=["seq", "km", value],
    )
    courses = read_courses(points, value)
    colours = corridor_colours(course.corridor for course in courses)
    if ax is None:
        ax = _paper()
    for course in courses:
        _draw_course(ax, course, colours[course.corridor])
    _draw_shared(ax, courses, colours)
    _dress(ax, courses, value, title)
    _label(ax, courses, colours, value)
    return ax


def _paper() -> Axes:
    """Return the Axes of a new figure."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, ax = plt.subplots(figsize=(12, 6.8))
    figure.subplots_adjust(left=0.065, right=0.985, bottom=0.09, top=0.9)
    return ax


def _draw_course(ax: Axes, course: Course, colour: str) -> None:
    """Draw the line of a corridor and its stops thicker."""
    ax.plot(
        course.x,
        course.y,
        color=colour,
        linewidth=2.0,
        label=course.corridor,
        zorder=4,
        solid_joinstyle="round",
    )
    for step, stop in enumerate(course.stops):
        if stop:
            ax.plot(
                course.x[step : step + 2],
                course.y[step : step + 2],
                color=colour,
                linewidth=4.2,
                zorder=5,
                solid_capstyle="butt",
                label="_stop",
            )
    ax.plot(course.x[-1:], course.y[-1:], "o", color=colour, markersize=7, zorder=7, label="_end")


def _draw_shared(ax: Axes, courses: list[Course], colours: Mapping[str, str]) -> None:
    """Draw stretches that several corridors share in alternating colours."""
    users: dict[tuple[float, ...], list[str]] = {}
    stops: set[tuple[float, ...]] = set()
    for course in courses:
        for step, stop in enumerate(course.stops):
            key = tuple(
                round(float(v), 3) for v in (*course.x[step : step + 2], *course.y[step : step + 2])
            )
            users.setdefault(key, []).append(course.corridor)
            stops |= {key} if stop else set()
    for key, names in users.items():
        together = list(dict.fromkeys(names))
        for rank, name in enumerate(together if len(together) > 1 else []):
            width = 4.2 if key in stops else 2.4
            dash: Any = (
                -rank * _DASH / width,
                (_DASH / width, _DASH * (len(together) - 1) / width),
            )
            ax.plot(
                key[:2],
                key[2:],
                color=colours[name],
                linewidth=width,
                linestyle=dash,
                dash_capstyle="butt",
                zorder=6,
                label="_shared",
            )


def _dress(ax: Axes, courses: list[Course], value: str, title: str | None) -> None:
    """Set limits, grid, axis names and title."""
    longest = max(float(course.x[-1]) for course in courses) or 1.0
    highest = max(float(course.y[-1]) for course in courses) or 1.0
    ax.set_xlim(0, longest * 1.2)
    ax.set_ylim(0, highest * 1.1)
    ax.set_xlabel("Distance from origin, km", color=INK)
    ax.set_ylabel(_AXIS[value], color=INK)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.yaxis.set_major_formatter("{x:,g}")
    ax.grid(color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    note = "Slopes: movement.  Vertical steps: stops (ports, borders, transfers)."
    ax.set_title(note, loc="left", fontsize=9, color=MUTED, pad=6)
    if title is not None:
        ax.annotate(
            clean(title, 110),
            (0, 1),
            xytext=(0, 23),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
            color=INK,
            annotation_clip=False,
        )


def _label(ax: Axes, courses: list[Course], colours: Mapping[str, str], value: str) -> None:
    """Write the totals at the line ends, then the largest stops, where they hide nothing."""
    space = space_of(ax)
    for course in courses:
        space.add_points(line_pixels(ax, np.column_stack([course.x, course.y]), step=2.0))
    ends = [_end(course, colours[course.corridor], value) for course in courses]
    place_labels(ax, [*ends, *_stops(courses, colours, value)], space)


def _amount(number: float, value: str) -> str:
    """Return a number with its unit."""
    return f"{number:,.1f} days" if value == "days" else f"USD {amount(number)}/t"


def _end(course: Course, colour: str, value: str) -> Label:
    """Return the label at the end of a line."""
    text = f"{title_case(course.corridor)}: {_amount(float(course.y[-1]), value)}"
    sides = ("E", "NE", "SE", "N", "S", "NW", "SW", "W")
    at = (float(course.x[-1]), float(course.y[-1]))
    return Label(*at, text, size=10.0, colour=colour, bold=True, reach=6.0, sides=sides)


def _stops(courses: list[Course], colours: Mapping[str, str], value: str) -> list[Label]:
    """Return the labels of the largest stops, the largest first, each name once."""
    least = _SMALL * max(float(course.y[-1]) for course in courses)
    found = []
    for course in courses:
        steps = np.diff(course.y)
        ranked = sorted(
            (step for step, stop in enumerate(course.stops) if stop), key=lambda step: -steps[step]
        )
        found += [
            (float(steps[step]), step, course)
            for rank, step in enumerate(ranked[:_STOPS])
            if steps[step] > (0.0 if rank < _ALWAYS else least)
        ]
    labels: dict[str, Label] = {}
    for size, step, course in sorted(found, key=lambda item: -item[0]):
        name = course.labels[step]
        middle = float(course.y[step] + course.y[step + 1]) / 2
        unit = f"{size:,.1f} d" if value == "days" else f"USD {amount(size)}"
        if name and name not in labels:
            labels[name] = Label(
                float(course.x[step + 1]),
                middle,
                f"{name} +{unit}",
                size=8.0,
                colour=colours[course.corridor],
                reach=4.5,
                sides=("W", "E", "NW", "SE", "N", "S", "NE", "SW"),
            )
    return list(labels.values())
