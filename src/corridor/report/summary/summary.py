"""The summary: the questions of those who decide, in order, answered from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.report.summary import all_tonnes, how_sure, one_tonne

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.report.findings.findings import Findings

__all__ = ["summary_of"]

Answers = tuple[str, ...]


def summary_of(findings: Findings) -> tuple[tuple[str, Answers], ...]:
    """
    Return the questions that findings answer, each with its sentences.

    Parameters
    ----------
    findings
        What a report rests on.

    Returns
    -------
    summary
        Question and answers, in the order of the questions; those that cannot be answered are left
        out.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> pair = ("copper", "balkhash_smelter", "duisburg")
    >>> found = Findings(net, {pair: corridor.compare_corridors(net, *pair, n_draws=50)})
    >>> [question for question, _ in summary_of(found)]
    ['Can it move without the land of Russia?', 'At what premium?', 'How sure is that?']
    """
    place = str(findings.network.data.countries["name"].get("RU", "Russia"))
    asked: tuple[tuple[str, Callable[[Findings], Answers]], ...] = (
        (f"Can it move without the land of {place}?", _movement),
        ("How much?", all_tonnes.amount_sentences),
        ("At what premium?", _premium),
        ("Who pays, and who earns?", all_tonnes.earning_sentences),
        ("What binds first?", all_tonnes.binding_sentences),
        ("How sure is that?", _certainty),
        ("What does a stop cost?", how_sure.stop_sentences),
        ("What to build first?", all_tonnes.building_sentences),
    )
    answered = ((question, answer(findings)) for question, answer in asked)
    return tuple((question, sentences) for question, sentences in answered if sentences)


def _movement(findings: Findings) -> Answers:
    """Return how many of the cargoes can do without, then each of them."""
    each = one_tonne.movement_sentences(findings)
    if len(each) < 2:
        return each
    able = one_tonne.movable(findings)
    return (f"Of {len(each)} cargoes compared {able} can, from producer to market.", *each)


def _premium(findings: Findings) -> Answers:
    """Return the premium of one tonne, then of all."""
    return (*one_tonne.premium_sentences(findings), *all_tonnes.premium_sentences(findings))


def _certainty(findings: Findings) -> Answers:
    """Return the shares of draws, then how far the flows are from published ones."""
    return (*one_tonne.certainty_sentences(findings), *how_sure.trust_sentences(findings))
