"""
Railways of OpenStreetMap, against published lengths, and the gaps of the file.

The file is the railway graph of scgraph_data 2.0.0 (OpenStreetMap contributors, ODbL 1.0), cut to
20-95 E, 34-62 N: 20,837 lines whose coordinates are rounded to 0.001 degrees and whose column `km`
has the length before they were simplified. It has gaps. It is not part of the project: the tests
are skipped where it does not lie beside the checkout.
"""

from pathlib import Path

import geopandas as gpd
import pytest

import corridor as cr
from corridor.errors import NoRouteError
from corridor.network.lines.build import network_from_lines

FILE = Path(__file__).resolve().parents[4] / "shared" / "geo" / "osm_rail_scgraph_e20_95.geojson.gz"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the railways of OpenStreetMap are not beside this checkout"
)

# Coordinates of nodes.csv.
PLACES = {
    "osm_baku": (49.86539, 40.37176),
    "osm_alat": (49.44483, 39.97735),
    "osm_tbilisi": (44.8341, 41.6914),
    "osm_batumi": (41.65744, 41.64882),
    "osm_kars": (43.0855, 40.5983),
}
# Published lengths in km.
BTK_KM = (826, 838.6)  # Wikipedia "Baku-Tbilisi-Kars railway"; railturkey.org 2016-08-09
BATUMI_KM = 897  # German Wikipedia "Bahnstrecke Poti-Baku": route length of Batumi/Poti - Baku
SOURCE = {
    "source_id": "osm_rail_clip",
    "title": "Railways of OpenStreetMap, from scgraph_data 2.0.0",
    "accessed": "2026-11-22",
    "licence": "ODbL 1.0",
}


@pytest.fixture(scope="module")
def rails():
    return gpd.read_file(f"/vsigzip/{FILE}")


def caucasus(rails, snap_km):
    near = rails.cx[41:51, 39:43.5]
    return network_from_lines(
        near, mode="rail_1520", snap_km=snap_km, length="km", places=PLACES, name="osm"
    )


@pytest.fixture(scope="module")
def network(rails):
    return caucasus(rails, 0.5)


def test_lines_as_read(network):
    assert network.counts["rows"] == 590
    assert network.counts["lines_km"] == pytest.approx(5173, abs=1)
    assert len(network.bridges) == 18
    assert network.bridges["length_km"].sum() == pytest.approx(2.4, abs=0.1)


def test_baku_kars_has_its_published_length(network):
    route = network.shortest("osm_baku", "osm_kars")
    assert route.length_km == pytest.approx(818.9, abs=0.1)
    for published in BTK_KM:
        assert abs(route.length_km / published - 1) < 0.05
    assert list(route.territory_km.index) == ["AZ", "GE", "TR"]
    assert route.territory_km["AZ"] == pytest.approx(503, rel=0.05)  # railturkey.org
    assert route.bridged_km == pytest.approx(0.11, abs=0.01)


def test_baku_batumi_has_its_published_length(network):
    route = network.shortest("osm_baku", "osm_batumi")
    assert route.length_km == pytest.approx(885.0, abs=0.1)
    assert abs(route.length_km / BATUMI_KM - 1) < 0.05
    assert list(route.territory_km.index) == ["AZ", "GE"]
    # It runs over a gap of 0.37 km in Tbilisi, which the report owns up to.
    assert route.bridges["length_km"].max() == pytest.approx(0.372, abs=0.001)
    assert route.bridges["smaller_km"].max() > 500


def test_lengths_as_drawn_are_short(rails):
    near = rails.cx[41:51, 39:43.5]
    drawn = network_from_lines(near, mode="rail_1520", snap_km=0.5, places=PLACES)
    assert drawn.shortest("osm_baku", "osm_kars").length_km == pytest.approx(778.6, abs=0.1)


def test_a_shorter_reach_leaves_batumi_apart_and_says_why(rails):
    apart = caucasus(rails, 0.3)
    with pytest.raises(NoRouteError, match=r"parted by 0\.37 km at \(44\.799, 41\.722\), which a"):
        apart.shortest("osm_baku", "osm_batumi")
    assert apart.shortest("osm_baku", "osm_kars").length_km == pytest.approx(818.9, abs=0.1)


def test_the_ways_between_places_make_a_network_to_route_on(network):
    small = network.between(PLACES)
    assert (len(small.nodes), len(small.links)) == (8, 8)
    for end in ("osm_kars", "osm_batumi"):
        assert small.shortest("osm_baku", end).length_km == pytest.approx(
            network.shortest("osm_baku", end).length_km
        )
    own = small.to_network(source=SOURCE)
    route = cr.best_route(own, "copper", "osm_baku", "osm_batumi")
    assert route.totals["distance_km"] == pytest.approx(885.0, abs=0.1)
    assert route.territories == ("AZ", "GE")
    assert route.totals["border_crossings"] == 1
    assert own.trace("link:osm_l8", "length_km")["source_id"].tolist() == ["osm_rail_clip"]


@pytest.mark.slow
def test_own_lines_join_the_bundled_network(network, net):
    own = network.between(PLACES).to_network(source=SOURCE)
    broad = set(PLACES) - {"osm_kars"}  # Kars is on another gauge in the bundled network
    joined = net.merge(own, join={name: name.removeprefix("osm_") for name in broad})
    there = cr.best_route(joined, "copper", "balkhash_smelter", "osm_kars", avoid={"RU"})
    assert there.certificate["fault"].eq("").all()
    assert "link:osm_l2" in set(there.legs["subject"])


# Gaps of the file in Central Asia: place, width, and the way around them, or that there is none.
CENTRAL_ASIA = {
    (66.726, 44.177): (1.69, 3004),  # Kyzylorda - Turkestan, the main line
    (77.125, 43.685): (1.26, 2257),  # north of Almaty
    (77.994, 44.625): (1.01, 1783),  # Saryozek - Ushtobe
    (48.717, 46.647): (0.93, 2581),  # Atyrau - Astrakhan
    (58.360, 38.116): (2.02, 1590),  # Ashgabat
    (53.346, 47.644): (2.14, 1448),  # Makat
    (60.477, 50.426): (1.23, 1026),
    (65.752, 38.723): (0.75, 624),
    (67.330, 37.257): (0.80, 560),  # Termez
    (68.192, 40.667): (15.22, 254),
    (66.243, 39.908): (3.19, 58),
    (80.871, 48.785): (1.05, None),
    (80.239, 50.374): (1.14, None),  # Semey
    (78.501, 50.750): (1.19, None),
    (82.560, 50.009): (2.01, None),
    (81.162, 49.204): (2.11, None),
    (59.651, 42.445): (11.73, None),  # Nukus
    (80.412, 47.893): (12.09, None),
}


@pytest.mark.slow
def test_gaps_in_central_asia_are_told_of_not_papered_over(rails):
    network = network_from_lines(rails, mode="rail_1520", snap_km=0.5, length="km")
    assert len(network.components) == 47
    gaps = network.gaps[network.gaps["state"] == "open"]
    land = ["KZ", "UZ", "TM", "KG", "TJ"]
    gaps = gaps[gaps["from_country"].isin(land) | gaps["to_country"].isin(land)]
    told = {
        (round(gap.from_x, 3), round(gap.from_y, 3)): (
            round(gap.distance_km, 2),
            round(gap.way_km) if gap.joins == "detour" else None,
        )
        for gap in gaps.itertuples()
    }
    assert told == CENTRAL_ASIA
    kyzylorda, turkestan = (65.5, 44.85), (68.25, 43.3)
    assert network.shortest(kyzylorda, turkestan).length_km == pytest.approx(2721, abs=1)
    wide = network_from_lines(rails, mode="rail_1520", snap_km=2.0, length="km")
    route = wide.shortest(kyzylorda, turkestan)
    assert route.length_km == pytest.approx(285, abs=1)
    assert route.bridges["length_km"].tolist() == [pytest.approx(1.69, abs=0.01)]
