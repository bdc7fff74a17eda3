"""Compute everything a report may show, step by step."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from corridor.errors import UnknownIdError, UnmetDemandWarning
from corridor.report.findings.brief import Brief
from corridor.report.findings.findings import Findings
from corridor.report.findings.reach import reaches_of
from corridor.report.findings.steps import STEPS, Workings

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["gather_findings"]

PATIENCE_S = 2.0


def gather_findings(
    data: Dataset, brief: Brief | None = None, *, progress: bool = True
) -> Findings:
    """
    Return everything a report may show about a data set.

    Parameters
    ----------
    data
        The base.
    brief
        What to cover; all of it when absent.
    progress
        Whether a bar is shown for what takes more than two seconds; never where there is no
        terminal.

    Returns
    -------
    findings
        Results, from the comparison of corridors to the validation. What the data do not allow (no
        route for a pair, nobody who demands a commodity) is left out, and its exhibit says so.

    Raises
    ------
    UnknownIdError
        No such commodity, node or scenario; names the nearest.
    ValueError
        A commodity that no pair moves and nobody demands.

    Examples
    --------
    >>> from corridor.report.findings.brief import Brief
    >>> pair = ("copper", "balkhash_smelter", "duisburg")
    >>> brief = Brief(pairs=(pair,), commodities=("copper",), scenarios=(), strikes=(), draws=8)
    >>> found = gather_findings(corridor.load_dataset(), brief, progress=False)
    >>> found.flows.delivered_t_per_y, list(found.comparisons) == [pair]
    (415000.0, True)
    """
    workings = Workings(data, brief or Brief())
    _check(workings)
    found: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnmetDemandWarning)  # the report says it
        bar = tqdm(STEPS, disable=None if progress else True, delay=PATIENCE_S, leave=False)
        for words, name, step in bar:
            bar.set_description(words)
            found[name] = step(workings)
        supposed = dict(workings.brief.supposed_capex_usd)
        findings = Findings(workings.network, supposed_capex_usd=supposed, **found)
        findings = replace(findings, reaches=reaches_of(findings, workings.brief.territory))
    _settle(findings)
    return findings


def _settle(findings: Findings) -> None:
    """Work out now what flows work out when they are asked, so that writing only writes."""
    runs = () if findings.runs is None else findings.runs.runs
    for flows in (findings.flows, *(run.flows for run in runs)):
        if flows is not None:
            _ = flows.routes, flows.links, flows.charges


def _check(workings: Workings) -> None:
    """Refuse commodities unknown, or with nothing to report, before anything is worked out."""
    for commodity in workings.brief.commodities:
        if commodity not in workings.data.commodities.index:
            raise UnknownIdError("commodity", commodity, workings.data.commodities.index)
    moved = [pair[0] for pair in workings.brief.pairs]
    idle = [c for c in workings.brief.commodities if c not in moved and not workings.demanded(c)]
    if idle:
        raise ValueError(
            f"there is nothing to report on {', '.join(idle)}: no demand of {workings.data.year} "
            "is known and no pair moves it; give Brief(pairs=...) with producer and market"
        )
