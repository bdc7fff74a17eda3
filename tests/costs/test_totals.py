"""Totals on a hand-made graph of three legs, with numbers a person can check."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from corridor.costs.totals import route_totals
from corridor.costs.weights import CostWeights, arc_costs
from corridor.network.factmap import FactMapBuilder
from corridor.network.graph import StateGraph

FACTS = {
    "rate": 2.0,
    "days": 10.0,
    "deep": 0.5,
    "shallow": 0.1,
    "price": 500.0,
    "lost": 0.1,
    "tariff": 30.0,
    "holding": 0.073,
}


def hand_made_graph():
    """One arc, three legs: tariffs 30 + 30, two losses of a tenth, one storm seen at two places."""
    columns = ["low", "high", "range", "draw", "minimum", "maximum"]
    facts = pd.DataFrame({"value": FACTS}).rename_axis("fact")
    facts = facts.assign(**dict.fromkeys(columns, np.nan), kind="reported")
    builder = FactMapBuilder.over(facts)
    for leg in (0, 1):
        builder.add(leg, "usd", 1.0, [("tariff", 1)], charge="transport")
        builder.add(leg, "loss", 1.0, [("lost", 1)])
        builder.add(leg, "d", 1.0, [("days", 1)])
        builder.add(leg, "km", 100.0, [])
        builder.add(leg, "kg", 7.0, [])
    for leg, depth in ((0, "deep"), (1, "shallow")):
        facts_of = [("rate", 1), ("days", 1), (depth, 1)]
        builder.add(leg, "down", 1 / 365, facts_of, charge=f"storm_{leg}", recipient="storm")
        twice = [*facts_of, ("days", 1)]
        builder.add(leg, "delay", 0.5 / 365, twice, charge=f"storm_{leg}", recipient="storm")
    builder.add(2, "down", 1 / 365, [("rate", 1), ("days", 1)], charge="war", recipient="war")
    legs = pd.DataFrame({"arc": [0, 0, 0], "subject": ["a", "b", "c"]})
    lookup = SimpleNamespace(first=lambda *_: SimpleNamespace(factors=[("holding", 1)]))
    graph = StateGraph(
        "copper",
        "container",
        pd.DataFrame(index=[0, 1]),
        pd.DataFrame({"tail": [0], "head": [1]}),
        legs,
        builder.build(),
        pd.DataFrame(columns=["leg", "charge"]),
        lookup,
        [],
    )
    object.__setattr__(graph, "value_factors", lambda: [("price", 1)])
    return graph


@pytest.fixture
def graph():
    return hand_made_graph()


def test_losses_compound(graph):
    totals = route_totals(graph, [0], CostWeights())
    assert totals.loss_share[0] == pytest.approx(0.19)
    assert totals.cost_usd_per_t[0] == pytest.approx(60.0 + 0.19 * 500.0)


def test_the_search_proxy_adds_losses_and_is_never_below_the_truth(graph):
    weights = CostWeights(value_of_time_usd_per_t_d=0.0)
    assert arc_costs(graph, weights)[0] == pytest.approx(60.0 + 0.2 * 500.0)


def test_a_shared_cause_counts_once_at_its_worst(graph):
    totals = route_totals(graph, [0], CostWeights())
    storm, war = 2.0 * 10.0 * 0.5 / 365, 2.0 * 10.0 / 365
    assert totals.availability[0] == pytest.approx((1 - storm) * (1 - war))
    assert totals.expected_delay_d[0] == pytest.approx(2.0 * 0.5 * 10.0 * 10.0 / 2 / 365)


def test_time_is_worth_the_capital_bound(graph):
    # 500 USD/t at 7.3 % a year, counted for capital and for decay, is 0.2 USD/t a day; 20 days.
    totals = route_totals(graph, [0], CostWeights(delay_price_usd_per_t_d=0.0))
    extra = totals.generalised_cost_usd_per_t[0] - totals.cost_usd_per_t[0]
    assert extra == pytest.approx(20.0 * 0.2)


def test_every_weight_adds_its_product(graph):
    weights = CostWeights(
        value_of_time_usd_per_t_d=2.0,
        reliability_ratio=0.5,
        carbon_price_usd_per_t=100.0,
        delay_price_usd_per_t_d=0.0,
        non_delivery_usd_per_t=10.0,
    )
    totals = route_totals(graph, [0], weights, time_spread_d=3.0)
    extra = totals.generalised_cost_usd_per_t[0] - totals.cost_usd_per_t[0]
    down = 1 - totals.availability[0]
    assert extra == pytest.approx(2.0 * (20.0 + 0.5 * 3.0) + 100.0 * 14.0 / 1000.0 + 10.0 * down)


def test_draws_are_evaluated_one_by_one(graph):
    facts = np.repeat(np.array(list(FACTS.values()))[:, None], 3, axis=1)
    facts[list(FACTS).index("tariff")] = [30.0, 40.0, 50.0]
    totals = route_totals(graph, [0], CostWeights(), facts=facts)
    assert totals.cost_usd_per_t == pytest.approx([155.0, 175.0, 195.0])
