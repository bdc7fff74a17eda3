"""The sentences about one tonne, their numbers recomputed."""

import numpy as np
import pytest

import corridor as cr
from corridor.report.findings.findings import Findings
from corridor.report.summary.one_tonne import (
    certainty_sentences,
    movement_sentences,
    premium_sentences,
)

OIL = ("crude_oil", "tengiz", "trieste")
GAS = ("natural_gas", "galkynysh", "market_it")
ANTIMONY = ("antimony", "anzob_antimony", "tokyo")


def sentences(findings):
    """All that is said, question by question."""
    every = (movement_sentences, premium_sentences, certainty_sentences)
    return tuple(sentence for answer in every for sentence in answer(findings))


@pytest.fixture(scope="module")
def comparisons(net):
    return {pair: cr.compare_corridors(net, *pair) for pair in (OIL, GAS, ANTIMONY)}


def said_of(comparisons, pair):
    cmp = comparisons[pair]
    return sentences(Findings(cmp.network, {pair: cmp}))


def test_nothing_is_said_of_nothing(net):
    assert sentences(Findings(net)) == ()


def test_oil_can_move_at_a_premium(comparisons):
    can, premium, sure = said_of(comparisons, OIL)
    assert can == (
        "Crude oil from Tengiz (TCO) to Trieste: yes, by the Caspian route at 97 USD/t (91 to 126) "
        "in 47 days."
    )
    routes = comparisons[OIL].routes
    gap = routes["caspian"].totals["cost_usd_per_t"] - routes["russia"].totals["cost_usd_per_t"]
    draws = routes["caspian"].draws["cost_usd_per_t"] - routes["russia"].draws["cost_usd_per_t"]
    low, high = np.percentile(draws, [10, 90])
    assert f": {gap:.0f} USD/t more ({low:.0f} to {high:.0f}), " in premium
    price = routes["caspian"].network.data.trace("price:world/crude_oil/brent", "price_usd_per_t")
    assert not price.empty
    assert f"{100 * gap / 591.531:.1f} % of its value" in premium
    share = f"{100 * (draws > 0).mean():.0f} % of the draws"
    assert f"is dearer than the way through Russia in {share}" in sure
    estimates = [100 * routes[name].estimate_share for name in ("caspian", "russia")]
    assert "estimates carry {:.0f} % of its cost, against {:.0f} %".format(*estimates) in sure


def test_a_premium_may_be_a_gain(comparisons):
    _, premium, sure = said_of(comparisons, ANTIMONY)
    assert ": 117 USD/t less (from 220 less to 2 more)" in premium
    assert "is cheaper than the way through Russia in 89 % of the draws" in sure


def test_what_is_in_neither_cost_is_said(comparisons):
    sure = said_of(comparisons, OIL)[2]
    # Borders and demurrage have no fact on either side, and tilt nothing.
    assert sure.endswith("losses and war risk are left out of the Caspian route.")


def test_gas_needs_a_link_to_open(comparisons):
    (said,) = said_of(comparisons, GAS)
    assert "no, in 2024 not even over it" in said
    assert "Trans-Caspian Gas Pipeline (proposed)" in said
    assert "Iranian swap Sarakhs - Astara (Azerbaijan) (closed since 2024), through Iran" in said
    assert "Central Asia-Center" not in said  # that way is over Russian land


def test_only_over_russian_land(net):
    cmp = cr.compare_corridors(net, *OIL, corridors=["russia", "iran"], n_draws=20)
    (said,) = sentences(Findings(net, {OIL: cmp}))
    assert "only over it in 2024; off it, through Iran no link carries" in said
