"""Exhibit 9: what breaks the flows when it is lost, alone and in pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from corridor.draw.marks.palette import CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, percent, tonnes
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.all_tonnes.names import element_words
from corridor.report.exhibits.all_tonnes.sheet import bar_paper
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.data.dataset import Dataset
    from corridor.report.findings.findings import Findings

__all__ = ["criticality_exhibit", "passed_through"]

MEGA = 1e6
ROWS, BARS, MAPPED = 40, 14, 30
# Less than this share of the worst loss is too small to see on a map.
VISIBLE = 0.01
# An element that most of its cargo only passes through; the rest begins or ends in it.
PASSING = 0.5
COLUMNS = (
    Column("name", "Lost"),
    Column("kind", "Kind"),
    Column("flow", "Carries", "Mt/y", "number"),
    Column("passing", "Passes through", "Mt/y", "number"),
    Column("unmet", "Undelivered", "Mt/y", "number"),
    Column("delivered_share", "Still met", "of demand", "share"),
    Column("added_cost", "Carrying costs more", "million USD/y", "number", 1),
)
PAIRS = (
    Column("both", "Lost together"),
    Column("unmet", "Undelivered", "Mt/y", "number"),
    Column("added_cost", "Change in cost of carrying", "million USD/y", "number"),
    Column("beyond", "Loss beyond the two alone", "million USD/y", "number"),
)
NOTES = (
    (
        "Each element is taken away for a whole year and all flows settle anew at least cost "
        "within what is left; stocks and repairs are not counted."
    ),
    (
        "The cost of carrying falls where less is carried. The order is by that cost and the "
        "stated penalty of what is not delivered; the penalty itself is in no column."
    ),
    (
        "Only elements that carry cargo are ranked: the loss of an idle one changes nothing. "
        "Elements in which most of their cargo begins or ends are in the table, not in the "
        "chart and the map."
    ),
)


def criticality_exhibit(findings: Findings) -> Exhibit | None:
    """Return the ranking of losses; None without it."""
    found = findings.criticality
    if found is None:
        return None
    data = findings.network.data
    ranked = _ranked(data, found.table)
    chosen = passed_through(data, found.table)
    tables = []
    if len(ranked):
        title = "What the loss of one element does"
        tables.append(Table("n_1", title, ranked.head(ROWS), COLUMNS))
    if len(found.pairs):
        tables.append(Table("n_2", "What two lose together", _pairs(findings), PAIRS))
    answer = _answer(found.base, ranked, chosen)
    pictures = []
    if len(chosen) and chosen["unmet"].max() > 0:
        name = "Undelivered when one element is lost"
        pictures.append(Picture("n_1", name, f"Bars. {answer}", lambda: _draw_bars(chosen, name)))
        placed = _placed(findings, chosen)
        if len(placed):
            title = "Where a loss hurts most"
            pictures.append(
                Picture("map", title, f"Map. {answer}", lambda: _draw_map(data, placed, title))
            )
    return Exhibit(
        9,
        "criticality",
        "What breaks it",
        "What hurts most when it is lost?",
        answer,
        tables=tuple(tables),
        pictures=tuple(pictures),
        notes=NOTES,
    )


def _ranked(data: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Return the ranking in words and in the units of the columns."""
    return pd.DataFrame(
        {
            "element": table.index.astype(str),
            "name": [
                element_words(data, str(element), str(name))
                for element, name in table["name"].items()
            ],
            "kind": table["kind"].replace({"node": "place"}).to_numpy(),
            "flow": table["flow_t_per_y"].to_numpy(float) / MEGA,
            "passing": table["transit_t_per_y"].to_numpy(float) / MEGA,
            "unmet": table["added_unmet_t_per_y"].to_numpy(float) / MEGA,
            "delivered_share": table["delivered_share"].to_numpy(float),
            "added_cost": table["added_cost_usd_per_y"].to_numpy(float) / MEGA,
        }
    )


def passed_through(data: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """
    Return what cargo passes through, the worst loss first, once where several lose the same.

    Parameters
    ----------
    data
        For the names.
    table
        Of a `Criticality`.
    """
    ranked = _ranked(data, table)
    ranked = ranked[ranked["passing"] >= PASSING * ranked["flow"]]
    same = ranked[["flow", "unmet", "added_cost"]].round(6)
    ranked = ranked[~same.duplicated()]
    return ranked.sort_values(
        ["unmet", "added_cost"], ascending=False, kind="stable", ignore_index=True
    )


def _pairs(findings: Findings) -> pd.DataFrame:
    """Return the pairs in words."""
    found, data = findings.criticality, findings.network.data
    if found is None:
        return pd.DataFrame()
    names = found.table["name"]
    both = [
        " and ".join(element_words(data, str(e), str(names.get(e, e))) for e in pair)
        for pair in found.pairs[["first", "second"]].to_numpy(str)
    ]
    return pd.DataFrame(
        {
            "both": both,
            "unmet": found.pairs["added_unmet_t_per_y"].to_numpy(float) / MEGA,
            "added_cost": found.pairs["added_cost_usd_per_y"].to_numpy(float) / MEGA,
            "beyond": found.pairs["beyond_alone_usd_per_y"].to_numpy(float) / MEGA,
        }
    ).head(ROWS)


def _placed(findings: Findings, chosen: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the elements that have a place on a map, worst first, as many as it can bear."""
    links, nodes = findings.network.links, findings.network.nodes
    group = links["capacity_group"].astype(str)
    shapes = []
    for element in chosen["element"]:
        kind, _, key = str(element).partition(":")
        if kind == "link" and key in links.index:
            shapes.append(links.geometry[key])
        elif kind == "group":
            parts = [shape for shape in links.geometry[group == key] if shape is not None]
            shapes.append(shapely.union_all(parts) if parts else None)
        elif kind in {"node", "transfer"} and key.split("/")[0] in nodes.index:
            shapes.append(nodes.geometry[key.split("/")[0]])
        else:
            shapes.append(None)
    frame = gpd.GeoDataFrame(
        {"name": chosen["name"].to_numpy(), "value": chosen["unmet"].to_numpy(float)},
        geometry=shapes,
        crs="EPSG:4326",
    )
    seen = frame["value"] > VISIBLE * frame["value"].max()
    frame = frame[frame.geometry.notna() & seen]
    return frame.head(MAPPED)


def _draw_bars(chosen: pd.DataFrame, title: str) -> Figure:
    """Draw what goes undelivered without each."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    rows = chosen[chosen["unmet"] > 0].head(BARS).reset_index(drop=True)
    figure, ax = bar_paper(len(rows), left=0.36)
    bars = pd.DataFrame(
        {"row": rows.index, "label": rows["name"], "part": "undelivered", "value": rows["unmet"]}
    )
    notes = {
        int(str(at)): f"{tonnes(row['unmet'] * MEGA)}; {percent(row['delivered_share'])} delivered"
        for at, row in rows.iterrows()
    }
    colours = {"undelivered": CORRIDORS["russia"]}
    label = "Undelivered without it, Mt/y"
    draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label=label)
    return figure


def _draw_map(data: Dataset, placed: gpd.GeoDataFrame, title: str) -> Figure:
    """Draw the elements on a map."""
    from corridor.draw.map.weighted.loss_map import draw_loss_map  # noqa: PLC0415 - only to draw

    figure, ax = paper(5.6, bare=True)
    draw_loss_map(placed, data.countries.reset_index(), ax=ax, title=title)
    return figure


def _answer(base: pd.Series[float], ranked: pd.DataFrame, chosen: pd.DataFrame) -> str:
    """Return the worst losses in words."""
    if ranked.empty:
        return "Nothing moves, so nothing can be lost."
    if chosen.empty or chosen["unmet"].max() <= 0:
        return (
            f"No single loss leaves anything undelivered: all {tonnes(base['delivered_t_per_y'])} "
            "find another way."
        )
    first = chosen.iloc[0]
    before = percent(base["delivered_t_per_y"] / base["demanded_t_per_y"])
    text = (
        f"The worst single loss of what cargo passes through is {first['name']}: "
        f"{tonnes(first['unmet'] * MEGA)} go undelivered, and {percent(first['delivered_share'])} "
        f"of demand is still met ({before} today)."
    )
    others = chosen[chosen["kind"] != first["kind"]]
    if len(others) and others["unmet"].iloc[0] > 0:
        other = others.iloc[0]
        text += f" Worst of another kind is {other['name']}, {tonnes(other['unmet'] * MEGA)}."
    free = ranked[(ranked["unmet"] <= 0) & (ranked["added_cost"] > 0)]
    if len(free):
        dear = free.iloc[int(free["added_cost"].to_numpy(float).argmax())]
        text += (
            f" Of the losses that only cost money, {dear['name']} costs most, "
            f"{money(dear['added_cost'] * MEGA)} a year."
        )
    return text
