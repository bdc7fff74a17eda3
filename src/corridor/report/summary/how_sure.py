"""Sentences on doubt and shocks: what a stop costs a week, and how far to trust the flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.report.contents.numbers import money, number, percent
from corridor.report.exhibits.how_sure.stop import weekly_loss

if TYPE_CHECKING:
    from corridor.report.findings.findings import Findings

__all__ = ["stop_sentences", "trust_sentences"]


def stop_sentences(findings: Findings) -> tuple[str, ...]:
    """Return what a stop costs per week: the strikes as they were, then the element gone whole."""
    said = []
    for path in findings.disruptions:
        tonnes, usd = weekly_loss(path)
        title = path.scenario.title or path.scenario.name
        if tonnes > 0:
            text = f"{title}: {number(tonnes, 2)} Mt of crude a week not produced, {money(usd)}."
            said.append(text)
        else:
            said.append(f"{title}: nothing goes unproduced.")
    whole = findings.depths.get(1.0)
    if whole is not None:
        tonnes, usd = weekly_loss(whole)
        text = (
            f"A full stop of the same terminal costs {number(tonnes, 2)} Mt and {money(usd)} a week"
        )
        said.append(f"{text}, with no tanks counted.")
    return tuple(said)


def trust_sentences(findings: Findings) -> tuple[str, ...]:
    """Return how far modelled flows are from published ones."""
    found = findings.validation
    if found is None:
        return ()
    scores: dict[Any, Any] = found.scores.T.to_dict()
    if "optimum" not in scores or not scores["optimum"]["n_flows"]:
        return ()
    error = percent(scores["optimum"]["median_error"])
    text = (
        f"Against {number(scores['optimum']['n_flows'], 0)} published flows of {found.years[0]} to "
        f"{found.years[-1]} the least-cost flows are off by {error} in the median"
    )
    if "naive" in scores:
        rule = percent(scores["naive"]["median_error"])
        worse = scores["optimum"]["median_error"] >= scores["naive"]["median_error"]
        text += f", {'no better' if worse else 'better'} than a naive rule by distance ({rule})"
    return (f"{text}.",)
