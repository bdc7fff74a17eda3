"""A figure as the SVG that matplotlib writes: text as text, the same letters every time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    from corridor.draw.marks.space import Box

__all__ = ["FIXED", "HALO", "ON", "drawn"]

# Ids that carry to the SVG what its elements alone do not say.
FIXED: Final = "fixed"
HALO: Final = "halo"
ON: Final = "on-"
SETTINGS: Final[Any] = {"svg.fonttype": "none", "svg.hashsalt": "corridor", "path.simplify": True}
DPI: Final = 72  # pixels of the file, which are those the page shows


def drawn(figure: Figure) -> str:
    """
    Return a figure as an SVG document.

    Texts with a pale edge stay texts and are marked ``halo``; texts on an area carry its colour;
    what a colour scale paints is marked ``fixed``, so that it keeps its colours on dark paper, as
    is every patch with that id and the text on it.

    Parameters
    ----------
    figure
        Is changed: edges of texts go, ids come.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> _ = figure.text(0.5, 0.5, "Aktau")
    >>> ">Aktau</text>" in drawn(figure)
    True
    """
    from matplotlib import rc_context  # noqa: PLC0415 - matplotlib only when drawing

    figure.set_dpi(DPI)  # so that text is measured once
    _mark(figure)
    page = io.StringIO()
    with rc_context(SETTINGS):
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    return page.getvalue()


def _mark(figure: Figure) -> None:
    """Give ids to what needs one."""
    for ax in figure.axes:
        for item in ax.collections:
            if item.get_array() is not None:
                item.set_gid(FIXED)
        areas = list(_areas(ax)) if _on_paper(ax) else None
        for text in ax.texts:
            _mark_ground(text, areas)
    for text in (*figure.texts, *(text for ax in figure.axes for text in ax.texts)):
        if text.get_path_effects():
            text.set_path_effects([])
            if not (text.get_gid() or "").startswith((ON, FIXED)):
                text.set_gid(HALO)


def _on_paper(ax: Axes) -> bool:
    """Say whether the ground of an Axes is paper rather than an image or a painted grid."""
    from matplotlib.collections import QuadMesh  # noqa: PLC0415

    return not ax.images and not any(isinstance(item, QuadMesh) for item in ax.collections)


def _areas(ax: Axes) -> Iterator[tuple[Patch, Box, str]]:
    """Yield each filled patch of an Axes, its box in pixels and its colour, the lowest first."""
    from matplotlib.colors import to_hex, to_rgba  # noqa: PLC0415

    for patch in sorted(ax.patches, key=lambda patch: patch.get_zorder()):
        colour = to_rgba(patch.get_facecolor())
        if colour[3] > 0.2 and patch.get_visible():
            red, green, blue = (1 - colour[3] * (1 - part) for part in colour[:3])  # on white
            x0, y0, x1, y1 = map(float, patch.get_window_extent().extents)
            yield patch, (x0, y0, x1, y1), to_hex((red, green, blue))


def _mark_ground(text: Text, areas: list[tuple[Patch, Box, str]] | None) -> None:
    """Note on a text the colour of the area it stands on."""
    if areas is None:
        text.set_gid(FIXED)
        return
    if not areas or not text.get_text().strip():
        return
    box = text.get_window_extent()
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for patch, (left, foot, right, top), colour in reversed(areas):
        if left <= x <= right and foot <= y <= top and patch.contains_point((x, y)):
            text.set_gid(FIXED if patch.get_gid() == FIXED else f"{ON}{colour}")
            return
