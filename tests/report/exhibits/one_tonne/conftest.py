"""Results of one tonne on the bundled data, computed once."""

import pytest

import corridor as cr
from corridor.report.findings.findings import Findings

OIL = ("crude_oil", "tengiz", "trieste")
GAS = ("natural_gas", "galkynysh", "market_it")
COPPER = ("copper", "balkhash_smelter", "duisburg")
ANTIMONY = ("antimony", "anzob_antimony", "tokyo")
FOUR = ("cost", "time", "co2", "risk")


@pytest.fixture(scope="session")
def findings(net):
    pairs = (OIL, GAS, COPPER, ANTIMONY)
    copper = {"commodity": COPPER[0], "origin": COPPER[1], "destination": COPPER[2]}
    changes = (("mode:rail_1520/RU", "tariff_usd_per_tkm"), "value_of_time_usd_per_t_d")
    return Findings(
        net,
        comparisons={pair: cr.compare_corridors(net, *pair) for pair in pairs},
        fronts={
            COPPER: cr.pareto_routes(net, *COPPER, criteria=FOUR),
            OIL: cr.pareto_routes(net, *OIL, criteria=FOUR),
        },
        acceptability={ANTIMONY: cr.rank_acceptability(net, *ANTIMONY, n=64)},
        break_evens=tuple(
            cr.break_even(net, **copper, better="caspian", than="russia", change=change)
            for change in changes
        ),
    )


@pytest.fixture(scope="session")
def gas_alone(findings):
    return Findings(findings.network, comparisons={GAS: findings.comparisons[GAS]})


@pytest.fixture(scope="session")
def copper(findings):
    return findings.comparisons[COPPER]
