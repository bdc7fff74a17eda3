"""Which published flows the model has a counterpart of, and why not the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor.flows.validation.bases import Basis, basis_of, period_of
from corridor.units import convert

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from corridor.data.dataset import Dataset

__all__ = ["Observations", "comparable_flows"]

KEYS = ["subject", "commodity", "year", "value", "unit", "basis", "kind", "source_id"]
# What bounds the flow of a link or node.
BOUNDS = ("capacity_t_per_y", "background_t_per_y", "committed_t_per_y")


class Observations(NamedTuple):
    """
    Published flows, sorted by year, commodity and subject.

    ``comparable``: the columns of the data set's table, and ``origins`` (joined by ``;``),
    ``through``, ``period`` (empty for a whole year), ``same_source`` (inputs of the year that rest
    on the same publication; empty where none does). ``excluded``: the columns and ``reason``.
    """

    comparable: pd.DataFrame
    excluded: pd.DataFrame


def comparable_flows(data: Dataset) -> Observations:
    """
    Sort the published flows of all years into comparable ones and others.

    An observation is comparable when it counts one commodity of known countries, each of which has
    a row in the demand table of that year, in a unit that turns into tonnes or as a share of them.
    Parts of a year are kept for shares, where all figures are of the same part.

    Parameters
    ----------
    data
        The data set; its own year plays no role.

    Returns
    -------
    observations
        No row of the table is missing.

    Examples
    --------
    >>> found = comparable_flows(corridor.load_dataset())
    >>> len(found.comparable) + len(found.excluded) == len(corridor.load_dataset().observed)
    True
    """
    table = data.observed[KEYS].sort_values([*KEYS[:3], "basis", "value"], ignore_index=True)
    kept: list[dict[Hashable, Any]] = []
    others: list[dict[Hashable, Any]] = []
    for row in table.to_dict("records"):
        basis = basis_of(row["basis"])
        reason = _excluded(data, row, basis)
        if reason:
            others.append({**row, "reason": reason})
            continue
        found: dict[Hashable, Any] = {"origins": ";".join(basis.origins)}
        period = period_of(row["basis"])
        found |= {"through": basis.through, "period": period}
        kept.append({**row, **found, "same_source": _inputs(data, row)})
    columns = [*KEYS, "origins", "through", "period", "same_source"]
    comparable, repeated = _once(pd.DataFrame(kept, columns=columns))
    excluded = pd.concat([pd.DataFrame(others, columns=[*KEYS, "reason"]), repeated])
    order = ["year", "commodity", "subject", "basis", "value"]
    return Observations(
        comparable.sort_values(order, ignore_index=True),
        excluded.sort_values(order, ignore_index=True),
    )


def _excluded(data: Dataset, row: Mapping[Hashable, Any], basis: Basis) -> str:
    """Say why the model has no such quantity; empty where it has."""
    if row["commodity"] == "all":
        return "all cargo together; the model moves the commodities of the demand table"
    if basis.excluded:
        return basis.excluded
    unit = convert(row["unit"])
    if unit.dimension not in ("t", "t/y", "share"):
        return f"{row['unit']} does not turn into tonnes"
    demand = data.demand
    rows = demand[(demand["commodity"] == row["commodity"]) & (demand["year"] == row["year"])]
    missing = [o for o in basis.origins if not rows["origin"].isin(["", o]).any()]
    if missing:
        return f"no demand of {row['commodity']} from {', '.join(missing)} in {row['year']}"
    return ""


def _inputs(data: Dataset, row: Mapping[Hashable, Any]) -> str:
    """Name the inputs of the year that rest on the same publication as an observation."""
    named = []
    for name in ("demand", "supply"):
        table = getattr(data, name)
        same = (table["commodity"] == row["commodity"]) & (table["year"] == row["year"])
        place, _, node = row["subject"].partition(":")
        if name == "supply" and place == "node" and (table["node_id"] == node).any():
            same &= table["node_id"] == node
        if (same & (table["source_id"] == row["source_id"])).any():
            named.append(name)
    facts = data.facts[data.facts["attribute"].isin(BOUNDS)]
    about = (facts["subject"] == row["subject"]) & (facts["source_id"] == row["source_id"])
    named += sorted(set(facts.loc[about, "attribute"]))
    return ", ".join(named)


def _once(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part rows from estimates that repeat the figure of another row of the same publication."""
    same = ["commodity", "year", "value", "unit", "source_id", "period"]
    again = rows.duplicated(same, keep=False) & (rows["kind"] == "estimate")
    repeated = rows.loc[again, KEYS].assign(
        reason="an estimate that repeats what the same publication states of another subject"
    )
    return rows[~again], repeated
