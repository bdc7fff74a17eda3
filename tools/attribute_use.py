"""Which code reads each attribute of facts, and which quantities of a leg it feeds."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

import corridor as cr

# Rooms that read facts for results; the others only carry, check or show them.
READERS = ("network/terms", "network/lookup.py", "network/prices.py", "costs", "flows", "scenarios")
# Modules that only sort attributes into families, and so read none.
SORTERS = ("scenarios/sensitivity/families.py", "flows/validation")
QUANTITIES = {
    "usd": "money",
    "d": "days",
    "kg": "CO2",
    "km": "distance",
    "loss": "losses",
    "capacity": "free capacity",
    "down": "availability",
    "delay": "expected delay",
    "spread": "spread of days",
}


def readers(attributes: list[str]) -> dict[str, list[str]]:
    """Return the modules that name each attribute, whole or as the fixed part of a pattern."""
    source = Path(cr.__file__).parent
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        if not name.startswith(READERS) or name.startswith(SORTERS):
            continue
        patterns = [p for node in ast.walk(ast.parse(path.read_text("utf-8"))) for p in named(node)]
        for attribute in attributes:
            if any(pattern.fullmatch(attribute) for pattern in patterns):
                found[attribute].append(name.removesuffix(".py").replace("/", "."))
    return found


def named(node: ast.AST) -> list[re.Pattern[str]]:
    """Return what a string, or a string with holes, may name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.compile(re.escape(node.value))]
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
        fixed = max((p for p in parts if isinstance(p, str)), key=len, default="")
        if re.fullmatch(r"[a-z0-9]+_", fixed):  # such as border_{unit}
            return [re.compile("".join(r"\w+" if p is None else re.escape(str(p)) for p in parts))]
    return []


def feeds(data: cr.Dataset) -> dict[str, list[str]]:
    """Return the quantities of legs that each attribute's facts enter, for any commodity."""
    network = cr.build_network(data)
    found: dict[str, set[str]] = defaultdict(set)
    for commodity in data.commodities.index:
        table = network.state_graph(str(commodity)).fact_map
        count = len(table.facts)
        fact = np.where(table.factor < count, table.factor, table.factor - count)
        quantity = np.repeat(table.terms["quantity"].to_numpy(str), np.diff(table.start))
        attribute = table.facts["attribute"].to_numpy(str)[fact]
        for name, what in set(zip(attribute.tolist(), quantity.tolist(), strict=True)):
            found[name].add(QUANTITIES.get(what, what))
    return {name: sorted(whats) for name, whats in found.items()}
