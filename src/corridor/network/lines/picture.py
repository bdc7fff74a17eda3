"""Draw a network of lines: links, bridges and open gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from corridor.network.lines.result import LineNetwork

__all__ = ["draw_lines"]


def draw_lines(lines: LineNetwork, ax: Axes | None) -> Axes:
    """
    Draw the links, the bridges in red, the gaps left open as dashes, and the places by name.

    Parameters
    ----------
    lines
        A network of lines.
    ax
        Axes to draw on; a new figure when absent.

    Returns
    -------
    ax
        In degrees, squeezed so that the middle is true to shape.
    """
    axes = plt.subplots(figsize=(9, 6), layout="constrained")[1] if ax is None else ax
    gaps = lines.gaps[lines.gaps["state"] == "open"]
    lines.links.plot(ax=axes, color="#555555", linewidth=0.7, aspect=None)
    if len(lines.bridges):
        lines.bridges.plot(ax=axes, color="#c0392b", linewidth=2.0, aspect=None)
    if len(gaps):
        gaps.plot(ax=axes, color="#c0392b", linewidth=1.0, linestyle="--", aspect=None)
    for name, row in lines.nodes[lines.nodes["kind"] == "place"].iterrows():
        axes.annotate(str(name), (row["x_coord"], row["y_coord"]), fontsize=8)
    middle = float(lines.nodes["y_coord"].mean())
    axes.set_aspect(1 / np.cos(np.radians(middle)))
    axes.set(xlabel="longitude", ylabel="latitude")
    title = (
        f"{lines.mode}: links {len(lines.links):,}, connected parts {len(lines.components)}, "
        f"bridges {len(lines.bridges)}, gaps left open {len(gaps)}"
    )
    axes.set_title(title.replace("$", r"\$"), fontsize=9)
    return axes
