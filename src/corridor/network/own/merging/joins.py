"""Find the nodes of two networks that are the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from corridor.data.building import raise_faults
from corridor.data.checks.links import WGS84
from corridor.data.checks.territory import END_SLACK_KM
from corridor.errors import Fault, UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

__all__ = ["Joins", "find_joins"]

EARTH_KM = 6371.0
MARGIN = 1.01
"""The sphere misses the ellipsoid by less: candidates are measured again."""


@dataclass(frozen=True)
class Joins:
    """
    Which own nodes become nodes of the network they are laid over.

    Parameters
    ----------
    joined
        Index `own_node`: `node_id`, `by` (mapping or distance), `km`.
    apart
        Index `own_node`, of the others: the nearest `node_id` and its `km`.
    """

    joined: pd.DataFrame
    apart: pd.DataFrame

    @property
    def names(self) -> dict[str, str]:
        """The node that each joined own node becomes."""
        return {str(own): str(node) for own, node in self.joined["node_id"].items()}


def find_joins(
    nodes: pd.DataFrame,
    own: pd.DataFrame,
    join: Mapping[str, str] | None,
    join_km: float | None,
) -> Joins:
    """
    Return the own nodes that are nodes of a network.

    Parameters
    ----------
    nodes
        Of the network: index `node_id`, with coordinates and accuracy.
    own
        The own nodes, likewise.
    join
        Own node and the node that it is, or None.
    join_km
        Own nodes this close to a node are that node: pairs from the nearest on, each node once.

    Returns
    -------
    joins
        The same whatever the order of the rows.

    Raises
    ------
    UnknownIdError
        The mapping names a node that is not there.
    SchemaError
        Two own nodes are to be one node, or a pair lies too far apart for one place.
    ValueError
        `join_km` is no distance.
    """
    if join_km is not None and not 0 <= join_km < float("inf"):
        raise ValueError(f"join_km is a distance of 0 km or more, not {join_km!r}")
    mapping = dict(join or {})
    _require(mapping, own.index, "own node")
    _require(mapping.values(), nodes.index, "node")
    _once(mapping)
    left = own.drop(index=list(mapping)).sort_index()
    free = nodes.drop(index=list(mapping.values())).sort_index()
    near = _near(free, left, join_km) if join_km is not None else {}
    pairs = {**{a: (b, "mapping") for a, b in mapping.items()}, **near}
    rows = {a: (b, by, _km(own, a, nodes, b)) for a, (b, by) in sorted(pairs.items())}
    joined = _table(rows, ["node_id", "by", "km"])
    _too_far(joined, nodes, own)
    return Joins(joined, _nearest(nodes.sort_index(), own.drop(index=list(pairs)).sort_index()))


def _table(rows: Mapping[str, tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows.values()), columns=columns, index=list(rows))
    return frame.rename_axis("own_node")


def _require(names: Iterable[str], known: pd.Index[str], what: str) -> None:
    """Raise for an id that is not there."""
    for name in names:
        if name not in known:
            raise UnknownIdError(what, str(name), map(str, known))


def _once(mapping: Mapping[str, str]) -> None:
    """Raise where two own nodes would be one: a link between them would end where it starts."""
    targets = list(mapping.values())
    raise_faults(
        Fault("join", 0, own, node, "a node is one own node", "merge the own nodes first")
        for own, node in sorted(mapping.items())
        if targets.count(node) > 1
    )


def _points(nodes: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the nodes on a sphere (km)."""
    x, y = (np.radians(nodes[name].to_numpy(dtype=float)) for name in ("x_coord", "y_coord"))
    unit = np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    return EARTH_KM * unit


def _near(nodes: pd.DataFrame, own: pd.DataFrame, limit: float) -> dict[str, tuple[str, str]]:
    """Return the pairs within a distance, the nearest first, each node once."""
    if not len(nodes) or not len(own):
        return {}
    reach = min(limit * MARGIN + 0.001, 2 * EARTH_KM)
    found = cKDTree(_points(nodes)).query_ball_point(_points(own), reach)
    pairs = [
        (_km(own, str(a), nodes, str(nodes.index[k])), str(a), str(nodes.index[k]))
        for a, near in zip(own.index, found, strict=True)
        for k in near
    ]
    taken: dict[str, str] = {}
    for km, a, b in sorted(pairs):
        if km <= limit and a not in taken and b not in taken.values():
            taken[a] = b
    return {a: (b, "distance") for a, b in taken.items()}


def _km(own: pd.DataFrame, a: str, nodes: pd.DataFrame, b: str) -> float:
    """Return the geodesic distance between an own node and a node."""
    here, there = own.loc[a], nodes.loc[b]
    metres = WGS84.inv(here["x_coord"], here["y_coord"], there["x_coord"], there["y_coord"])[2]
    return float(metres) / 1000


def _too_far(joined: pd.DataFrame, nodes: pd.DataFrame, own: pd.DataFrame) -> None:
    """Raise where a pair is farther apart than a line may end from its node."""
    faults = []
    for a, pair in zip(map(str, joined.index), joined.to_dict("records"), strict=True):
        accuracy = nodes["accuracy_km"][str(pair["node_id"])], own["accuracy_km"][a]
        slack = max(END_SLACK_KM, *np.nan_to_num(np.array(accuracy, dtype=float)).tolist())
        if pair["km"] > slack:
            rule = f"a joined node is one place: {pair['km']:.1f} km apart, allowed {slack:g}"
            remedy = "leave it out, and add a link between the two"
            faults.append(Fault("join", 0, a, str(pair["node_id"]), rule, remedy))
    raise_faults(faults)


def _nearest(nodes: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the nearest node of each own node that was not joined."""
    if not len(own):
        return _table({}, ["node_id", "km"])
    _, at = cKDTree(_points(nodes)).query(_points(own))
    names = [str(nodes.index[k]) for k in at]
    rows = {str(a): (b, _km(own, str(a), nodes, b)) for a, b in zip(own.index, names, strict=True)}
    return _table(rows, ["node_id", "km"])
