"""A link that states its fleet has the capacity of that fleet; less water, less cargo."""

from dataclasses import replace

import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble

FLEET = [
    ("fleet_vessels", 3.0, "1"),
    ("fleet_payload_t", 12_000.0, "t"),
    ("fleet_cycle_d", 7.0, "d"),
    ("fleet_operating_share", 0.9, "share"),
    ("fleet_loaded_share", 0.8, "share"),
]


@pytest.fixture(scope="module")
def afloat():
    """Aktau - Makhachkala with a fleet in place of its capacity."""
    data = cr.load_dataset()
    line = data.facts["subject"].eq("link:sea_aktau_makhachkala")
    bare = data.facts[~(line & data.facts["attribute"].eq("capacity_t_per_y"))]
    data = replace(data, facts=bare)
    for attribute, value, unit in FLEET:
        change = cr.SetFact("link:sea_aktau_makhachkala", attribute, value, unit)
        data = change.apply(data)
    return data


def capacity(data):
    limits = assemble(cr.build_network(data)).limits.set_index("limit")
    return limits.loc["link:sea_aktau_makhachkala/forward"]


def test_the_capacity_is_that_of_the_fleet(afloat):
    row = capacity(afloat)
    # 3 ships x 12,000 t x 0.8 x 365 d x 0.9 / 7 d
    assert row["available_per_y"] == pytest.approx(3 * 12_000 * 0.8 * 365 * 0.9 / 7)
    assert row["known"]


def test_a_lower_sea_loads_less(afloat):
    lower = cr.ScaleFact("link:sea_aktau_makhachkala", "fleet_loaded_share", 0.75).apply(afloat)
    ratio = capacity(lower)["available_per_y"] / capacity(afloat)["available_per_y"]
    assert ratio == pytest.approx(0.75)


def test_a_stated_capacity_wins_over_a_fleet(afloat):
    stated = cr.SetFact("link:sea_aktau_makhachkala", "capacity_t_per_y", 2.0, "Mt/y")
    assert capacity(stated.apply(afloat))["available_per_y"] == pytest.approx(2e6)


def test_a_fleet_without_a_cycle_is_no_capacity(afloat):
    facts = afloat.facts[afloat.facts["attribute"] != "fleet_cycle_d"]
    row = capacity(replace(afloat, facts=facts))
    assert not row["known"]
