"""What the loss of elements costs, as layers: one switch a kind of element."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridor.draw.marks.checks import check_frame, lonlat
from corridor.draw.marks.text import title_case
from corridor.draw.web.layers.layer import MapLayer
from corridor.draw.web.scales import loss_colour, loss_keys, widths

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["element_layers"]

CARDS = (
    ("kind", "kind"),
    ("rank", "rank"),
    ("loss_musd_per_y", "loss, MUSD/y"),
    ("undelivered_mt_per_y", "undelivered, Mt/y"),
    ("mt_per_y", "flow, Mt/y"),
)
_NAMED = 8
_ORDER = ("link", "group", "operator", "owner", "passage", "cause", "node", "transfer", "territory")


def element_layers(elements: gpd.GeoDataFrame) -> tuple[MapLayer, ...]:
    """
    Return one layer per kind of element, coloured by what its loss costs.

    Parameters
    ----------
    elements
        One row an element: columns `name`, `kind`, `loss_musd_per_y`, geometry (lines or points in
        degrees); optionally `rank`, `undelivered_mt_per_y`, `mt_per_y`.

    Returns
    -------
    layers
        Lines first, so that points lie on them; the first kind of each is shown at first.

    Raises
    ------
    SchemaError
        The frame is empty, lacks a column or a number, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> aktau = gpd.GeoDataFrame(
    ...     {"name": ["Aktau"], "kind": ["node"], "loss_musd_per_y": [300.0]},
    ...     geometry=[Point(51, 43)],
    ... )
    >>> element_layers(aktau)[0].title
    'Loss of a node'
    """
    elements = lonlat(elements, "elements", ["name", "kind", "loss_musd_per_y"])
    check_frame(elements, "elements", ["loss_musd_per_y"], numbers=["loss_musd_per_y"])
    losses = elements["loss_musd_per_y"].astype(float)
    worst = float(losses.max())
    point = (elements.geometry.geom_type == "Point").rename("point")
    frame = elements.assign(
        label=elements["name"],
        colour=[loss_colour(loss, worst) for loss in losses],
        size=[0.55 * width + 2.0 for width in widths(losses, worst)],
        named=0,
    ).sort_values("loss_musd_per_y", kind="stable")
    top = frame[point.reindex(frame.index)].tail(_NAMED).index
    frame.loc[top, "named"] = 1
    kinds = sorted(set(frame["kind"].astype(str)), key=_rank)
    layers = [
        MapLayer(f"Loss of {_article(kind)}", rows, cards=CARDS, visible=False)
        for is_point in (False, True)
        for kind in kinds
        if len(rows := frame[(point.reindex(frame.index) == is_point) & (frame["kind"] == kind)])
    ]
    first = {layer.kind: number for number, layer in reversed(list(enumerate(layers)))}
    keys = loss_keys(worst, "MUSD/y")
    for number in first.values():
        layers[number] = replace(layers[number], visible=True)
    return (replace(layers[0], keys=keys), *layers[1:])


def _rank(kind: str) -> tuple[int, str]:
    """Return the place of a kind among the switches."""
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind)


def _article(kind: str) -> str:
    """Return a kind of element with its article."""
    words = title_case(kind)
    words = words[:1].lower() + words[1:]
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"
