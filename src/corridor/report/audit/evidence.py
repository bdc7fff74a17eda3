"""How much of the cost of the compared routes is sourced, and on which facts it rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.errors import CorridorError
from corridor.network.network import build_network
from corridor.routes.comparison import compare_corridors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["Evidence", "cost_of_facts", "gather", "sourced_shares"]

Pair = tuple[str, str, str]
CHARGES = ["comparison", "corridor", "charge", "usd_per_t", "sourced", "fact_share", "facts"]
READS = ["comparison", "corridor", "fact"]
ABOUT = ["kind", "timing", "observed", "source_id"]


@dataclass(frozen=True)
class Evidence:
    """
    What the routes of some comparisons cost, and every fact that they read.

    Attributes
    ----------
    status
        Index ``comparison``: commodity, origin, destination, status (``compared``, or why not).
    charges
        One row per charge of a distinct route: comparison, corridor, charge, usd_per_t, sourced
        (none of its facts is an estimate), fact_share (of its facts, those that are none), facts.
    reads
        comparison, corridor, fact: every fact a route reads, for money, days, CO2, capacity, risk.
    facts
        Index ``fact``: kind, timing, observed, source_id, usd_per_t (all charges it is part of,
        each counted whole) and routes (how many read it).
    """

    status: pd.DataFrame
    charges: pd.DataFrame
    reads: pd.DataFrame
    facts: pd.DataFrame


def gather(data: Dataset, pairs: Iterable[Pair]) -> Evidence:
    """
    Compare the corridors for each pair and note what the routes rest on.

    A route that two corridors share counts once. Losses are priced at the value of the cargo,
    whose own price facts are not counted among theirs.

    Parameters
    ----------
    data
        As of a year.
    pairs
        Commodity, origin, destination.

    Returns
    -------
    evidence
        Pairs that cannot be compared in this data set are in ``status`` with the reason.

    Examples
    --------
    >>> evidence = gather(corridor.load_dataset(), [("copper", "balkhash_smelter", "duisburg")])
    >>> bool(evidence.charges["fact_share"].between(0, 1).all())
    True
    """
    network = build_network(data)
    status: dict[str, tuple[str, ...]] = {}
    charges: list[pd.DataFrame] = []
    reads: list[pd.DataFrame] = []
    about = [data.values[ABOUT].iloc[:0]]
    for pair in pairs:
        result = _compare(network, pair)
        name = f"{pair[0]} {pair[1]} - {pair[2]}"
        status[name] = (*pair, result if isinstance(result, str) else _said(result))
        for corridor, route in _distinct(result).items():
            where = {"comparison": name, "corridor": corridor}
            charges.append(_charges(route).assign(**where))
            about.append(_facts_read(route))
            reads.append(pd.DataFrame({"fact": about[-1].index}).assign(**where))
    columns = ["commodity", "origin", "destination", "status"]
    table = pd.DataFrame.from_dict(status, orient="index", columns=columns)
    paid, read = _stack(charges, CHARGES), _stack(reads, READS)
    facts = _weighed(pd.concat(about), paid, read)
    return Evidence(table.rename_axis("comparison"), paid, read, facts)


def cost_of_facts(charges: pd.DataFrame) -> pd.Series:
    """
    Return the cost that rests on each fact: the sum of the charges it is part of.

    Parameters
    ----------
    charges
        usd_per_t and facts (a tuple of ids).

    Returns
    -------
    cost
        USD per tonne over all rows, index ``fact``. A charge counts whole for each of its facts,
        so that the costs do not add up to the total.

    Examples
    --------
    >>> charges = pd.DataFrame({"usd_per_t": [10.0, 5.0], "facts": [("km", "tariff"), ("km",)]})
    >>> cost_of_facts(charges).to_dict()
    {'km': 15.0, 'tariff': 10.0}
    """
    each = charges["facts"].map(lambda facts: tuple(dict.fromkeys(facts)))
    rows = charges[["usd_per_t"]].assign(fact=each).explode("fact").astype({"usd_per_t": float})
    return pd.Series(rows.groupby("fact")["usd_per_t"].sum())


def sourced_shares(data: Dataset, evidence: Evidence) -> pd.DataFrame:
    """
    Return the share that is reported or derived: of the facts, and of the cost of the routes.

    Parameters
    ----------
    data
        As of a year.
    evidence
        From `gather`.

    Returns
    -------
    shares
        Index ``scope`` (all facts in force, all routes, then each route): facts,
        facts_sourced_share (by count), cost_usd_per_t, cost_sourced_share (of charges none of
        whose facts is an estimate), cost_fact_share (each charge split evenly over its facts).

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> shares = sourced_shares(data, gather(data, [("copper", "balkhash_smelter", "duisburg")]))
    >>> bool((shares["cost_sourced_share"] <= shares["cost_fact_share"]).loc["all routes"])
    True
    """
    kinds = data.values["kind"]
    rows = {"all facts in force": {"facts": len(kinds), "facts_sourced_share": _sourced(kinds)}}
    if len(evidence.charges):
        rows["all routes"] = _shares(evidence, evidence.charges, evidence.reads)
    routes = ["comparison", "corridor"]
    reads = dict(list(evidence.reads.groupby(routes, sort=False)))
    for key, charges in evidence.charges.groupby(routes, sort=False):
        rows[": ".join(map(str, key))] = _shares(evidence, charges, reads[key])
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scope")


def _shares(evidence: Evidence, charges: pd.DataFrame, reads: pd.DataFrame) -> dict[str, float]:
    """Return one row of the shares."""
    kinds = evidence.facts["kind"].loc[reads["fact"].unique()]
    cost = charges["usd_per_t"].to_numpy(float)
    total = cost.sum() if cost.sum() > 0 else np.nan
    return {
        "facts": len(kinds),
        "facts_sourced_share": _sourced(kinds),
        "cost_usd_per_t": float(cost.sum()),
        "cost_sourced_share": float(cost @ charges["sourced"].to_numpy(float) / total),
        "cost_fact_share": float(cost @ charges["fact_share"].to_numpy(float) / total),
    }


def _sourced(kinds: pd.Series) -> float:
    """Return the share of kinds that are not an estimate; NaN of none."""
    return float((kinds != "estimate").mean()) if len(kinds) else np.nan


def _compare(network: Network, pair: Pair) -> Comparison | str:
    """Return the comparison of a pair, or why it cannot be made here."""
    commodity, *ends = pair
    absent = [node for node in ends if node not in network.nodes.index]
    absent += [commodity] if commodity not in network.commodities.index else []
    if absent:
        return f"not in this data set: {', '.join(absent)}"
    try:
        return compare_corridors(network, *pair)
    except CorridorError as error:
        return str(error).partition("\n")[0]


def _said(result: Comparison) -> str:
    """Say whether a comparison has a route."""
    return "compared" if result.routes else f"no route in {result.network.year}"


def _distinct(result: Comparison | str) -> dict[str, Route]:
    """Return the routes of a comparison, each once, by the first corridor that takes it."""
    if isinstance(result, str):
        return {}
    seen: dict[tuple[int, ...], str] = {}
    for corridor in result.corridors:
        if corridor in result.routes:
            seen.setdefault(result.routes[corridor].arcs, corridor)
    return {corridor: result.routes[corridor] for corridor in seen.values()}


def _charges(route: Route) -> pd.DataFrame:
    """Return the charges of a route, each with the share of its facts that are no estimate."""
    estimated = route.graph.fact_map.facts["kind"] == "estimate"
    share = [
        1.0 - float(estimated.loc[list(set(facts))].mean()) for facts in route.charges["facts"]
    ]
    rows = route.charges[["charge", "usd_per_t", "facts"]]
    return rows.assign(sourced=route.charges["kind"] != "estimate", fact_share=share)


def _facts_read(route: Route) -> pd.DataFrame:
    """Return the facts that any quantity of a route reads."""
    graph = route.graph
    terms = graph.terms_of(graph.legs_of(list(route.arcs)))
    return graph.fact_map.facts.iloc[graph.fact_map.facts_of(terms)][ABOUT]


def _weighed(facts: pd.DataFrame, charges: pd.DataFrame, reads: pd.DataFrame) -> pd.DataFrame:
    """Return each fact once, with the cost that rests on it and the routes that read it."""
    facts = facts[~facts.index.duplicated()].sort_index()
    cost = cost_of_facts(charges).reindex(facts.index, fill_value=0.0)
    return facts.assign(
        usd_per_t=cost, routes=reads["fact"].value_counts().reindex(facts.index, fill_value=0)
    )


def _stack(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Return the frames one under another, with these columns, even of none."""
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )
