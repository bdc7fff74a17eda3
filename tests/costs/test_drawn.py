"""Arc costs of many draws are those of each draw's facts taken alone."""

from dataclasses import replace

import numpy as np
import pytest

import corridor as cr
from corridor.costs.drawn import drawn_arc_costs
from corridor.costs.weights import arc_costs


@pytest.mark.parametrize("commodity", ["copper", "crude_oil", "natural_gas"])
@pytest.mark.parametrize(
    "weights",
    [
        cr.CostWeights(),
        cr.CostWeights(carbon_price_usd_per_t=80, non_delivery_usd_per_t=50),
        cr.CostWeights(value_of_time_usd_per_t_d=3, delay_price_usd_per_t_d=7),
    ],
)
def test_each_draw_costs_what_its_facts_say(commodity, weights):
    graph = cr.build_network(cr.load_dataset()).state_graph(commodity)
    drawn = graph.fact_map.draw(4, seed=11)
    costs = drawn_arc_costs(graph, weights, drawn)
    for draw in range(4):
        facts = graph.fact_map.facts.assign(value=drawn[:, draw])
        alone = replace(graph, fact_map=replace(graph.fact_map, facts=facts))
        np.testing.assert_allclose(costs[:, draw], arc_costs(alone, weights), rtol=1e-10)
