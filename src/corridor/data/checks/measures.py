"""Check numbers: units, ranges, limits of attributes, years of observation, repeated facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.cells import list_items
from corridor.data.checks.links import rows_by_id
from corridor.data.checks.subjects import subject_kind
from corridor.data.facts import FACT_KEY
from corridor.errors import Fault, UnitError, nearest_ids
from corridor.units import convert, dimension_fault

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from corridor.data.files.tables import CheckedTable

    Row = Mapping[Hashable, Any]
    Tables = Mapping[str, CheckedTable]

__all__ = ["check_measures"]


RANGED = ("facts", "supply", "demand", "prices", "projects")
CAPEX = ("capex_low_musd", "capex_musd", "capex_high_musd")
VESSEL = ("payload", "payload_unit", "cycle_d", "operating_d_per_y")
ROUNDING = 1e-9
"""Share by which a converted value may pass a limit."""


def check_measures(tables: Tables) -> list[Fault]:
    """
    Return the faults of numbers that only other cells show.

    Parameters
    ----------
    tables
        All tables, their cells checked.

    Returns
    -------
    faults
        In the order of the checks.
    """
    faults: list[Fault] = []
    for name in RANGED:
        faults += _ranges(tables[name], ("low", "value", "high"))
        faults += _estimates(tables[name])
    faults += _ranges(tables["projects"], CAPEX) + _vessels(tables["projects"])
    for name in ("supply", "demand", "prices"):
        canonical = tables[name].spec.fields["value"].unit
        units = {unit: dimension_fault(unit, canonical) for unit in _filled(tables[name], "unit")}
        faults += _by_cell(tables[name], "unit", units)
    facts, attributes = tables["facts"], tables["attributes"]
    faults += _observed(facts, attributes) + _windows(facts) + _repeated(facts)
    return faults + _attributes(facts, attributes)


def _filled(table: CheckedTable, column: str) -> list[str]:
    """Return the different texts of a column."""
    return [cell for cell in table.frame[column].unique() if cell]


def _by_cell(table: CheckedTable, column: str, rules: Mapping[str, str | None]) -> list[Fault]:
    """Return a fault for each row whose cell has a rule."""
    faults: list[Fault] = []
    for cell, rule in rules.items():
        if rule is not None:
            faults += table.where(table.frame[column] == cell, column, rule)
    return faults


def _ranges(table: CheckedTable, columns: tuple[str, str, str]) -> list[Fault]:
    """Check low <= value <= high wherever two of them are there."""
    low, value, high = columns
    frame = table.frame
    above, below = frame[low] > frame[value], frame[high] < frame[value]
    crossed = (frame[low] > frame[high]) & frame[value].isna()
    return [
        *table.where(above | crossed, low, f"{low} <= {value} <= {high}"),
        *table.where(below, high, f"{low} <= {value} <= {high}"),
    ]


def _estimates(table: CheckedTable) -> list[Fault]:
    """Check that a judgement says how wide it is."""
    frame = table.frame
    rows = (frame["kind"] == "estimate") & frame["value"].notna()
    faults: list[Fault] = []
    for column in ("low", "high"):
        refused = [fault.row for fault in table.faults if fault.column == column]
        open_ended = (rows & frame[column].isna()).to_numpy() & ~np.isin(table.lines, refused)
        faults += table.where(open_ended, column, "an estimate has a low and a high")
    return faults


def _vessels(projects: CheckedTable) -> list[Fault]:
    """Check that payload, unit, cycle and days of a vessel stand together."""
    frame = projects.frame
    given = pd.DataFrame({name: frame[name].notna() & (frame[name] != "") for name in VESSEL})
    partly = given.any(axis=1) & ~given.all(axis=1)
    rule = f"{', '.join(VESSEL)} are all given or none"
    return projects.where(partly, "payload", rule)


def _observed(facts: CheckedTable, attributes: CheckedTable) -> list[Fault]:
    """Check that every fact says when it was seen, unless time does not touch it."""
    names = attributes.frame.loc[attributes.frame["timing"] == "timeless", "attribute"]
    known = facts.frame["attribute"].isin(attributes.frame["attribute"])
    undated = facts.frame["observed"].isna() & known & ~facts.frame["attribute"].isin(names)
    refused = [fault.row for fault in facts.faults if fault.column == "observed"]
    rule = "a fact has the year it was observed, unless its attribute is timeless"
    rows = undated.to_numpy(dtype=bool) & ~np.isin(facts.lines, refused)
    return facts.where(rows, "observed", rule)


def _windows(facts: CheckedTable) -> list[Fault]:
    """Check that validity starts before it ends."""
    late = (facts.frame["valid_from"] > facts.frame["valid_to"]).fillna(value=False)
    return facts.where(late, "valid_to", "valid_from <= valid_to")


def _repeated(facts: CheckedTable) -> list[Fault]:
    """Check that no two facts of one key and observation hold in the same year."""
    columns = [*FACT_KEY, "observed"]
    frame = facts.frame.assign(
        start=facts.frame["valid_from"].astype(float).fillna(-np.inf),
        end=facts.frame["valid_to"].astype(float).fillna(np.inf),
    )
    refused = {fault.row for fault in facts.faults if fault.column in (*columns, "valid_from")}
    frame = frame[~np.isin(facts.lines, list(refused)) & (frame["subject"] != "")]
    frame = frame[frame.duplicated(columns, keep=False)]
    frame = frame.sort_values(["start", "end"], kind="stable")
    reached = frame.groupby(columns, dropna=False, sort=False)["end"].cummax()
    before = reached.groupby([frame[name] for name in columns], dropna=False, sort=False).shift()
    rows = sorted(frame.index[frame["start"] <= before])
    rule = "one row for a subject, attribute, group, service, direction, scope and year"
    return [
        facts.fault(int(row), "subject", rule, "merge the rows: their range is the disagreement")
        for row in rows
    ]


def _attributes(facts: CheckedTable, attributes: CheckedTable) -> list[Fault]:
    """Check kind of subject, unit and limits of each fact against its attribute."""
    known = rows_by_id(attributes, "attribute")
    faults: list[Fault] = []
    for attribute, rows in facts.frame.groupby("attribute", sort=False):
        if str(attribute) in known:
            faults += _of_attribute(facts, rows, str(attribute), known[str(attribute)])
    return faults


def _of_attribute(
    facts: CheckedTable, rows: pd.DataFrame, name: str, attribute: Row
) -> list[Fault]:
    """Check the facts of one attribute."""
    allowed = list_items(attribute["subjects"])
    canonical = str(attribute["unit"])
    faults: list[Fault] = []
    kinds = rows["subject"].map(subject_kind)
    for row in rows.index[~kinds.isin(allowed) & rows["subject"].str.contains(":")]:
        rule = f"{name} belongs to {', '.join(allowed)}"
        near = ", ".join(nearest_ids(str(kinds[row]), allowed))
        faults.append(facts.fault(int(row), "subject", rule, f"nearest: {near}" if near else ""))
    for unit in rows["unit"].unique():
        some = rows[rows["unit"] == unit]
        reason = dimension_fault(unit, canonical) if unit else None
        if reason is not None:
            faults += [facts.fault(int(row), "unit", reason) for row in some.index]
        elif unit and (factor := _constant(unit, canonical)) is not None:
            faults += _limits(facts, some, factor, name, attribute)
    return faults


def _constant(unit: str, canonical: str) -> float | None:
    """Return the factor between two units, None where it takes another fact."""
    try:
        given, wanted = convert(unit), convert(canonical)
    except UnitError:
        return None
    bases = (given.currency, given.numerator, given.denominator)
    if bases != (wanted.currency, wanted.numerator, wanted.denominator):
        return None
    return given.factor / wanted.factor


def _limits(
    facts: CheckedTable, rows: pd.DataFrame, factor: float, name: str, attribute: Row
) -> list[Fault]:
    """Check value, low and high against what the attribute can be at all."""
    least, most = float(attribute["minimum"]), float(attribute["maximum"])
    faults: list[Fault] = []
    for column in ("value", "low", "high"):
        inside = rows[column] * factor
        slack = inside.abs() * ROUNDING
        for row in rows.index[inside < least - slack]:
            rule = f"{name} is at least {least:g} {attribute['unit']}"
            faults.append(facts.fault(int(row), column, rule))
        for row in rows.index[inside > most + slack]:
            rule = f"{name} is at most {most:g} {attribute['unit']}"
            faults.append(facts.fault(int(row), column, rule))
    return faults
