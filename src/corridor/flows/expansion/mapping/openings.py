"""Which closed links and transfers a project opens: its own, and what waits for it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.data.cells import list_items

if TYPE_CHECKING:
    import pandas as pd

    from corridor.data.dataset import Dataset

__all__ = ["openings", "planned_subjects"]

PLANNED = frozenset({"planned", "proposed", "under_construction"})


def planned_subjects(data: Dataset) -> dict[str, frozenset[str]]:
    """
    Return the links and transfers that are only planned, with the commodity groups they are for.

    Parameters
    ----------
    data
        The data set as of a year.

    Returns
    -------
    planned
        Groups by subject; an empty set stands for all cargo.
    """
    links = data.links[~data.links["is_open"] & data.links["status"].isin(PLANNED)]
    found = {
        f"link:{link}": frozenset(list_items(groups))
        for link, groups in links["commodity_groups"].items()
    }
    transfers = data.transfers[data.transfers["status"].isin(PLANNED)]
    for row in transfers.itertuples():
        subject = f"transfer:{row.node_id}/{row.from_mode}/{row.to_mode}"
        group = frozenset({str(row.commodity_group)} - {""})
        found[subject] = found.get(subject, group) | group
    return found


def openings(data: Dataset, table: pd.DataFrame, subjects: frozenset[str]) -> dict[str, list[str]]:
    """
    Return what each project opens.

    A project whose own link or transfer is only planned opens it, and besides what else is planned
    for the same cargo at the nodes it touches (the gauge break at its end, the ship that has no
    berth yet), unless another project of the table is about that. A project of a port that nothing
    reaches yet opens all that is planned there.

    Parameters
    ----------
    data
        The data set as of a year.
    table
        As of `eligible_projects`.
    subjects
        Subjects of all projects, candidates or not.

    Returns
    -------
    opened
        Subjects by project id, its own first; empty where all it is about is open.
    """
    planned = planned_subjects(data)
    return {
        str(project): _opened(data, str(subject), planned, subjects)
        for project, subject in table["subject"].items()
    }


def _opened(
    data: Dataset, subject: str, planned: dict[str, frozenset[str]], subjects: frozenset[str]
) -> list[str]:
    """Return what a project of one subject opens."""
    nodes = _nodes(data, subject)
    groups = planned.get(subject, frozenset())
    if subject not in planned:
        if not subject.startswith("node:") or _reached(data, nodes):
            return []
        groups = frozenset()
    besides = [
        other
        for other, theirs in sorted(planned.items())
        if other not in subjects
        and nodes & _nodes(data, other)
        and (not groups or not theirs or groups & theirs)
    ]
    return [*([subject] if subject in planned else []), *besides]


def _nodes(data: Dataset, subject: str) -> frozenset[str]:
    """Return the nodes that a subject touches."""
    kind, _, name = subject.partition(":")
    if kind == "link" and name in data.links.index:
        row = data.links.loc[name]
        return frozenset({str(row["from_node_id"]), str(row["to_node_id"])})
    return frozenset({name.split("/")[0]}) if kind in ("node", "transfer") else frozenset()


def _reached(data: Dataset, nodes: frozenset[str]) -> bool:
    """Say whether an open link leads to any of the nodes."""
    links = data.links[data.links["is_open"]]
    return bool((links["from_node_id"].isin(nodes) | links["to_node_id"].isin(nodes)).any())
