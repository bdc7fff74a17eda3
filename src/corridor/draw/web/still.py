"""The picture that stands where an interactive map cannot be drawn."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PATH: Final = re.compile(r' d="([^"]*)"')
_DECIMALS: Final = re.compile(r"(\.\d\d)\d+")


def still_of(ax: Axes) -> str:
    """
    Return a drawing as SVG, the same letters for the same drawing, and close its figure.

    Parameters
    ----------
    ax
        Axes of a figure.

    Returns
    -------
    svg
        A whole SVG document; texts are outlines.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> "<svg" in still_of(plt.figure().subplots())
    True
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes belong to no figure, so there is nothing to save")
    page = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "corridor", "svg.fonttype": "path"}):
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return _PATH.sub(lambda path: _DECIMALS.sub(r"\1", path.group(0)), page.getvalue())


def data_url(svg: str) -> str:
    """
    Return an SVG document as an address that an image element can show without running anything.

    Parameters
    ----------
    svg
        From `still_of`.

    Returns
    -------
    url
        ``data:image/svg+xml;base64,...``.

    Examples
    --------
    >>> data_url("<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")
