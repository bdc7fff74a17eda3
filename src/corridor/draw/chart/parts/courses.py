"""The courses of a profile: cumulated distance and value of each corridor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.marks.checks import refuse
from corridor.draw.marks.text import clean

if TYPE_CHECKING:
    import pandas as pd

    from corridor.draw.marks.space import Floats


@dataclass(frozen=True)
class Course:
    """One corridor: cumulated distance and value from the origin, and which steps are stops."""

    corridor: str
    x: Floats
    y: Floats
    labels: tuple[str, ...]
    stops: tuple[bool, ...]


def read_courses(points: pd.DataFrame, value: str) -> list[Course]:
    """
    Return the corridors of a profile in order of first appearance, each from zero.

    Parameters
    ----------
    points
        As for `draw_profile`, its columns checked.
    value
        `days` or `usd`.

    Returns
    -------
    courses
        One a corridor.

    Raises
    ------
    SchemaError
        A kind is unknown, or a value falls along a corridor.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame(
    ...     {"corridor": ["iran"], "seq": [1], "km": [9.0], "days": [1.0], "label": [""]}
    ... )
    >>> read_courses(points.assign(kind="move"), "days")[0].y.tolist()
    [0.0, 1.0]
    """
    for kind in set(points["kind"]) - {"move", "stop"}:
        raise refuse("points", "the kind of a step is move or stop", "kind", kind)
    courses = []
    for corridor, group in points.groupby("corridor", sort=False):
        rows = group.sort_values("seq", kind="stable")
        x = np.concatenate([[0.0], rows["km"].to_numpy(dtype=float)])
        y = np.concatenate([[0.0], rows[value].to_numpy(dtype=float)])
        for column, steps in (("km", np.diff(x)), (value, np.diff(y))):
            if (steps < -1e-6 * max(float(np.abs(steps).max()), 1e-9)).any():
                at = f"{corridor}, seq {rows['seq'].iloc[int(np.argmin(steps))]}"
                raise refuse(
                    "points", "the column is cumulated from the origin and never falls", column, at
                )
        stops = tuple(bool(kind == "stop") for kind in rows["kind"])
        courses.append(
            Course(str(corridor), x, y, tuple(clean(text, 30) for text in rows["label"]), stops)
        )
    return courses
