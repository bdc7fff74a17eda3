import numpy as np
import pandas as pd
import pytest

from corridor.errors import SchemaError
from corridor.flows.expansion.bundles import compare_bundles
from corridor.flows.expansion.mapping.mapping import candidates
from corridor.flows.fleet.capacity import (
    carrying_capacity,
    cycle_of_capacity,
    cycle_time_d,
    loaded_share,
    vessels_needed,
)
from corridor.flows.fleet.table import fleet_capacity, vessel_projects


def test_the_trips_of_a_year_carry_the_capacity():
    """Counted trip by trip: a ship leaves every five days of 340."""
    trips = sum(1 for day in np.arange(0.0, 340.0, 5.0))
    assert carrying_capacity(3, 7_000, 5.0, operating_d_per_y=340) == 3 * trips * 7_000


def test_taraz_and_liwa_were_bought_for_750_000_tonnes_a_year():
    """Two ships of 8,000 dwt: a cycle of a week or so, two days of it at sea."""
    cycle = cycle_of_capacity(750_000, 2, 8_000, operating_d_per_y=350)
    assert carrying_capacity(2, 8_000, cycle, operating_d_per_y=350) == pytest.approx(750_000)
    at_sea = cycle_time_d(470, 11 * 44.448, ports_d=0.0)
    assert at_sea == pytest.approx(1.92, abs=0.01)
    assert 4.0 < cycle - at_sea < 6.0


def test_vessels_needed_is_the_first_whole_fleet_that_is_enough():
    terms = {"operating_d_per_y": 340, "loaded": 0.79}
    count = vessels_needed(20e6, 12_000, 8.0, **terms)
    assert carrying_capacity(count, 12_000, 8.0, **terms) >= 20e6
    assert carrying_capacity(count - 1, 12_000, 8.0, **terms) < 20e6
    one = carrying_capacity(1, 9_000, 7.0, operating_d_per_y=333)
    assert [vessels_needed(n * one, 9_000, 7.0, operating_d_per_y=333) for n in range(1, 30)] == [
        *range(1, 30)
    ]
    assert vessels_needed(0.0, 9_000, 7.0, operating_d_per_y=333) == 0


def test_the_sea_falls_and_ships_load_less():
    ship = {"payload_t": 12_000, "full_draught_m": 7.1, "tonnes_per_cm": 22}
    assert loaded_share(allowed_draught_m=7.7, **ship) == 1.0
    shares = [loaded_share(allowed_draught_m=depth, **ship) for depth in (7.1, 6.9, 6.7, 6.5)]
    assert np.diff(shares) == pytest.approx([-20 * 22 / 12_000] * 3)
    assert loaded_share(allowed_draught_m=0.0, **ship) == 0.0


def test_classes_of_ships_on_one_line_add_up():
    fleets = pd.DataFrame(
        [
            ["group:aktau_tankers", 3, 12_000, "t", 8.0, 340, 0.8],
            ["group:aktau_tankers", 2, 8_000, "t", 7.5, 340, 1.0],
            ["group:caspian_feeder_fleet", 6, 350, "TEU", 7.0, 340, 1.0],
        ],
        columns=["subject", "vessels", "payload", "unit", "cycle_d", "operating_d_per_y", "loaded"],
    )
    found = fleet_capacity(fleets.iloc[::-1])
    assert found.loc[("group:aktau_tankers", "t/y"), "capacity_per_y"] == pytest.approx(
        3 * 12_000 * 0.8 * 340 / 8 + 2 * 8_000 * 340 / 7.5
    )
    assert found.loc[("group:caspian_feeder_fleet", "TEU/y"), "vessels"] == 6
    plain = fleet_capacity(fleets.drop(columns="loaded"))
    assert plain["capacity_per_y"].iloc[0] > found["capacity_per_y"].iloc[0]


def test_ships_of_the_bundled_projects_are_capacity(net):
    """Vessels x payload x days / cycle: 700 TEU weekly, 10 kt of oil, 56 wagons 163 times."""
    price = {"caspian_container_ships": 5e7}
    everything = candidates(net, None, None, capex_usd=price)
    effects = everything.effects.set_index("project")["adds_per_y"]
    feeders = everything.effects.query("project == 'caspian_container_ships'")
    assert set(feeders["what"]) == {
        "raises group:caspian_feeder_fleet/forward/container",
        "raises group:caspian_feeder_fleet/backward/container",
    }
    assert feeders["adds_per_y"].tolist() == pytest.approx([2 * 700 * 350 / 7] * 2)
    assert effects["caspian_tanker_13k"] == pytest.approx(10_000 * 350 / 7.47)
    assert effects["ropax_ferry_unit"] == pytest.approx(56 * (4.5e6 / 95_000) * 163, rel=2e-3)
    short = net.data.projects.drop(columns="payload")
    untold = candidates(net, None, short, capex_usd=price)
    assert "payload" in untold.unused["caspian_container_ships"]


def test_a_ship_from_the_table_carries_the_oil_it_says(net):
    told = net.data.projects.copy()
    ship = ["adds", "value", "payload", "payload_unit", "cycle_d", "operating_d_per_y"]
    told.loc["caspian_tanker_unit", ship] = ["vessels", 1.0, 8_000.0, "t", 8.0, 340.0]
    need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    table = compare_bundles(net, need, told, bundles=[["caspian_tanker_unit"]], target={"RU": 0.0})
    assert table["unmet_t_per_y"].diff().iloc[1] == pytest.approx(-340_000.0)


@pytest.mark.parametrize(
    "change",
    [{"vessels": -1}, {"payload": 0}, {"cycle_d": np.nan}, {"loaded": 1.2}, {"loaded": -0.1}],
)
def test_numbers_out_of_range_are_refused(change):
    numbers = {"vessels": 2, "payload": 8_000, "cycle_d": 7.0, **change}
    with pytest.raises(ValueError, match=next(iter(change))):
        carrying_capacity(**numbers, operating_d_per_y=340)
    with pytest.raises(ValueError, match="operating_d_per_y"):
        carrying_capacity(1, 1, 1, operating_d_per_y=400)


def test_faulty_tables_are_refused():
    row = {"subject": ["link:x"], "vessels": [1], "payload": [5], "unit": ["ships"]}
    fleets = pd.DataFrame({**row, "cycle_d": [5], "operating_d_per_y": [300]})
    with pytest.raises(SchemaError, match="one of"):
        fleet_capacity(fleets)
    with pytest.raises(SchemaError, match="cycle_d"):
        fleet_capacity(fleets.drop(columns="cycle_d"))
    with pytest.raises(ValueError, match="link:x: cycle_d"):
        fleet_capacity(fleets.assign(unit="t", cycle_d=0))
    assert vessel_projects(fleets) is fleets
