"""What runs over each link in each direction, and how full that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.outcome.courses import Course
    from corridor.flows.program.solution import Solution

__all__ = ["link_table", "share_on_unknown"]

COLUMNS = [
    *("link", "direction", "commodity", "name", "mode", "from_node", "to_node", "flow_t_per_y"),
    *("limit", "unit", "available_per_y", "use_per_y", "utilisation", "known", "flow_tkm_per_y"),
]


def link_table(assembly: Assembly, solution: Solution, found: list[Course]) -> pd.DataFrame:
    """
    Return one row per link, direction and commodity that carries flow.

    Parameters
    ----------
    assembly, solution
        What was solved, and its solution.
    found
        From `courses`.

    Returns
    -------
    links
        link, direction, commodity, name, mode, from_node, to_node, flow_t_per_y; the limit it draws
        on (of several, the fullest), in its unit what is available and used by all cargo together,
        and utilisation (NaN where the capacity is not known); flow_tkm_per_y.
    """
    flow: dict[tuple[str, int], float] = {}
    sample: dict[tuple[str, int], tuple[Course, int]] = {}
    for course in found:
        for arc, step in zip(course.arcs, course.block_arcs, strict=True):
            if course.graph.arc_list[arc].kind == "link":
                key = (course.graph.commodity, arc)
                flow[key] = flow.get(key, 0.0) + course.flow
                sample.setdefault(key, (course, step))
    km = {c.graph.commodity: c.graph.per_arc("km") for c in found}
    rows = []
    for (commodity, arc), amount in flow.items():
        course, step = sample[commodity, arc]
        leg = course.graph.legs.iloc[_first_section(course, arc)]
        limit = _fullest(assembly, solution, course.block, step)
        head = (str(leg["subject"]).removeprefix("link:"), leg["direction"], commodity)
        ends = (leg["name"], leg["mode"], leg["from_node"], leg["to_node"])
        rows.append((*head, *ends, amount, *limit, amount * float(km[commodity][arc])))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["link", "direction", "commodity"], ignore_index=True)


def _first_section(course: Course, arc: int) -> int:
    """Return the number of the first section of a link's arc."""
    start, end = int(course.graph.leg_start[arc]), int(course.graph.leg_start[arc + 1])
    kinds = course.graph.legs["kind"].iloc[start:end].tolist()
    return start + kinds.index("section")


def _fullest(
    assembly: Assembly, solution: Solution, block: int, step: int
) -> tuple[str, str, float, float, float, bool]:
    """Return id, unit, available, use, utilisation, known of the fullest limit of a link."""
    use = assembly.problem.blocks[block].use
    columns = use.indices[use.indptr[step] : use.indptr[step + 1]].tolist()
    kinds = assembly.limits["kind"].tolist()
    own = [c for c in columns if kinds[c] in {"link", "group"}]
    fill = {c: _fill(solution.limit_use[c], assembly.problem.limits[c]) for c in own}
    best = max(own, key=lambda c: (-1.0 if np.isnan(fill[c]) else fill[c], -c))
    row = assembly.limits.iloc[best]
    used = float(solution.limit_use[best])
    available = float(assembly.problem.limits[best])
    return str(row["limit"]), str(row["unit"]), available, used, fill[best], bool(row["known"])


def _fill(use: float, available: float) -> float:
    """Return use as a share of what is available; NaN where there is no limit."""
    if not np.isfinite(available):
        return np.nan
    return float(use / available) if available > 0 else (0.0 if use == 0 else np.inf)


def share_on_unknown(links: pd.DataFrame) -> float:
    """
    Return the share of all tonne-km that runs over links whose capacity is not known.

    Parameters
    ----------
    links
        From `link_table`.

    Returns
    -------
    share
        NaN where nothing moves.
    """
    total = float(links["flow_tkm_per_y"].sum())
    unknown = float(links.loc[~links["known"].astype(bool), "flow_tkm_per_y"].sum())
    return unknown / total if total > 0 else np.nan
