"""Bands from producers by corridors to markets, as wide as what they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.palette import INK, corridor_colours
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.draw.marks.space import Floats

__all__ = ["draw_sankey"]

STAGES: Final = ("producer", "corridor", "market")
_PLACES: Final = (0.0, 0.5, 1.0)
_THICK: Final = 0.012
_GAP: Final = 0.01
# Least room of a name, as a share of all that flows.
_ROOM: Final = 0.04
_STEPS: Final = 30


def draw_sankey(
    flows: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, unit: str = "Mt/y"
) -> Axes:
    """
    Draw bands from each producer by a corridor to each market, coloured by corridor.

    Parameters
    ----------
    flows
        One row a band: columns `producer`, `corridor`, `market`, `value` (above 0).
    ax
        Axes to draw on; None makes a figure.
    title
        Words above the chart.
    unit
        Unit of the values.

    Returns
    -------
    ax
        The chart: two bands a row, one box a producer, corridor and market.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, or a value is not above 0.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> row = {"producer": "Tengiz", "corridor": "russia", "market": "Trieste", "value": 12.0}
    >>> ax = draw_sankey(pd.DataFrame([row]), ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts]
    ['Tengiz 12', 'Russia 12', 'Trieste 12']
    """
    check_frame(flows, "flows", [*STAGES, "value"], numbers=["value"])
    if (flows["value"] <= 0).any():
        raise refuse("flows", "a band is wider than 0", "value", flows["value"].min())
    ax = _paper() if ax is None else ax
    colours = corridor_colours(map(str, flows["corridor"]))
    table = flows.assign(**{stage: flows[stage].astype(str) for stage in STAGES})
    boxes = {stage: _boxes(table, stage) for stage in STAGES}
    tall = max(max(top for _, top in places.values()) for places in boxes.values())
    boxes = {stage: _centred(places, tall) for stage, places in boxes.items()}
    for start, end, side in ((0, 1, "producer"), (1, 2, "market")):
        _bands(ax, table, boxes, (STAGES[start], STAGES[end]), side, colours)
    for stage, at in zip(STAGES, _PLACES, strict=True):
        for name, (low, high) in boxes[stage].items():
            colour = colours[name] if stage == "corridor" else INK
            ax.fill_between([at - _THICK / 2, at + _THICK / 2], low, high, color=colour, zorder=4)
            _name(ax, stage, at, name, (low, high), _total(table, stage, name))
    ax.set_xlim(-0.42, 1.42)
    ax.set_ylim(tall * 1.01, -tall * 0.04)
    ax.axis("off")
    if title is not None:
        words = clean(f"{title}, {unit}", 110)
        ax.set_title(words, loc="left", fontsize=13, fontweight="bold", color=INK)
    return ax


def _total(table: pd.DataFrame, stage: str, name: str) -> float:
    return float(table.loc[table[stage] == name, "value"].sum())


def _boxes(table: pd.DataFrame, stage: str) -> dict[str, tuple[float, float]]:
    """Return where each name of a stage stands, from the top; sides follow the corridors."""
    total = float(table["value"].sum())
    sums = table.groupby(stage)["value"].sum().sort_values(ascending=False, kind="stable")
    order = [str(name) for name in sums.index]
    if stage != "corridor":
        rank = {name: place for place, name in enumerate(_boxes(table, "corridor"))}
        places = table.assign(rank=table["corridor"].map(rank) * table["value"])
        mean = places.groupby(stage)["rank"].sum() / sums
        order.sort(key=lambda name: (round(float(mean[name]), 6), -float(sums[name]), name))
    found, at = {}, 0.0
    for name in order:
        room = max(0.0, _ROOM * total - float(sums[name])) / 2 + _GAP * total / 2
        found[name] = (at + room, at + room + float(sums[name]))
        at += float(sums[name]) + 2 * room
    return found


def _centred(places: dict[str, tuple[float, float]], tall: float) -> dict[str, tuple[float, float]]:
    """Return the boxes of a stage in the middle of the height."""
    shift = (tall - max(high for _, high in places.values())) / 2
    return {name: (low + shift, high + shift) for name, (low, high) in places.items()}


def _bands(
    ax: Axes,
    table: pd.DataFrame,
    boxes: dict[str, dict[str, tuple[float, float]]],
    stages: tuple[str, str],
    side: str,
    colours: dict[str, str],
) -> None:
    """Draw the bands between two stages; those of a box keep the order of the other side."""
    sums = table.groupby([side, "corridor"], sort=False)["value"].sum().reset_index()
    order = {stage: {name: n for n, name in enumerate(boxes[stage])} for stage in boxes}
    rows = sums.to_dict("records")
    rows.sort(key=lambda row: (order[side][row[side]], order["corridor"][row["corridor"]]))
    free = {stage: {name: low for name, (low, _) in boxes[stage].items()} for stage in stages}
    x0, x1 = (_PLACES[STAGES.index(stage)] for stage in stages)
    for row in rows:
        value = float(row["value"])
        tops = []
        for stage in stages:
            tops.append(free[stage][str(row[stage])])
            free[stage][str(row[stage])] += value
        x, top = _curve(x0 + _THICK / 2, x1 - _THICK / 2, tops[0], tops[1])
        colour = colours[str(row["corridor"])]
        ax.fill_between(x, top, top + value, color=colour, alpha=0.5, linewidth=0, zorder=2)


def _curve(x0: float, x1: float, y0: float, y1: float) -> tuple[Floats, Floats]:
    """Return a line that leaves and arrives level."""
    t = np.linspace(0.0, 1.0, _STEPS)
    return x0 + (x1 - x0) * t, y0 + (y1 - y0) * (3 * t**2 - 2 * t**3)


def _name(
    ax: Axes, stage: str, at: float, name: str, box: tuple[float, float], total: float
) -> None:
    """Write the name and amount of a box beside it; corridors stand on theirs."""
    amount = f"{float(f'{total:.3g}'):,g}"
    words = title_case(name) if stage == "corridor" else clean(name, 30)
    side = {"producer": "right", "corridor": "left", "market": "left"}[stage]
    shift = -0.014 if side == "right" else 0.014
    ax.text(
        at + shift,
        sum(box) / 2,
        f"{words} {amount}",
        ha=side,
        va="center",
        fontsize=8.5,
        fontweight="bold" if stage == "corridor" else "normal",
        color=INK,
        zorder=5,
    )


def _paper() -> Axes:
    """Return the Axes of a new figure."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, ax = plt.subplots(figsize=(10, 6))
    figure.subplots_adjust(left=0.02, right=0.98, bottom=0.02, top=0.92)
    return ax
