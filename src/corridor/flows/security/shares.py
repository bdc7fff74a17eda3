"""How much of the flow goes by each route, corridor, country, company, passage and quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.flows.criticality.elements import companies
from corridor.flows.outcome.courses import courses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.data.dataset import Dataset
    from corridor.flows.outcome.courses import Course
    from corridor.flows.result import Flows

__all__ = ["ALL", "share_table"]

ALL = "all"
COLUMNS = ["commodity", "dimension", "name", "flow_t_per_y", "share"]
NO_CORRIDOR = "none"


def share_table(flows: Flows) -> pd.DataFrame:
    """
    Return the share of the flow that goes by each thing it can depend on.

    A tonne counts once for each name it depends on, so that shares by route, corridor and market
    add up to 1, and the others may add up to more or less.

    Parameters
    ----------
    flows
        From `assign_flows`.

    Returns
    -------
    shares
        commodity (``all`` adds the tonnes of all up), dimension, name, flow_t_per_y, share of the
        commodity's flow. Dimensions: ``route``; ``corridor`` (the named rules the path keeps,
        joined by ``+``, ``none`` where it keeps none); ``origin`` and ``market`` (nodes);
        ``transit`` (countries whose land it crosses or stops in, but for those of its two ends);
        ``territory`` (every country it touches); ``passage``; ``operator`` and ``owner`` (of its
        links); ``control`` (quotas it draws on).
    """
    found = courses(flows.assembly, flows.solution)
    corridors = flows.routes["corridors"].tolist()
    rows = [
        (course.graph.commodity, dimension, name, course.flow)
        for number, course in enumerate(found)
        for dimension, name in _depends_on(flows, number, course, corridors[number])
    ]
    rows += _controls(flows)
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    whole = table.assign(commodity=ALL)
    table = pd.concat([table, whole], ignore_index=True)
    table = table.groupby(COLUMNS[:-2])[["flow_t_per_y"]].sum().reset_index()
    total = table[table["dimension"] == "market"].groupby("commodity")["flow_t_per_y"].sum()
    table["share"] = table["flow_t_per_y"] / table["commodity"].map(total)
    order = ["commodity", "dimension", "flow_t_per_y", "name"]
    return table.sort_values(order, ascending=[True, True, False, True], ignore_index=True)


def _depends_on(
    flows: Flows, number: int, course: Course, corridors: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each dimension and name that a path depends on, once."""
    data = flows.assembly.network.data
    origin = str(flows.assembly.sources["node"].iloc[course.source])
    market = str(flows.assembly.demands["market"].iloc[course.demand])
    arcs = [course.graph.arc_list[arc] for arc in course.arcs]
    ends = {str(data.nodes.at[node, "country"]) for node in (origin, market)}
    yield "route", f"{number}: {origin} - {market}"
    yield "corridor", "+".join(name for name in corridors if name != "any") or NO_CORRIDOR
    yield "origin", origin
    yield "market", market
    land = {country for arc in arcs for country in arc.land}
    yield from (("transit", country) for country in sorted(land - ends))
    territories = {country for arc in arcs for country in arc.countries}
    yield from (("territory", country) for country in sorted(territories))
    yield from (("passage", name) for name in sorted({p for arc in arcs for p in arc.passages}))
    links = [arc.subject.removeprefix("link:") for arc in arcs if arc.kind == "link"]
    for column in ("operator", "owner"):
        yield from ((column, name) for name in sorted(_companies(data, links, column)))


def _companies(data: Dataset, links: list[str], column: str) -> set[str]:
    """Return the operators or owners of links."""
    return {name for link in links for name in companies(str(data.links.at[link, column]))}


def _controls(flows: Flows) -> list[tuple[str, str, str, float]]:
    """Return the tonnes that draw on each quota, by commodity."""
    assembly = flows.assembly
    is_quota = (assembly.limits["kind"] == "control").to_numpy()
    quotas = {int(i): str(assembly.limits["subject"].iloc[i]) for i in np.flatnonzero(is_quota)}
    rows = []
    for path in flows.solution.paths:
        block = assembly.problem.blocks[path.block]
        used = set(block.use[list(path.arcs)].tocoo().coords[1].tolist())
        commodity = block.name.split("/")[0]
        names = [name.removeprefix("control:") for q, name in quotas.items() if q in used]
        rows += [(commodity, "control", name, path.flow) for name in names]
    return rows
