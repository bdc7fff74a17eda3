"""Results as plain text, for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.report.audit.audit import audit

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridor.data.dataset import Dataset
    from corridor.routes.comparison import Comparison

__all__ = ["comparison_text", "dataset_text", "subject_text"]

WIDTH = 118


def comparison_text(result: Comparison) -> str:
    """
    Return a comparison as a table and, per corridor, the way it goes and what it rests on.

    Parameters
    ----------
    result
        From `compare_corridors`.

    Returns
    -------
    text
        Lines of at most 118 characters.
    """
    head = (
        f"{'corridor':<9}{'cost USD/t':>12}{'P10-P90':>15}{'netback':>10}{'days':>7}{'P10-P90':>12}"
        f"{'km':>8}{'CO2 kg/t':>10}{'avail.':>8}{'cap. Mt/y':>11}{'RU km':>7}{'est.':>6}"
    )
    lines = [result.title, head]
    notes = []
    for corridor in result.corridors:
        if corridor not in result.routes:
            lines.append(f"{corridor:<9} no route")
            notes.append(_wrap(f"{corridor}: {result.reasons[corridor]}"))
            continue
        t = result.routes[corridor].totals
        cost = _range(t["cost_low_usd_per_t"], t["cost_high_usd_per_t"], 0)
        days = _range(t["time_low_d"], t["time_high_d"], 0)
        free = t["capacity_t_per_y"] / 1e6
        lines.append(
            f"{corridor:<9}{t['cost_usd_per_t']:>12,.0f}{cost:>15}"
            f"{_number(t['netback_usd_per_t']):>10}{t['time_d']:>7.0f}{days:>12}"
            f"{t['distance_km']:>8,.0f}{t['co2_kg_per_t']:>10,.0f}{_share(t['availability']):>8}"
            f"{'unknown' if np.isnan(free) else f'{free:,.1f}':>11}"
            f"{t['territory_share_RU']:>7.0%}{t['estimate_share']:>6.0%}"
        )
        notes.append(_wrap(f"{corridor}: {_way(result, corridor)}"))
    price_year = result.network.data.price_year
    lines.append(f"USD of {price_year}; est.: share of the cost that rests on estimates.")
    lines.append(
        "cap.: least known capacity on the way, less what is taken; RU km: on Russian land."
    )
    return "\n".join(lines + notes)


def _way(result: Comparison, corridor: str) -> str:
    """Name the places where a route starts, changes and ends, and its borders."""
    route = result.routes[corridor]
    names = result.network.nodes["name"]
    stops = route.legs.loc[route.legs["kind"] == "transfer", "from_node"]
    places = list(dict.fromkeys([route.origin, *stops, route.destination]))
    way = " - ".join(str(names[p]) for p in places)
    return f"{way} ({', '.join(route.territories)}; {route.totals['border_crossings']} borders)"


def _wrap(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _range(low: float, high: float, digits: int) -> str:
    return f"{low:,.{digits}f}-{high:,.{digits}f}"


def _share(value: float) -> str:
    return "no log" if np.isnan(value) else f"{value:.3f}"


def _number(value: float) -> str:
    return "no price" if np.isnan(value) else f"{value:,.0f}"


def subject_text(data: Dataset, subject: str) -> str:
    """
    Return every number about a subject, with range, unit, year, kind and source.

    Parameters
    ----------
    data
        The data set as of a year.
    subject
        Such as ``link:cpc``.

    Returns
    -------
    text
        One block per attribute.

    Raises
    ------
    UnknownIdError
        There is no such subject; names the nearest.
    """
    attributes = sorted(set(data.facts.loc[data.facts["subject"] == subject, "attribute"]))
    if subject.startswith("price:"):
        attributes = ["price_usd_per_t"]
    if not attributes:
        data.trace(subject, "length_km")
        return f"{subject} is known, but no fact is about it: results fall back on its mode"
    blocks = [f"{subject} as of {data.year}"]
    for attribute in attributes:
        blocks.append(attribute)
        rows = data.trace(subject, attribute).to_dict("records")
        blocks += [_wrap(_observation(row)) for row in rows]
    return "\n".join([*blocks, "* in force for the year"])


def _observation(row: dict[Hashable, Any]) -> str:
    """Return one observation as a sentence; a star marks the one in force."""
    mark = "*" if row["in_force"] else "-"
    span = "" if pd.isna(row["low"]) else f" ({row['low']:g} to {row['high']:g})"
    year = "" if pd.isna(row["observed"]) else f", {int(row['observed'])}"
    timing = f", {row['timing']}" if row["in_force"] and row["timing"] != "in_year" else ""
    where = " ".join(
        str(row[key]) for key in ("commodity_group", "service", "direction", "scope") if row[key]
    )
    words = f"{mark} {row['value']:g}{span} {row['unit']}{year}{timing}, {row['kind']}"
    note = f"; {row['note']}" if row["note"] else ""
    return words + (f" [{where}]" if where else "") + f": {row['title']}{note}"


def dataset_text(data: Dataset) -> str:
    """
    Return what a data set holds and how good it is.

    Parameters
    ----------
    data
        A data set that has passed its checks.

    Returns
    -------
    text
        Its folder and checksum, then the audit: lines of at most 118 characters.

    Examples
    --------
    >>> "rows without a source: 0" in dataset_text(corridor.load_dataset())
    True
    """
    head = f"{data.folder}: sound, {data.data_hash[:12]}, USD of {data.price_year}"
    return f"{head}\n{audit(data).to_text()}"
