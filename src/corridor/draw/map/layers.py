"""The layers of a map: links, nodes, legs and places, each telling the space what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corridor.draw.map.extent import seen
from corridor.draw.map.legends import Key, area_key, line_key, marker_key, mode_dash
from corridor.draw.map.tracks import Leg, line_parts, side_by_side
from corridor.draw.marks.checks import refuse
from corridor.draw.marks.labels import Label
from corridor.draw.marks.palette import INK, PIPE_MODES, SHADE, SHADE_HATCH, mode_colours, mode_name
from corridor.draw.marks.space import Floats, Space, line_pixels, pixels_per_point
from corridor.draw.marks.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

ROLES: Final[dict[str, dict[str, Any]]] = {
    "origin": {
        "marker": "o",
        "markersize": 9,
        "color": INK,
        "markeredgecolor": "white",
        "markeredgewidth": 1.2,
    },
    "destination": {
        "marker": "s",
        "markersize": 9,
        "color": INK,
        "markeredgecolor": "white",
        "markeredgewidth": 1.2,
    },
    "transfer": {
        "marker": "o",
        "markersize": 6,
        "color": "white",
        "markeredgecolor": INK,
        "markeredgewidth": 1.2,
    },
    "border": {
        "marker": "D",
        "markersize": 3.8,
        "color": "white",
        "markeredgecolor": INK,
        "markeredgewidth": 1.0,
    },
}
KINDS: Final[dict[str, dict[str, Any]]] = {
    "port": {"marker": "s", "markersize": 4.6, "color": "#1F5F8B"},
    "terminal": {"marker": "s", "markersize": 4.6, "color": "#1F5F8B"},
    "market": {"marker": "D", "markersize": 5, "color": "#8B1A1A"},
    "field": {"marker": "^", "markersize": 5.5, "color": INK},
    "mine": {"marker": "^", "markersize": 5.5, "color": INK},
    "plant": {"marker": "p", "markersize": 5.5, "color": INK},
}
_DOT: Final[dict[str, Any]] = {"marker": "o", "markersize": 2.2, "color": "#777777"}


def draw_links(ax: Axes, links: gpd.GeoDataFrame, space: Space) -> list[Key]:
    """Draw links by mode, the ones not open dashed and pale; return the keys of the legend."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415

    keys: list[Key] = []
    is_open = links["is_open"].astype(bool)
    for mode, colour in mode_colours(str(mode) for mode in links["mode"]).items():
        for opened in (False, True):
            rows = links.loc[(links["mode"] == mode) & (is_open == opened)]
            lines = [line for geometry in rows.geometry for line in line_parts(geometry)]
            dash: Any = "-" if opened else (0, (3.0, 2.0))
            width = 1.8 if opened else 1.3
            ax.add_collection(
                LineCollection(
                    lines,
                    colors=colour,
                    linewidths=width,
                    linestyles=[dash],
                    zorder=4 if opened else 3.5,
                ),
                autolim=False,
            )
            _note_lines(ax, lines, space)
        keys.append((mode_name(mode), line_key(colour, width=2.4)))
    if not is_open.all():
        keys.append(("not open", line_key("#555555", dash=(0, (3.0, 2.0)), width=1.6)))
    return keys


def draw_nodes(ax: Axes, nodes: gpd.GeoDataFrame, space: Space, wanted: set[str]) -> list[Key]:
    """Draw nodes by kind, the minor ones as dots; return the keys of the legend."""
    keys: list[Key] = []
    for kind in dict.fromkeys(str(kind) for kind in nodes["kind"]):
        rows = nodes.loc[nodes["kind"] == kind]
        style = KINDS.get(kind, _DOT)
        points = np.column_stack([rows.geometry.x, rows.geometry.y])
        ax.plot(
            points[:, 0],
            points[:, 1],
            linestyle="none",
            zorder=6,
            scalex=False,
            scaley=False,
            **style,
        )
        space.add_points(ax.transData.transform(points))
        if kind in KINDS:
            keys.append((mode_name(kind), marker_key(style)))
    chosen = nodes.loc[nodes.index.isin(wanted)]
    for point in chosen.geometry:
        _note_marker(ax, point.x, point.y, 3.0, space)
    return keys


def node_labels(nodes: gpd.GeoDataFrame) -> list[Label]:
    """Return the labels of nodes, in their order."""
    return [
        Label(
            float(point.x),
            float(point.y),
            clean(name, 26),
            size=8.0,
            bold=kind == "market",
            far=30.0,
        )
        for name, kind, point in zip(nodes["name"], nodes["kind"], nodes.geometry, strict=True)
    ]


def draw_legs(ax: Axes, routes: gpd.GeoDataFrame, colours: Mapping[str, str], space: Space) -> None:
    """Draw the legs of all corridors side by side, white casings below, pipelines hollow."""
    points = pixels_per_point(ax)
    width = 3.2 if len(colours) < 4 else 2.6
    legs = [
        Leg(str(row.corridor), str(row.mode), np.asarray(ax.transData.transform(line), dtype=float))
        for row in _in_order(routes, list(colours)).itertuples()
        for line in line_parts(row.geometry)
    ]
    for leg in side_by_side(legs, (width + 0.7) * points):
        line = np.asarray(ax.transData.inverted().transform(leg.pixels), dtype=float)
        style: dict[str, Any] = {"solid_joinstyle": "round", "scalex": False, "scaley": False}
        ax.plot(
            *line.T, color="white", linewidth=width + 2.2, zorder=7, solid_capstyle="round", **style
        )
        dash = mode_dash(leg.mode)
        ax.plot(
            *line.T,
            color=colours[leg.corridor],
            linewidth=width,
            linestyle=dash,
            dash_capstyle="butt",
            dash_joinstyle="round",
            solid_capstyle="round",
            zorder=8,
            **style,
        )
        if leg.mode in PIPE_MODES:
            ax.plot(
                *line.T,
                color="white",
                linewidth=width * 0.33,
                zorder=8.1,
                solid_capstyle="butt",
                **style,
            )
        space.add_points(line_pixels(ax, line))


def draw_places(ax: Axes, places: gpd.GeoDataFrame, space: Space) -> list[Label]:
    """Draw the places by role and return their labels, the ends first, each place once."""
    for role in set(places["role"]) - set(ROLES):
        raise refuse("places", f"the role is one of {', '.join(ROLES)}", "role", role)
    labels = []
    done: set[tuple[str, float, float]] = set()
    for role, style in ROLES.items():
        rows = places.loc[places["role"] == role]
        for name, point in zip(rows["name"], rows.geometry, strict=True):
            x, y = float(point.x), float(point.y)
            key = (str(name), round(x, 3), round(y, 3))
            if key in done:
                continue
            done.add(key)
            ax.plot([x], [y], linestyle="none", zorder=9, scalex=False, scaley=False, **style)
            _note_marker(ax, x, y, style["markersize"] / 2, space)
            end = role in {"origin", "destination"}
            size = {"border": 7.5, "transfer": 8.5}.get(role, 10.5)
            labels.append(
                Label(x, y, clean(name), size=size, bold=end, reach=style["markersize"] / 2 + 3.5)
            )
    return labels


def shade_key(ax: Axes, countries: gpd.GeoDataFrame, shade: Sequence[str]) -> list[Key]:
    """Return the key of the shaded territories in view."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    rows = countries.loc[countries["country"].isin(list(shade))]
    names = [
        clean(name)
        for name, land in zip(rows["name"], rows.geometry, strict=True)
        if not seen(land, (west, south, east, north)).is_empty
    ]
    words = "territory of " + ", ".join(dict.fromkeys(names))
    return [(words, area_key(SHADE, "////", SHADE_HATCH))] if names else []


def in_view(ax: Axes, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the points that lie in the map."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    return frame.cx[west:east, south:north]


def _in_order(routes: gpd.GeoDataFrame, order: list[str]) -> gpd.GeoDataFrame:
    """Return the legs by corridor as first named, then by `seq`."""
    rank = routes["corridor"].astype(str).map(order.index)
    return (
        routes.assign(_rank=rank).sort_values(["_rank", "seq"], kind="stable").drop(columns="_rank")
    )


def _note_lines(ax: Axes, lines: Sequence[Floats], space: Space) -> None:
    """Tell the space where lines run."""
    if lines:
        space.add_points(np.vstack([line_pixels(ax, line) for line in lines]))


def _note_marker(ax: Axes, x: float, y: float, radius: float, space: Space) -> None:
    """Tell the space where a marker stands; `radius` in points."""
    middle = np.asarray(ax.transData.transform((x, y)), dtype=float)
    half = radius * pixels_per_point(ax)
    left, bottom = middle - half
    space.boxes.append(
        (float(left), float(bottom), float(left + 2 * half), float(bottom + 2 * half))
    )
