"""Gaps bridged and gaps told of, against distances measured point by point."""

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod

from corridor.errors import NoRouteError
from tests.network.lines.frames import built, lines

GEOD = Geod(ellps="WGS84")
SNAP_KM = 3.0


def scattered(seed, count=14):
    """Return short lines at random in half a degree, none of which meet exactly at ends."""
    rng = np.random.default_rng(seed)
    start = rng.uniform((68, 44), (68.5, 44.5), size=(count, 2))
    stop = start + rng.uniform(-0.15, 0.15, size=(count, 2))
    return lines(
        *(f"LINESTRING ({a} {b}, {c} {d})" for (a, b), (c, d) in zip(start, stop, strict=True))
    )


def apart_km(ends, line):
    """Return the least distance from points to a line, looked at every twenty metres."""
    points = shapely.get_coordinates(shapely.segmentize(line, 2e-4))
    here = np.repeat(ends, len(points), axis=0)
    there = np.tile(points, (len(ends), 1))
    return GEOD.inv(*here.T, *there.T)[2].min() / 1000


def oracle_parts(gdf, snap_km):
    """Return the number of parts before and after joining whatever an end can reach."""
    shapes = gdf.geometry.to_numpy()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(shapes)))
    graph.add_edges_from(shapely.STRtree(shapes).query(shapes, predicate="intersects").T)
    before = nx.number_connected_components(graph)
    for k, shape in enumerate(shapes):
        ends = shapely.get_coordinates(shape)[[0, -1]]
        near = (j for j in range(len(shapes)) if apart_km(ends, shapes[j]) <= snap_km)
        graph.add_edges_from((k, j) for j in near)
    return before, nx.number_connected_components(graph)


@pytest.mark.parametrize("seed", range(4))
def test_parts_are_joined_wherever_an_end_reaches(seed):
    gdf = scattered(seed)
    before, after = oracle_parts(gdf, SNAP_KM)
    net = built(gdf, SNAP_KM)
    assert len(built(gdf).components) == before
    assert len(net.components) == after
    assert (net.bridges["joins"] == "parts").sum() == before - after
    assert net.bridges["length_km"].max() <= SNAP_KM
    drawn = built(gdf).links["length_km"].sum()
    assert net.links["length_km"].sum() == pytest.approx(
        drawn + net.bridges["length_km"].sum(), rel=1e-5
    )
    assert net.links["bridged_km"].sum() == pytest.approx(net.bridges["length_km"].sum())


@pytest.mark.parametrize("seed", range(4))
def test_open_gaps_are_the_nearest_ones(seed):
    gdf = scattered(seed, 6)
    net = built(gdf, gap_km=200.0)
    parts = {part: rows.union_all() for part, rows in net.links.groupby("component")["geometry"]}
    ends = {
        part: rows[["x_coord", "y_coord"]].to_numpy()
        for part, rows in net.dangling.groupby("component")
    }
    pairs = net.gaps[net.gaps["joins"] == "parts"]
    assert len(pairs) == len(parts) * (len(parts) - 1) // 2
    for gap in pairs.itertuples():
        a, b = gap.from_component, gap.to_component
        least = min(apart_km(ends[a], parts[b]), apart_km(ends[b], parts[a]))
        assert gap.distance_km == pytest.approx(least, abs=0.005)


def test_a_gap_between_ends_is_bridged_and_listed():
    net = built(lines("LINESTRING (68 44, 69 44)", "LINESTRING (69.01 44, 70 44)"), 1.0)
    gap = GEOD.inv(69, 44, 69.01, 44)[2] / 1000
    assert net.bridges["length_km"].tolist() == [pytest.approx(gap)]
    assert net.gaps[["state", "smaller_km"]].to_numpy().tolist() == [
        ["bridged", pytest.approx(GEOD.inv(69.01, 44, 70, 44)[2] / 1000)]
    ]
    route = net.shortest((68.0, 44.0), (70.0, 44.0))
    assert route.bridged_km == pytest.approx(gap)
    assert route.length_km == pytest.approx(net.links["length_km"].sum())
    assert net.links["bridged_km"].tolist() == [pytest.approx(gap)]


def test_a_gap_wider_than_the_reach_stays_open_and_says_how_to_bridge_it():
    net = built(lines("LINESTRING (68 44, 69 44)", "LINESTRING (69.01 44, 70 44)"), 0.5)
    assert net.bridges.empty
    with pytest.raises(NoRouteError, match=r"parted by 0\.80 km at \(69\.0\d*, 44\.000\), which a"):
        net.shortest((68.0, 44.0), (70.0, 44.0))


def test_a_gap_in_a_ring_is_bridged_a_stub_is_not():
    ring = "LINESTRING (68.001 44, 68.5 44, 68.5 44.5, 68 44.5, 68 44)"
    stub = "LINESTRING (68.25 44.5, 68.25 44.501)"
    net = built(lines(ring, stub), 0.5)
    assert net.bridges[["joins", "onto"]].to_numpy().tolist() == [["detour", "end"]]
    assert net.dangling["y_coord"].tolist() == [44.501]


def test_two_ends_that_miss_each_other_by_a_detour_are_told_of():
    net = built(lines("LINESTRING (68.01 44, 68.5 44, 68.5 44.5, 68 44.5, 68 44)"), 0.5)
    gap = net.gaps.iloc[0]
    assert (gap["state"], gap["joins"]) == ("open", "detour")
    assert gap["distance_km"] == pytest.approx(GEOD.inv(68, 44, 68.01, 44)[2] / 1000)
    assert gap["way_km"] == pytest.approx(net.links["length_km"].sum())


def test_a_cluster_of_bridges_wider_than_the_reach_is_told_of():
    """Four lines end 0.3 km from a point, to the north, east, south and west of it."""
    ends = [(68, 44.0027), (68.00375, 44), (68, 43.9973), (67.99625, 44)]
    far = [(68, 45), (69, 44), (68, 43), (67, 44)]
    net = built(
        lines(
            *(f"LINESTRING ({a} {b}, {c} {d})" for (a, b), (c, d) in zip(ends, far, strict=True))
        ),
        0.5,
    )
    assert net.bridges["length_km"].round(2).tolist() == [0.42, 0.42, 0.42]
    across = max(GEOD.inv(*ends[k], *ends[k + 2])[2] for k in (0, 1)) / 1000
    assert net.bridges["spread_km"].tolist() == [pytest.approx(across)] * 3
    assert "farthest ends are more than 0.5 km apart: 1, the widest 0.60 km" in net.report
    assert len(net.components) == 1


def test_ends_of_different_levels_are_not_bridged():
    apart = lines("LINESTRING (68 44, 69 44)", "LINESTRING (69.001 44, 70 44)", layer=[0, 1])
    assert built(apart, 0.5).bridges.empty
    assert len(built(apart.assign(layer=0), 0.5).bridges) == 1


def test_ends_meet_across_the_date_line():
    net = built(lines("LINESTRING (179 66, 180 66)", "LINESTRING (-180 66, -179 66)"))
    assert len(net.components) == 1


def test_parallel_tracks_stay_two_tracks():
    tracks = lines("LINESTRING (68 44, 69 44)", "LINESTRING (68 44.0005, 69 44.0005)")
    net = built(tracks, 0.2)
    assert len(net.bridges) == 2  # at both ends, none between
    assert net.nodes["x_coord"].isin([68.0, 69.0]).all()
