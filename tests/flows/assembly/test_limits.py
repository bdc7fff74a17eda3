"""What the limits of the bundled data come to, by numbers that can be read in its tables."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.demand import Demand


@pytest.fixture(scope="module")
def base(net):
    return assemble(net)


@pytest.fixture(scope="module")
def limits(base):
    return base.limits.set_index("limit")


@pytest.mark.parametrize(
    ("limit", "nameplate", "taken", "available"),
    [
        ("group:cpc", 72.5e6, 0.0, 72.5e6),
        ("link:btc/forward", 50e6, 24.4e6, 25.6e6),
        ("transfer:cpc_yo/oil_pipeline/sea", 78e6, 8.11e6, 69.89e6),
        ("group:tal", 45e6, 19.4e6, 25.6e6),
        ("link:kz_china/forward", 20e6, 9.979e6, 10.021e6),
        # 0.7 kg/m3: a bcm is 0.7 Mt
        ("group:tanap", 16 * 0.7e6, 16 * 0.7e6, 0.0),
        ("group:tap", 12 * 0.7e6, 11.8 * 0.7e6, 0.2 * 0.7e6),
        ("group:cacgp", 40 * 0.7e6, 0.0, 28e6),
    ],
)
def test_available_is_nameplate_less_what_is_taken(limits, limit, nameplate, taken, available):
    row = limits.loc[limit]
    assert row["unit"] == "t/y"
    assert row["nameplate_per_y"] == pytest.approx(nameplate)
    assert row["committed_per_y"] + row["background_per_y"] == pytest.approx(taken)
    assert row["available_per_y"] == pytest.approx(available)


def test_unknown_is_no_limit_and_says_so(limits):
    unknown = limits[~limits["known"].astype(bool)]
    assert np.isinf(unknown["available_per_y"]).all()
    assert unknown["nameplate_per_y"].isna().all()
    assert "link:access_aktogay_mine" in unknown.index


def test_both_directions_have_a_limit_of_their_own_unless_shared(limits):
    assert {"link:dauletabad_galkynysh/forward", "link:dauletabad_galkynysh/backward"} <= set(
        limits.index
    )
    assert "link:ra_shalkar__beyneu" in limits.index
    assert "link:ra_shalkar__beyneu/forward" not in limits.index


def test_a_limit_in_boxes_binds_boxes_of_its_group_alone(base, limits):
    limit = "transfer:aktau/rail_1520/sea/container"
    assert limits.at[limit, "unit"] == "TEU/y"
    assert limits.at[limit, "available_per_y"] == 70_000.0
    number = base.limit_number(limit)
    takes = {b.name: b.use[:, [number]].toarray().max(initial=0.0) for b in base.problem.blocks}
    assert takes["copper/KZ"] == pytest.approx(1 / 22)
    assert takes["titanium/KZ"] == pytest.approx(1 / 12)
    assert takes["ferroalloys/KZ"] == 0.0
    assert takes["crude_oil/KZ"] == 0.0


def test_a_port_counts_what_passes_its_water_side(base):
    number = base.limit_number("node:aktau/crude")
    for block_number, block in enumerate(base.problem.blocks):
        graph = base.graph(block_number)
        takes = block.use[:, [number]].toarray().ravel()
        for step, arc in enumerate(block.arc):
            leg = graph.legs.iloc[int(graph.leg_start[arc])]
            wet = {leg["mode"], leg["direction"]} & {"sea", "ferry"}
            at = arc >= 0 and leg["from_node"] == "aktau" and leg["kind"] != "section"
            crude = graph.commodity == "crude_oil"
            assert takes[step] == float(bool(at and wet and crude))


def test_members_of_a_group_share_one_limit(base):
    number = base.limit_number("group:cpc")
    names = [b.name for b in base.problem.blocks]
    block = base.problem.blocks[names.index("crude_oil/KZ")]
    graph = base.graph(names.index("crude_oil/KZ"))
    users = {
        graph.arc_list[arc].subject
        for arc, row in zip(block.arc, block.use[:, [number]].toarray(), strict=True)
        if row[0]
    }
    assert users == {"link:cpc", "link:cpc_atyrau"}
    assert not [limit for limit in base.limits["limit"] if limit.startswith("link:cpc")]


def test_only_the_ferries_can_be_taken_twice(net):
    """A tonne must not count twice on one track; two crossings by the same fleet are two."""
    twice = set()
    for commodity in ("crude_oil", "natural_gas", "copper", "chromium", "uranium"):
        graph = net.state_graph(commodity)
        whole = nx.DiGraph([(arc.tail, arc.head) for arc in graph.arc_list])
        group = net.links["capacity_group"].rename(index=lambda link: f"link:{link}")
        members = [(arc, group[arc.subject]) for arc in graph.arc_list if arc.kind == "link"]
        members = [(arc, name) for arc, name in members if name]
        for arc, name in members:
            later = nx.descendants(whole, arc.head) | {arc.head}
            for other, its in members:
                if its == name and other.subject != arc.subject and other.tail in later:
                    twice.add(name)
    assert twice == {"caspian_ferry_fleet"}


def test_extra_capacity_is_added_to_the_limit_or_the_group(net):
    more = {"link:btc/forward": 1e6, "link:tap": 2e6, "transfer:ceyhan/oil_pipeline/sea": 3e6}
    need = Demand.of("crude_oil", {"trieste": 1.0}, unit="Mt/y") + Demand.of(
        "natural_gas", {"market_it": 1.0}, unit="bcm/y"
    )
    plain = assemble(net, need).limits.set_index("limit")["available_per_y"]
    added = assemble(net, need, extra_capacity=more).limits.set_index("limit")["available_per_y"]
    rise = (added - plain)[np.isfinite(plain)]
    assert rise[rise > 0].to_dict() == pytest.approx(
        {
            "link:btc/forward": 1e6,
            "group:tap": 2e6,
            "transfer:ceyhan/oil_pipeline/sea": 3e6,
        }
    )
    with pytest.raises(cr.UnknownIdError, match="btc"):
        assemble(net, need, extra_capacity={"link:btd": 1e6})
    with pytest.raises(ValueError, match="finite"):
        assemble(net, need, extra_capacity={"link:tap": -1.0})


def test_what_is_taken_must_be_in_the_unit_of_the_capacity(net):
    data = net.data
    fact = data.facts[data.facts["subject"] == "link:se_aktau__alat"]
    fact = fact[fact["attribute"] == "capacity_t_per_y"].assign(
        attribute="background_t_per_y", unit="Mt/y", value=0.1, low=0.1, high=0.1
    )
    other = replace(data, facts=pd.concat([data.facts, fact], ignore_index=True))
    with pytest.raises(cr.UnitError, match="state both in one unit"):
        assemble(cr.build_network(other), Demand.of("copper", {"mersin": 1.0}, unit="kt/y"))
