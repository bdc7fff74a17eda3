"""Rank acceptability: in which share of all possible weights is each corridor the best."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

from corridor.draw.tables import result_html
from corridor.errors import NoRouteError, UnknownIdError
from corridor.routes.best import best_route, check_ends
from corridor.routes.tipping.lead import changes_along
from corridor.routes.tipping.menu import CRITERIA, Menu

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.network.network import Network

__all__ = ["RankAcceptability", "rank_acceptability"]

Floats = npt.NDArray[np.float64]
# Independent scramblings of the same Sobol points: their spread is the sampling error.
REPLICATES = 8
TIE = 1e-12


@dataclass(frozen=True, repr=False)
class RankAcceptability:
    """
    How often each corridor is the best when nothing is known of the weights.

    Attributes
    ----------
    commodity, origin, destination
        What moves, from which node to which.
    criteria
        What is weighed.
    table
        Index ``corridor``: feasible, share (of the weight space in which it is best), error
        (standard error of the share), routes (how many different routes it used), hazards_on_record
        (False: its risk is 0 because no hazard is on record, not because there is none), reason
        (why it has no route).
    changes
        first, second, weight_on_second, below, above: where the lead changes on the line from all
        weight on one criterion to all on another; exact.
    scales
        By criterion: the amount that counts as one, in its own unit.
    n, seed
        Draws of the weights, and their seed.
    """

    commodity: str
    origin: str
    destination: str
    criteria: tuple[str, ...]
    table: pd.DataFrame
    changes: pd.DataFrame
    scales: pd.Series[float]
    n: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Return the table, one row per corridor."""
        return self.table.copy()

    def __repr__(self) -> str:
        rows = zip(self.table.index, self.table["share"], self.table["error"], strict=True)
        shares = ", ".join(f"{name} {share:.3f} ({err:.3f})" for name, share, err in rows)
        return (
            f"{self.commodity}, {self.origin} to {self.destination}: share of the weights on "
            f"{', '.join(self.criteria)} at which each corridor is best (error): {shares}"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table, ("Where a rank changes", self.changes))


def rank_acceptability(
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    criteria: Sequence[str] = ("cost", "time", "co2", "risk"),
    corridors: Iterable[str] | None = None,
    n: int = 4096,
    seed: int = 0,
) -> RankAcceptability:
    """
    Return the share of the weight space in which each corridor is the best.

    Weights are uniform on the simplex over the criteria [1]_. One unit of a criterion is the range,
    over the corridors, of the least each can reach on it: weights say what going from the best
    corridor to the worst is worth. A criterion on which all are level counts in units of its least.
    At every draw of the weights every corridor takes its best route anew; that the routes found
    are the best at all draws is proven, not sampled: the least weighted sum is concave in the
    weights, so a route that is best at the corners of a set of draws is best at all of them. The
    search adds up costs arc by arc; the routes found are then compared exactly.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    criteria
        Two to four of ``cost`` (money), ``time``, ``co2``, ``risk`` (expected days lost).
    corridors
        Corridor ids; when absent, all of the data set that have a condition.
    n
        Draws of the weights: a power of two, 64 or more.
    seed
        Of the draws.

    Returns
    -------
    result
        ``table`` has a row per corridor, ``changes`` the weights at which the lead changes.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor or criterion; names the nearest.
    NoRouteError
        The commodity cannot be put on or taken off there, or no corridor has a route.
    ValueError
        Fewer than two criteria, one twice, or ``n`` is no power of two.

    References
    ----------
    .. [1] Lahdelma, Hokkanen, Salminen (1998), SMAA - Stochastic multiobjective acceptability
       analysis, European Journal of Operational Research 106(1), 137-143.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> ranks = rank_acceptability(net, "copper", "balkhash_smelter", "duisburg", n=64)
    >>> round(float(ranks.table["share"].sum()), 9)
    1.0
    """
    chosen = _checked(criteria, n)
    check_ends(network, commodity, origin, destination)
    menus, reasons = _menus(network, (commodity, origin, destination), chosen, corridors)
    scales = _scales(menus)
    draws = [simplex_draws(len(chosen), n // REPLICATES, seed, r) for r in range(REPLICATES)]
    weights = np.vstack(draws) / scales
    used = [menu.choose(weights) for menu in menus.values()]
    pairs = list(zip(menus.values(), used, strict=True))
    shares = _shares(np.column_stack([menu.scores(weights, routes) for menu, routes in pairs]))
    table = pd.DataFrame(
        {
            "feasible": True,
            "share": shares.mean(axis=0),
            "error": shares.std(axis=0, ddof=1) / np.sqrt(REPLICATES),
            "routes": [len(np.unique(routes)) for routes in used],
            "hazards_on_record": [menu.hazards_on_record(routes) for menu, routes in pairs],
            "reason": "",
        },
        index=pd.Index(list(menus), name="corridor"),
    )
    none = pd.Series(reasons, dtype=object).rename_axis("corridor").to_frame("reason")
    none = none.assign(feasible=False, share=0.0, error=0.0, routes=0, hazards_on_record=False)
    table = pd.concat([table, none[table.columns]]) if reasons else table
    changes = _changes(menus, scales, chosen)
    named = pd.Series(scales, index=list(chosen), name="scale")
    return RankAcceptability(commodity, origin, destination, chosen, table, changes, named, n, seed)


def simplex_draws(d: int, n: int, seed: int, replicate: int) -> Floats:
    """Return (n, d) weights, uniform on the simplex: the gaps between sorted Sobol points."""
    # The seed and the replicate make a stream of their own: replicates are independent.
    stream = np.random.default_rng([seed, replicate])
    points = qmc.Sobol(d - 1, scramble=True, seed=stream).random_base2(n.bit_length() - 1)
    edges = np.hstack([np.zeros((n, 1)), np.sort(points, axis=1), np.ones((n, 1))])
    return np.asarray(np.diff(edges, axis=1))


def _checked(criteria: Sequence[str], n: int) -> tuple[str, ...]:
    """Refuse criteria that are unknown, too few or twice, and a number that is no power of two."""
    chosen = (criteria,) if isinstance(criteria, str) else tuple(criteria)
    for name in chosen:
        if name not in CRITERIA:
            raise UnknownIdError("criterion", str(name), CRITERIA)
    if len(chosen) < 2 or len(set(chosen)) < len(chosen):
        raise ValueError(f"criteria are two or more, each once, not {criteria!r}")
    whole = isinstance(n, int) and not isinstance(n, bool)
    if not whole or n < 64 or n & (n - 1):
        raise ValueError(f"n is a power of two of 64 or more, not {n!r}")
    return chosen


def _menus(
    network: Network,
    cargo: tuple[str, str, str],
    criteria: tuple[str, ...],
    corridors: Iterable[str] | None,
) -> tuple[dict[str, Menu], dict[str, str]]:
    """Return the corridors that have a route, and why the others have none."""
    menus: dict[str, Menu] = {}
    reasons: dict[str, str] = {}
    table = network.data.corridors
    rules = table.drop(columns=["name", "description"])
    conditions = (rules.astype(str) != "").any(axis=1)
    for name in map(str, table.index[conditions] if corridors is None else corridors):
        try:
            menus[name] = Menu(best_route(network, *cargo, corridor=name), criteria)
        except NoRouteError as error:
            reasons[name] = error.reason
    if not menus:
        why = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
        raise NoRouteError(*cargo[1:], rule="any of the corridors", reason=why)
    return menus, reasons


def _scales(menus: dict[str, Menu]) -> Floats:
    """Return what counts as one on each criterion: the range of the corridors' least."""
    least = np.array([menu.least for menu in menus.values()])
    spread = least.max(axis=0) - least.min(axis=0)
    level = np.where(least.min(axis=0) > 0, least.min(axis=0), 1.0)
    return np.asarray(np.where(spread > TIE, spread, level))


def _shares(scores: Floats) -> Floats:
    """Return (replicates, corridors) shares of draws won; ties are shared."""
    won = scores <= scores.min(axis=1, keepdims=True) + TIE
    parts = won / won.sum(axis=1, keepdims=True)
    return np.asarray(parts.reshape(REPLICATES, -1, parts.shape[1]).mean(axis=1))


def _changes(menus: dict[str, Menu], scales: Floats, criteria: tuple[str, ...]) -> pd.DataFrame:
    """Return where the lead changes between all weight on one criterion and all on another."""
    rows = []
    for i, j in itertools.combinations(range(len(criteria)), 2):
        for weight, below, above in changes_along(menus, scales, i, j):
            rows.append((criteria[i], criteria[j], weight, below, above))
    columns = ["first", "second", "weight_on_second", "below", "above"]
    return pd.DataFrame(rows, columns=columns)
