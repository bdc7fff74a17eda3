"""What the assembly asks of each link, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corridor.data.cells import list_items

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["LinkCard", "link_cards"]


class LinkCard(NamedTuple):
    """A link's name, how its capacity counts, who runs it and who may ship."""

    name: str
    mode: str
    directed: bool
    shared: bool
    group: str
    access: str
    operator: str
    firms: frozenset[str]
    ends: tuple[str, str]


def link_cards(data: Dataset) -> dict[str, LinkCard]:
    """
    Return a card of each link by its subject.

    Parameters
    ----------
    data
        The data set.

    Returns
    -------
    cards
        Sorted by subject.

    Examples
    --------
    >>> link_cards(corridor.load_dataset())["link:cpc"].group
    'cpc'
    """
    text = ["name", "mode", "capacity_group", "access", "operator", "owner"]
    ends = ["from_node_id", "to_node_id"]
    table = data.links[[*text, *ends, "directed", "capacity_shared"]].sort_index()
    return {
        f"link:{r.Index}": LinkCard(
            str(r.name),
            str(r.mode),
            bool(r.directed),
            bool(r.capacity_shared),
            str(r.capacity_group),
            str(r.access),
            str(r.operator),
            frozenset(n.strip() for cell in (r.operator, r.owner) for n in list_items(cell)),
            (str(r.from_node_id), str(r.to_node_id)),
        )
        for r in table.itertuples()
    }
