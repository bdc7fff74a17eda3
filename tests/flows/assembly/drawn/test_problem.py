"""The numbers of drawn problems against assemblies of networks that have the drawn facts."""

from dataclasses import replace

import numpy as np
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assembly.drawn.problem import drawn_problem
from corridor.network.lookup import FactBook
from corridor.network.network import Network

LINE = "link:sea_aktau_makhachkala"
FLEET = [
    ("fleet_vessels", 3.0, "1"),
    ("fleet_payload_t", 12_000.0, "t"),
    ("fleet_cycle_d", 7.0, "d"),
    ("fleet_loaded_share", 0.8, "share"),
]


@pytest.fixture(scope="module")
def network():
    """The bundled network, with a fleet in place of the capacity of one line."""
    data = cr.load_dataset()
    stated = data.facts["subject"].eq(LINE) & data.facts["attribute"].eq("capacity_t_per_y")
    data = replace(data, facts=data.facts[~stated])
    for attribute, value, unit in FLEET:
        data = cr.SetFact(LINE, attribute, value, unit).apply(data)
    return cr.build_network(data)


@pytest.fixture(scope="module")
def need(network):
    demand = network.data.demand
    return demand[demand["commodity"].isin(["copper", "crude_oil", "natural_gas"])]


@pytest.fixture(scope="module")
def drawn(network, need):
    """Two columns: central facts, and facts lowered by up to a half."""
    assembly = assemble(network, need, every_member=True)
    central = assembly.graph(0).fact_map.facts["value"].to_numpy(float)
    moved = central * np.random.default_rng(3).uniform(0.5, 1.0, len(central))
    facts = np.column_stack([central, moved])
    return assembly, facts, drawn_problem(assembly, facts)


@pytest.mark.parametrize("column", [0, 1])
def test_a_column_is_the_assembly_of_its_facts(network, need, drawn, column):
    assembly, facts, problem = drawn
    book = FactBook(network.data)
    book.facts = book.facts.assign(value=facts[:, column])
    cold = assemble(Network(network.data, book), need)
    place = {str(name): row for row, name in enumerate(assembly.limits["limit"])}
    rows = [place[str(name)] for name in cold.limits["limit"]]
    assert problem.limits[rows, column] == pytest.approx(cold.problem.limits, rel=1e-12)
    # What the cold assembly leaves out, a member of a group no narrower than it, limits nothing.
    rest = sorted(set(range(len(place))) - set(rows))
    assert np.isinf(problem.limits[rest, column]).all()
    assert problem.demand_amount[:, column] == pytest.approx(cold.problem.demand_amount, rel=1e-12)
    assert problem.source_amount[:, column] == pytest.approx(cold.problem.source_amount, rel=1e-12)
    penalty = cold.problem.demand_penalty
    assert problem.demand_penalty[:, column] == pytest.approx(penalty, rel=1e-12)
    for number, block in enumerate(cold.problem.blocks):
        assert problem.cost[number][:, column] == pytest.approx(block.cost, rel=1e-12)
        use = assembly.problem.blocks[number].use.toarray()
        for (of, limit), ratio in problem.use.items():
            if of == number:
                use[:, limit] *= ratio[column]
        assert use[:, rows] == pytest.approx(block.use.toarray(), rel=1e-12)


def test_a_fleet_carries_what_its_drawn_facts_say(drawn):
    assembly, facts, problem = drawn
    names = assembly.graph(0).fact_map.facts.index
    vessels, payload, cycle, loaded = (
        facts[names.get_loc(f"{LINE}|{attribute}||||")] for attribute, _, _ in FLEET
    )
    row = assembly.limit_number(f"{LINE}/forward")
    carried = vessels * payload * loaded * 365 / cycle
    assert problem.limits[row] == pytest.approx(carried)
    assert carried[0] == pytest.approx(3 * 12_000 * 0.8 * 365 / 7)


def test_a_member_counts_where_it_is_narrower_than_its_group(drawn):
    assembly, _, problem = drawn
    rows = {name: assembly.limit_number(name) for name in ("link:tap/forward", "group:tap")}
    own, group = (problem.limits[row] for row in rows.values())
    assert ((own < group) | np.isinf(own)).all()


def test_what_is_added_stays_added(network, need):
    more = {"group:cpc": 1e6}
    assembly = assemble(network, need, every_member=True, extra_capacity=more)
    central = assembly.graph(0).fact_map.facts["value"].to_numpy(float)[:, None]
    row = assembly.limit_number("group:cpc")
    limits = drawn_problem(assembly, central).limits
    assert limits[row, 0] == pytest.approx(assembly.problem.limits[row])


def test_sales_are_refused(network, need):
    copper = need[need["commodity"] == "copper"]
    assembly = assemble(network, copper, objective="netback")
    with pytest.raises(ValueError, match="objective='cost'"):
        drawn_problem(assembly, np.ones((3, 1)))
