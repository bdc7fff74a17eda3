"""How the capacity of each limit moves over the months: winter wind, ice and storms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.data.cells import list_items

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.network.lookup import FactLookup

__all__ = ["MONTH_DAYS", "month_factors"]

Floats = npt.NDArray[np.float64]
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=float)
WATER = ("sea", "ferry", "river")
FACTS = ("rate_per_y", "duration_d", "depth_share")
# Loss by cause and month.
Losses = dict[str, Floats]


def month_factors(assembly: Assembly) -> Floats:
    """
    Return what each limit can take in a month, as a multiple of its mean over the year.

    Of a hazard with months, rate x duration x depth days a year are lost, evenly over the days of
    those months. Of hazards that share a cause the deepest counts, month by month; causes are
    independent. A link over water is struck by the hazards of its passages and ports, a transfer
    by those of its node, a group by the mean of its members in use. Since a yearly capacity has its
    winters in it, the factors are scaled to a mean of 1: a winter below it, a summer above.
    Hazards without months have no season and stay in the yearly figure.

    Parameters
    ----------
    assembly
        What the limits are of.

    Returns
    -------
    factors
        (n_limits, 12), of day-weighted mean 1.

    Examples
    --------
    >>> from corridor.flows.assembly.assembly import assemble
    >>> data = corridor.load_dataset()
    >>> crude = [t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply)]
    >>> base = assemble(corridor.build_network(data), crude[0], supply=crude[1])
    >>> tankers = month_factors(base)[base.limit_number("group:aktau_tankers")]
    >>> tankers.round(2)[[0, 6]].tolist()  # January and July
    [0.78, 1.22]
    """
    factors = np.ones((len(assembly.limits), len(MONTH_DAYS)))
    if not assembly.problem.blocks:
        return factors
    lost = _losses(assembly.graph(0).lookup, assembly.network.data.hazards)
    used = _used(assembly)
    for number, members in enumerate(assembly.limits["members"].tolist()):
        running = [member for member in members if member in used] or members
        factors[number] = np.mean([_up(lost, _places(assembly, m)) for m in running], axis=0)
    mean = factors @ MONTH_DAYS / MONTH_DAYS.sum()
    return np.asarray(factors / np.where(mean > 0, mean, 1.0)[:, None])


def _losses(lookup: FactLookup, hazards: pd.DataFrame) -> dict[str, Losses]:
    """Return by subject and cause the share of each month that is lost; the deepest of a cause."""
    found: dict[str, Losses] = {}
    for row in hazards.reset_index().sort_values("hazard_id").itertuples():
        months = [int(m) - 1 for m in list_items(row.months)]
        if not months:
            continue
        facts = [lookup.find(f"hazard:{row.hazard_id}", name) for name in FACTS]
        values = lookup.facts["value"].reindex([f.fact for f in facts if f]).to_numpy(float)
        if len(values) < len(FACTS):
            continue
        share = np.zeros(len(MONTH_DAYS))
        share[months] = min(1.0, float(np.prod(values)) / MONTH_DAYS[months].sum())
        cause = str(row.shared_cause) or str(row.hazard_id)
        of = found.setdefault(str(row.subject), {})
        of[cause] = np.maximum(of.get(cause, 0.0), share)
    return found


def _up(lost: dict[str, Losses], places: list[str]) -> Floats:
    """Return the share of each month in which nothing at these places is down."""
    worst: Losses = {}
    for place in places:
        for cause, share in lost.get(place, {}).items():
            worst[cause] = np.maximum(worst.get(cause, 0.0), share)
    up = np.ones(len(MONTH_DAYS))
    for cause in sorted(worst):
        up *= 1.0 - worst[cause]
    return up


def _used(assembly: Assembly) -> set[str]:
    """Return the subjects of all arcs that cargo may use."""
    found: set[str] = set()
    for number, block in enumerate(assembly.problem.blocks):
        arcs = assembly.graph(number).arc_list
        found |= {arcs[int(arc)].subject for arc in block.arc if arc >= 0}
    return found


def _places(assembly: Assembly, subject: str) -> list[str]:
    """Return the subjects whose hazards strike what a limit is of."""
    kind, _, name = subject.partition(":")
    if kind == "transfer":
        return [subject, f"node:{name.partition('/')[0]}"]
    links = assembly.network.data.links
    if kind != "link" or name not in links.index:
        return [subject]
    link = links.loc[name]
    # A pipe under the sea or to a port runs in a storm; a ship does not.
    if link["mode"] not in WATER:
        return [subject]
    ports = [f"node:{link[end]}" for end in ("from_node_id", "to_node_id")]
    return [subject, *ports, *(f"passage:{p}" for p in list_items(link["passages"]))]
