"""Waiting that grows with use, as rising charges on the limits of a flow problem."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.errors import SchemaError, UnknownIdError
from corridor.flows.waiting.queue import wait_per_service

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.problem import FlowProblem

__all__ = ["Waiting", "waiting_steps"]

Floats = npt.NDArray[np.float64]
SERVER_COLUMNS = ["limit", "servers", "service_d"]
STEP_COLUMNS = [
    "limit",
    "utilisation_from",
    "utilisation_to",
    "width_per_y",
    "wait_from_d",
    "wait_to_d",
    "cost_usd_per_unit",
]
DAYS = 365.0
# Utilisation below which nobody waits to speak of.
QUIET = 0.05


@dataclass(frozen=True)
class Waiting:
    """
    A flow problem in which full berths and borders make cargo wait.

    Attributes
    ----------
    problem
        With a rising charge on each limit that has servers.
    steps
        One row a step: limit, utilisation_from, utilisation_to, width_per_y, wait_from_d,
        wait_to_d, cost_usd_per_unit.
    lots
        Index limit: units of the limit that one service handles, as capacity, servers and service
        time imply; a check that they fit each other.
    """

    problem: FlowProblem
    steps: pd.DataFrame
    lots: pd.Series[float]


class _Queue(NamedTuple):
    """One limit with servers, in numbers."""

    place: int
    nameplate: float
    taken: float
    servers: int
    service_d: float
    value: float


def waiting_steps(
    assembly: Assembly,
    servers: pd.DataFrame,
    *,
    value_usd_per_t_d: float | Mapping[str, float],
    pieces: int = 32,
    most: float = 0.98,
    pays: Literal["all", "own"] = "all",
) -> Waiting:
    """
    Return a flow problem in which waiting for berths, borders and ferries costs what it takes.

    The wait is that of servers side by side with random arrivals and services. Use is counted from
    what is committed and taken by others already; what these wait is not counted. Costs are joined
    by straight lines between exact points, so they are never understated; with 32 pieces and up to
    four servers they are overstated by less than 3 % where more than half is used. From ``most`` on
    the wait stays as it is there, since no formula holds at the brim. A dwell fact may hold some
    waiting already: then part of it counts twice.

    Parameters
    ----------
    assembly
        From `assemble`.
    servers
        limit (such as ``transfer:aktau/rail_1520/sea/container``), servers (berths, lanes), and
        service_d, the mean days that one of them is taken by one ship or train. Only limits with a
        known nameplate can have them.
    value_usd_per_t_d
        Value of a day per tonne, for all limits or by limit. A limit in boxes or wagons is turned
        into tonnes by what one tonne takes of it.
    pieces
        Straight lines per limit, closer to each other where the wait rises.
    most
        Utilisation up to which the formula is used.
    pays
        ``all``: a tonne is charged what all cargo here waits longer because of it: the optimum of
        the whole.
        ``own``: what it waits itself, so that no shipper gains by changing.

    Returns
    -------
    waiting
        The problem, its steps and the implied lots.

    Raises
    ------
    SchemaError
        A column is missing.
    UnknownIdError
        No such limit; names the nearest.
    ValueError
        A number is out of its range, or a limit has no known nameplate.

    Examples
    --------
    >>> from corridor.flows.assembly.assembly import assemble
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    >>> berths = pd.DataFrame(
    ...     {"limit": ["node:aktau/crude"], "servers": [4], "service_d": [1.5]}
    ... )
    >>> waiting = waiting_steps(assemble(net, need), berths, value_usd_per_t_d=0.2)
    >>> float(waiting.lots.round()["node:aktau/crude"])
    7705.0
    """
    _check(servers, pieces, most, pays)
    queues = [
        _queue(assembly, row, value_usd_per_t_d)
        for row in servers.sort_values("limit").to_dict("records")
    ]
    tables = [_steps(queue, assembly.problem, pieces, most, pays) for queue in queues]
    names = [str(assembly.limits["limit"].iloc[queue.place]) for queue in queues]
    steps = pd.concat([t.assign(limit=n) for t, n in zip(tables, names, strict=True)])
    steps = steps[STEP_COLUMNS].reset_index(drop=True)
    lots = [q.nameplate * q.service_d / DAYS / q.servers for q in queues]
    problem = replace(
        assembly.problem,
        step_limit=np.concatenate(
            [np.full(len(t), q.place, dtype=np.int64) for q, t in zip(queues, tables, strict=True)]
        ),
        step_width=steps["width_per_y"].to_numpy(float),
        step_cost=steps["cost_usd_per_unit"].to_numpy(float),
    )
    return Waiting(problem, steps, pd.Series(lots, index=pd.Index(names, name="limit")))


def _check(servers: pd.DataFrame, pieces: int, most: float, pays: str) -> None:
    """Refuse what cannot be read."""
    missing = [name for name in SERVER_COLUMNS if name not in servers.columns]
    if missing:
        raise SchemaError(f"the servers have no column {', '.join(missing)}")
    if servers.empty or servers["limit"].duplicated().any():
        raise ValueError("the servers name each limit once, and one limit at least")
    if not (isinstance(pieces, int) and pieces >= 2):
        raise ValueError(f"pieces is {pieces!r}; it is a whole number of 2 or more")
    if not 0 < most < 1:
        raise ValueError(f"most is {most!r}; it is a utilisation between 0 and 1")
    if pays not in ("all", "own"):
        raise ValueError(f"pays is {pays!r}; it is 'all' or 'own'")


def _queue(
    assembly: Assembly, row: dict[Hashable, Any], value: float | Mapping[str, float]
) -> _Queue:
    """Return one limit with servers, after its numbers are checked."""
    name = str(row["limit"])
    place = assembly.limit_number(name)
    known = assembly.limits.iloc[place]
    if not known["known"] or not np.isfinite(known["nameplate_per_y"]):
        raise ValueError(f"{name} has no known nameplate, so its utilisation cannot be told")
    count, days = float(row["servers"]), float(row["service_d"])
    if not (count >= 1 and count == round(count)):
        raise ValueError(f"servers of {name} is {row['servers']!r}; a whole number of 1 or more")
    if isinstance(value, Mapping) and name not in value:
        raise UnknownIdError("limit with a value of time", name, value)
    worth = float(value[name] if isinstance(value, Mapping) else value)
    for what, number in (("service_d", days), ("value_usd_per_t_d", worth)):
        if not (np.isfinite(number) and number >= 0):
            raise ValueError(f"{what} of {name} is {number!r}; it is a number of 0 or more")
    taken = float(known["committed_per_y"] + known["background_per_y"])
    return _Queue(
        place,
        float(known["nameplate_per_y"]),
        min(taken, float(known["nameplate_per_y"])),
        round(count),
        days,
        worth * _tonnes_per_unit(assembly, place),
    )


def _tonnes_per_unit(assembly: Assembly, limit: int) -> float:
    """Return tonnes per unit of a limit, the mean over the arcs that draw on it."""
    takes = [block.use[:, [limit]].data for block in assembly.problem.blocks]
    found = np.concatenate(takes) if takes else np.empty(0)
    found = found[found > 0]
    return float(1.0 / found.mean()) if len(found) else 1.0


def _steps(
    queue: _Queue, problem: FlowProblem, pieces: int, most: float, pays: str
) -> pd.DataFrame:
    """Return the steps of one limit, from nothing to all that it lets pass."""
    room = float(problem.limits[queue.place])
    before = queue.taken / queue.nameplate
    top = min(most, before + room / queue.nameplate)
    at = _utilisations(before, top, pieces)
    used = (at - before) * queue.nameplate
    wait = np.array([wait_per_service(queue.servers, min(u, most)) for u in at]) * queue.service_d
    total = wait * used if pays == "all" else _area(queue, at)
    slope = np.diff(total) / np.diff(used) if len(at) > 1 else np.empty(0)
    width = np.diff(used)
    if room > used[-1] * (1 + 1e-12) + 1e-12:
        last = slope[-1] if len(slope) else wait[-1]
        slope, width = np.append(slope, max(last, wait[-1])), np.append(width, room - used[-1])
        at, wait = np.append(at, before + room / queue.nameplate), np.append(wait, wait[-1])
    return pd.DataFrame(
        {
            "utilisation_from": at[:-1],
            "utilisation_to": at[1:],
            "width_per_y": width,
            "wait_from_d": wait[:-1],
            "wait_to_d": wait[1:],
            "cost_usd_per_unit": np.maximum.accumulate(slope) * queue.value,
        }
    )


def _utilisations(before: float, top: float, pieces: int) -> Floats:
    """Return where the lines begin and end: even in the odds, since the wait grows with these."""
    if top <= before:
        return np.array([before])
    low = max(before, min(QUIET, top / 2))
    odds = np.geomspace(low / (1 - low), top / (1 - top), pieces)
    at = odds / (1 + odds)
    at[0], at[-1] = low, top
    return at if low <= before else np.insert(at, 0, before)


def _area(queue: _Queue, at: Floats) -> Floats:
    """Return the wait summed over what passes, each tonne at the wait that it meets."""
    parts = [0.0]
    for low, high in pairwise(at):
        # Simpson's rule: the pieces are short.
        ends, middle = (low, high), (low + high) / 2
        waits = [wait_per_service(queue.servers, float(u)) for u in (*ends, middle)]
        mean = (waits[0] + waits[1] + 4 * waits[2]) / 6
        parts.append(mean * queue.service_d * (high - low) * queue.nameplate)
    return np.cumsum(parts)
