"""Choices under risk: the mean of the worst cases, the least regret, the break-even of a loss."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from corridor.routes.route import Route
    from corridor.scenarios.ensemble.ensemble import Ensemble

__all__ = ["break_even_probability", "cvar", "minimax_regret", "regrets"]

Floats = npt.NDArray[np.float64]
COST = "generalised_cost_usd_per_t"
# Of these more is better; of all others less.
MORE_IS_BETTER = ("netback_usd_per_t", "availability")


def cvar(values: npt.ArrayLike, level: float = 0.9) -> float:
    """
    Return the mean of the worst cases: the conditional value at risk of equally likely losses.

    The least of eta + E[max(value - eta, 0)] / (1 - level) over eta (Rockafellar and Uryasev). At a
    level that cuts a case in two, that case counts in part.

    Parameters
    ----------
    values
        Losses or costs, more being worse; infinite where there is no way at all.
    level
        From 0 (the mean) to below 1.

    Returns
    -------
    tail
        Mean of the worst ``1 - level`` of the cases.

    Raises
    ------
    ValueError
        No value, a NaN, or a level outside its range.

    Examples
    --------
    >>> cvar([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], 0.8)
    9.5
    """
    cases = np.sort(np.asarray(values, dtype=float).ravel())[::-1]
    if not len(cases) or np.isnan(cases).any():
        raise ValueError("values must be numbers, at least one of them; drop or price what is NaN")
    if not 0.0 <= level < 1.0:
        raise ValueError(f"level is {level!r}; it must be from 0 to below 1")
    tail = (1.0 - level) * len(cases)
    whole = min(math.floor(tail + 1e-9), len(cases))
    part = max(tail - whole, 0.0) if whole < len(cases) else 0.0
    part = part if part > 1e-9 else 0.0
    total = math.fsum(cases[:whole]) + (part * float(cases[whole]) if part else 0.0)
    return total / (whole + part)


def regrets(costs: npt.ArrayLike) -> Floats:
    """
    Return what each option costs more than the best option of the same case.

    Parameters
    ----------
    costs
        (n_options, n_cases); NaN where an option has no way, which costs without end.

    Returns
    -------
    regrets
        (n_options, n_cases), 0 for the best; a case in which no option has a way is left out.

    Raises
    ------
    ValueError
        No table of options by cases.

    Examples
    --------
    >>> regrets([[10.0, 30.0], [20.0, 20.0]]).tolist()
    [[0.0, 10.0], [10.0, 0.0]]
    """
    table = np.asarray(costs, dtype=float)
    if table.ndim != 2:
        raise ValueError(f"costs have {table.ndim} axes; give options by cases")
    table = np.where(np.isnan(table), np.inf, table)
    table = table[:, np.isfinite(table).any(axis=0)]
    return np.asarray(table - table.min(axis=0))


def minimax_regret(ensemble: Ensemble, *, metric: str = COST, level: float = 0.9) -> pd.DataFrame:
    """
    Return what each corridor risks over all draws and scenarios, and which one to choose.

    All draws of all scenarios are cases; where a corridor has no route its cost has no end, and so
    have its mean, its tail and its regret.

    Parameters
    ----------
    ensemble
        From `run_ensemble`, with the corridors to choose between.
    metric
        What counts; of netback and availability more is better, and the figures are of the loss.
    level
        Of the conditional value at risk.

    Returns
    -------
    choice
        commodity, origin, destination, corridor; mean and ``cvar`` of the metric (negated where
        more is better), mean_regret and max_regret to the best corridor of the same case,
        feasible_share of the cases, least_cvar and least_regret: whether the corridor is the choice
        by each. Without any route there is no choice.

    Raises
    ------
    UnknownIdError
        No such metric; names the nearest.
    ValueError
        A level outside its range.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> pair = ("copper", "balkhash_smelter", "duisburg")
    >>> ensemble = corridor.run_ensemble(data, n=64, seed=7, pairs=[pair])
    >>> table = minimax_regret(ensemble).set_index("corridor")
    >>> bool(table["least_regret"].sum() == 1)
    True
    """
    draws = ensemble.draws(metric) * (-1.0 if metric in MORE_IS_BETTER else 1.0)
    rows = []
    for place, pair in enumerate(ensemble.pairs):
        # Corridors by cases: scenarios one after the other.
        costs = np.moveaxis(draws[:, place], 1, 0).reshape(len(ensemble.corridors), -1)
        feasible = np.isfinite(costs)
        costs = np.where(feasible, costs, np.inf)
        regret = regrets(costs)
        for number, corridor in enumerate(ensemble.corridors):
            lost = regret[number] if regret.shape[1] else np.array([np.inf])
            tail = cvar(costs[number], level)
            rows.append(
                (
                    *(*pair, corridor, float(costs[number].mean()), tail),
                    *(float(lost.mean()), float(lost.max()), float(feasible[number].mean())),
                )
            )
    keys = ["commodity", "origin", "destination"]
    measures = ["mean", "cvar", "mean_regret", "max_regret", "feasible_share"]
    table = pd.DataFrame(rows, columns=[*keys, "corridor", *measures])
    for column, flag in (("cvar", "least_cvar"), ("max_regret", "least_regret")):
        best = table.groupby(keys)[column].transform("min")
        table[flag] = np.isfinite(best) & (table[column] == best)
    return table


def break_even_probability(
    caspian: Route | float,
    russia: Route | float,
    *,
    flow_t_per_y: float,
    loss_usd: float,
    loss_with_option_usd: float = 0.0,
) -> float:
    """
    Return how likely a loss of the Russian route must be, per year, for the Caspian one to pay.

    p* = (C_caspian - C_russia) Q / (loss without the option - loss with it): the dearer route is an
    insurance whose premium is the difference of cost on all that moves.

    Parameters
    ----------
    caspian, russia
        Generalised cost of each in USD/t, or a route that has one.
    flow_t_per_y
        What moves, Q.
    loss_usd
        Lost when the Russian route is lost and there is no other.
    loss_with_option_usd
        What is lost even with the Caspian route open.

    Returns
    -------
    probability
        Losses a year above which the Caspian route pays: 0 where it is cheaper anyway, above 1
        where a loss every year would not pay for it.

    Raises
    ------
    ValueError
        A number is negative or not finite, or the option saves nothing.

    Examples
    --------
    Twenty dollars a tonne more on 5 Mt, against a loss of 2 billion: once in 20 years.

    >>> break_even_probability(80.0, 60.0, flow_t_per_y=5e6, loss_usd=2e9)
    0.05
    """
    costs = [c if isinstance(c, float | int) else float(c.totals[COST]) for c in (caspian, russia)]
    given = {"flow_t_per_y": flow_t_per_y, "loss_usd": loss_usd}
    given |= {"loss_with_option_usd": loss_with_option_usd}
    for name, value in {"caspian": costs[0], "russia": costs[1], **given}.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value!r}; it must be a finite number of 0 or more")
    saved = loss_usd - loss_with_option_usd
    if saved <= 0:
        msg = f"the option saves nothing: {loss_usd:g} USD lost without it, "
        raise ValueError(f"{msg}{loss_with_option_usd:g} with it")
    return max((costs[0] - costs[1]) * flow_t_per_y / saved, 0.0)
