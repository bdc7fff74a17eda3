"""Analyse which uncertain facts move an answer: one at a time, by Morris and by Sobol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.costs.weights import CostWeights
from corridor.errors import UnknownIdError
from corridor.scenarios.ensemble.chunks.job import METRICS, Job
from corridor.scenarios.scenario import Scenario
from corridor.scenarios.sensitivity.answer import Answer
from corridor.scenarios.sensitivity.families import family_of
from corridor.scenarios.sensitivity.morris import elementary_effects
from corridor.scenarios.sensitivity.sensitivity import Sensitivity
from corridor.scenarios.sensitivity.sobol import Design, check_draws, variance_shares
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["run_sensitivity"]

Floats = npt.NDArray[np.float64]
LOW, HIGH = 0.1, 0.9
REST = "all other facts"
ROUTES = ("best", "fixed")


def run_sensitivity(  # noqa: PLR0913
    data: Dataset,
    scenario: Scenario | None = None,
    *,
    pair: tuple[str, str, str],
    corridor: str = "caspian",
    compare: tuple[str, str] | None = None,
    metric: str = "generalised_cost_usd_per_t",
    route: str = "best",
    n: int = 256,
    trajectories: int = 4,
    singles: int = 12,
    weights: CostWeights | None = None,
    seed: int = 0,
) -> Sensitivity:
    """
    Return which facts, and which families of facts, make an answer uncertain.

    Three views with designs of their own: each fact alone from its P10 to its P90; Morris
    screening of all facts; Sobol's first and total shares of the variance, of families of facts
    and of the facts that move the answer most alone. Sobol takes ``n`` times 2 + families +
    singles draws.

    Parameters
    ----------
    data
        The base.
    scenario
        Applied to the base; the base alone when absent.
    pair
        Commodity, origin and destination.
    corridor
        A named corridor rule; ignored where two are compared.
    compare
        Two corridors: the answer is the metric of the first less that of the second.
    metric
        Such as ``cost_usd_per_t`` or ``time_d``.
    route
        ``best``: in every draw the route that is best in it; ``fixed``: that of central values.
    n
        Draws of each of Sobol's samples, a power of 2.
    trajectories
        Of Morris' design; each takes one draw more than there are facts.
    singles
        Facts whose own shares are estimated.
    weights
        Prices of time, carbon and risk; the scenario may set its own.
    seed
        Seed of all designs, 0 or more.

    Returns
    -------
    sensitivity
        Tables of all three; `weakest_facts()` ranks what is worth knowing better.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor or metric; names the nearest.
    NoRouteError
        No route joins the pair on a corridor; names the cut.
    ValueError
        A number out of range, or a metric that is not known for the pair.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> pair = ("crude_oil", "tengiz", "trieste")
    >>> found = run_sensitivity(
    ...     data, pair=pair, route="fixed", n=16, trajectories=1, singles=2)
    >>> list(found.tornado.columns)
    ['fact', 'family', 'at_p10', 'at_p90', 'swing']
    """
    _check(metric, route, (singles, trajectories), seed)
    check_draws(n)
    corridors = (corridor,) if compare is None else tuple(compare)
    if len(corridors) > 2 or (compare is not None and len(set(corridors)) < 2):
        raise ValueError(f"compare takes two different corridors, not {compare}")
    commodity, origin, destination = pair
    pairs = ((str(commodity), str(origin), str(destination)),)
    chosen = scenario or Scenario("base")
    job = Job(data, (chosen,), pairs, corridors, weights or CostWeights(), n, seed, n)
    job.check()
    answer = Answer(job, metric, route == "fixed")
    size = len(answer.facts)
    families = _families(answer)
    tornado = _one_at_a_time(answer, families)
    effects = elementary_effects(
        lambda x: answer(LOW + (HIGH - LOW) * x), size, n_trajectories=trajectories, seed=seed
    )
    screening = pd.DataFrame({"fact": answer.facts, "family": families, **effects._asdict()})
    design = Design(answer, size, n=n, seed=seed)
    return Sensitivity(
        chosen.name,
        pairs[0],
        corridors[0],
        corridors[1] if len(corridors) > 1 else "",
        metric,
        route,
        _summary(answer, design),
        _by_family(design, families),
        _by_fact(answer, design, tornado, families, singles),
        screening.sort_values(["mu_star", "fact"], ascending=[False, True], ignore_index=True),
        tornado,
        n,
        seed,
        data.data_hash,
        data.year,
    )


def _check(metric: str, route: str, counts: tuple[int, int], seed: int) -> None:
    """Refuse what cannot be analysed."""
    if metric not in METRICS:
        raise UnknownIdError("metric", metric, METRICS)
    if route not in ROUTES:
        raise UnknownIdError("route", route, ROUTES)
    if min(counts) < 1 or seed < 0:
        msg = "singles and trajectories must be 1 or more, seed 0 or more"
        raise ValueError(f"{msg}; singles={counts[0]}, trajectories={counts[1]}, {seed=}")


def _families(answer: Answer) -> list[str]:
    """Return the family of each fact."""
    mode_of = {
        str(name): str(mode) for name, mode in answer.graph.lookup.data.links["mode"].items()
    }
    return [family_of(name, mode_of) for name in answer.facts]


def _one_at_a_time(answer: Answer, families: list[str]) -> pd.DataFrame:
    """Return the answer with each fact alone at its P10 and its P90, the widest first."""
    size = len(answer.facts)
    shares = np.full((size, 2 * size), 0.5)
    numbers = np.arange(size)
    shares[numbers, numbers], shares[numbers, numbers + size] = LOW, HIGH
    values = answer(shares)
    low, high = values[:size], values[size:]
    columns = {"at_p10": low, "at_p90": high, "swing": np.abs(high - low)}
    table = pd.DataFrame({"fact": answer.facts, "family": families, **columns})
    return table.sort_values(["swing", "fact"], ascending=[False, True], ignore_index=True)


def _summary(answer: Answer, design: Design) -> pd.Series:
    """Return the answer at median facts, and its spread over both samples."""
    values = np.concatenate([design.at_a, design.at_b])
    said = {
        "median_facts": float(answer(np.full((len(answer.facts), 1), 0.5))[0]),
        "mean": float(values.mean()),
        "standard_deviation": float(values.std()),
    }
    said |= {f"p{q}": float(np.quantile(values, q / 100)) for q in (10, 50, 90)}
    return pd.Series(said, name=answer.metric)


def _by_family(design: Design, families: list[str]) -> pd.DataFrame:
    """Return the shares of each family, the largest total first."""
    named = np.array(families)
    names = sorted(set(families))
    groups = [np.flatnonzero(named == name) for name in names]
    shares = variance_shares(design, groups)
    table = pd.concat(
        [pd.DataFrame({"family": names, "facts": [len(g) for g in groups]}), shares], axis=1
    )
    return table.sort_values(["total", "family"], ascending=[False, True], ignore_index=True)


def _by_fact(
    answer: Answer, design: Design, tornado: pd.DataFrame, families: list[str], singles: int
) -> pd.DataFrame:
    """Return the shares of the facts of the widest swings and of all others together."""
    place = {name: number for number, name in enumerate(answer.facts)}
    names = tornado["fact"].tolist()[:singles]
    alone = [np.array([place[name]]) for name in names]
    rest = np.setdiff1d(np.arange(len(answer.facts)), np.concatenate(alone))
    groups = [*alone, rest] if len(rest) else alone
    shares = variance_shares(design, groups)
    facts = answer.graph.fact_map.facts.loc[names]
    as_given = np.array([convert(u).factor for u in facts["unit"]]) / np.array(
        [convert(u).factor for u in facts["canonical"]]
    )
    sources = answer.graph.lookup.data.sources.reindex(facts["source_id"])
    said = {
        "fact": names,
        "family": [families[place[name]] for name in names],
        **{name: facts[name] / as_given for name in ("value", "low", "high")},
        "unit": facts["unit"],
        "range": facts["range"],
        "kind": facts["kind"],
        "source_id": facts["source_id"],
        "title": sources["title"],
        "url": sources["url"],
    }
    table = pd.DataFrame({name: list(values) for name, values in said.items()})
    if len(rest):
        empty = {"fact": REST, "family": "", "source_id": ""}
        table = pd.concat([table, pd.DataFrame([empty])], ignore_index=True)
    texts = {str(name): "" for name in table if name not in ("value", "low", "high")}
    table = table.fillna(texts)
    table = pd.concat([table.iloc[:, :2], shares, table.iloc[:, 2:]], axis=1)
    return table.sort_values(["first", "fact"], ascending=[False, True], ignore_index=True)
