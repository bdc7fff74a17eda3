"""GMNS: what is written is read back, units are stated, and every missing column is named."""

from __future__ import annotations

import pandas as pd
import pytest

import corridor as cr
from corridor.data.checks.links import lengths_km
from tests.network.own.conftest import PLACES, SOURCE, bare_base, faults_of, told

NODES = "node_id,name,x_coord,y_coord,zone_id\n" + "\n".join(
    f"{number},{name},{x},{y}," for number, (name, (x, y)) in enumerate(PLACES.items(), start=1)
)
LINKS = (
    "link_id,from_node_id,to_node_id,directed,length,facility_type,lanes,osm_way_id\n"
    "10,1,2,1,125,Rail,2,7\n11,2,1,TRUE,125,Rail,2,7\n12,3,2,0,15,Haul,1,8\n"
)
MODES = {"Rail": "rail_1520", "Haul": "road"}


def write(folder, **files):
    config = "dataset_name,long_length,crs,geometry_field_format\nsite,mile,4326,wkt\n"
    for name, text in {"node": NODES, "link": LINKS, "config": config, **files}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def read(folder, **options):
    options = {"source": SOURCE, "base": bare_base(), "modes": MODES, **options}
    return cr.Network.from_gmns(folder, **options)


@pytest.mark.slow
def test_the_bundled_network_comes_back(net, tmp_path):
    again = cr.Network.from_gmns(net.to_gmns(tmp_path / "gmns"), source=SOURCE)
    for ours, theirs in ((net.nodes, again.nodes), (net.links, again.links)):
        columns = [name for name in ours.columns if name not in ("source_id", "note", "geometry")]
        pd.testing.assert_frame_equal(pd.DataFrame(ours[columns]), pd.DataFrame(theirs[columns]))
        assert (ours.geometry.to_wkb() == theirs.geometry.to_wkb()).all()
    before, after = (lengths_km(n.data.facts).sort_index() for n in (net, again))
    pd.testing.assert_series_equal(before, after)
    sections = ["country", "km", "crossing"]
    pd.testing.assert_frame_equal(net.data.sections[sections], again.data.sections[sections])
    homes = {name: said.get("file") for name, said in again.data.line_notes.items()}
    assert homes == {name: said["file"] for name, said in net.data.line_notes.items()}


def test_an_own_network_comes_back(own, tmp_path):
    again = read(own.to_gmns(tmp_path / "gmns"))
    columns = ["mode", "from_node_id", "to_node_id", "directed", "commodity_groups"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(own.links[columns]), pd.DataFrame(again.links[columns])
    )
    assert lengths_km(again.data.facts).to_dict() == {"spur": 200.0, "haul": 20.0}
    assert len(again.transfers) == 2


def test_the_written_columns_are_those_of_gmns(own, tmp_path):
    folder = own.to_gmns(tmp_path / "gmns")
    links = pd.read_csv(folder / "link.csv", dtype=str, keep_default_na=False)
    assert list(links.columns[:8]) == [
        *("link_id", "name", "from_node_id", "to_node_id", "directed"),
        *("length", "facility_type", "geometry"),
    ]
    assert links["length"].to_list() == ["200", "20"]
    assert links["geometry"].str.startswith("LINESTRING").all()
    config = pd.read_csv(folder / "config.csv", dtype=str).iloc[0]
    assert (config["long_length"], config["crs"]) == ("km", "EPSG:4326")
    with pytest.raises(FileExistsError):
        own.to_gmns(folder)


def test_miles_become_kilometres(tmp_path):
    net = read(write(tmp_path))
    assert lengths_km(net.data.facts)["10"] == pytest.approx(125 * 1.609344)
    assert net.links["directed"].to_dict() == {"10": True, "11": True, "12": False}
    assert net.links["mode"].to_dict() == {"10": "rail_1520", "11": "rail_1520", "12": "road"}


def test_lengths_without_a_unit_are_refused(tmp_path):
    folder = write(tmp_path, config=None)
    assert told(lambda: read(folder)) == [("config.csv", 0, "long_length", "")]
    metres = write(tmp_path, link=LINKS.replace(",125,", ",201168,").replace(",15,", ",24140,"))
    net = read(metres, length_unit="m")
    assert lengths_km(net.data.facts)["10"] == pytest.approx(201.168)


def test_every_missing_column_is_named(tmp_path):
    folder = write(
        tmp_path,
        node="id,x_coord,y\n1,51,43\n",
        link="link_id,from_node,to_node_id\n1,1,2\n",
    )
    assert [(f.file, f.column) for f in faults_of(lambda: read(folder))] == [
        ("link.csv", "from_node_id"),
        ("link.csv", "directed"),
        ("node.csv", "node_id"),
        ("node.csv", "y_coord"),
    ]
    write(tmp_path, node=None)
    (tmp_path / "node.csv").unlink()
    assert ("node.csv", 0, "", "") in told(lambda: read(folder))


def test_a_mode_must_be_said(tmp_path):
    folder = write(tmp_path)
    (fault,) = faults_of(lambda: read(folder, modes=None))
    assert fault.remedy == "give mode='road', or modes={...} for Haul, Rail"
    faults = faults_of(lambda: read(folder, modes={"Rail": "rail_1520"}))
    assert [(fault.row, fault.value) for fault in faults] == [(4, "Haul")]
    assert set(read(folder, modes=None, mode="road").links["mode"]) == {"road"}


def test_coordinates_in_the_system_of_the_configuration(tmp_path):
    import geopandas as gpd
    from shapely.geometry import LineString, Point

    points = gpd.GeoSeries([Point(p) for p in PLACES.values()], crs=4326).to_crs(32639)
    ends = points.to_list()
    rows = [f"{k},{p.x!r},{p.y!r}" for k, p in enumerate(ends, start=1)]
    line = LineString([ends[1], ends[0]])
    links = (
        "link_id,from_node_id,to_node_id,directed,length,mode,geometry,dir_flag\n"
        f'10,1,2,1,200,rail_1520,"{line.wkt}",-1\n'
    )
    config = "long_length,crs\nkm,EPSG:32639\n"
    nodes = "node_id,x_coord,y_coord\n" + "\n".join(rows)
    net = read(write(tmp_path, node=nodes, link=links, config=config))
    assert net.nodes.at["1", "x_coord"] == pytest.approx(PLACES["works"][0], abs=1e-9)
    assert net.links.geometry["10"].coords[0] == pytest.approx(PLACES["works"], abs=1e-9)


@pytest.mark.parametrize(
    ("column", "config"),
    [
        ("crs", "long_length,crs\nkm,EPSG:999999\n"),
        ("geometry_field_format", "long_length,geometry_field_format\nkm,geojson\n"),
        ("", "long_length\nkm\nmile\n"),
    ],
)
def test_a_configuration_that_cannot_be_followed(column, config, tmp_path):
    folder = write(tmp_path, config=config)
    assert [(f.file, f.column) for f in faults_of(lambda: read(folder))] == [("config.csv", column)]


def test_bad_cells(tmp_path):
    links = LINKS.replace("10,1,2,1,125", "10,1,9,yes,long")
    links = links.replace("12,3,2,0,15,Haul,1,8", "12,3,2,0,NaN,Haul,1,8")
    assert sorted(told(lambda: read(write(tmp_path, link=links)))) == [
        ("link.csv", 2, "directed", "yes"),
        ("link.csv", 2, "length_km", "long"),
        ("link.csv", 2, "to_node_id", "9"),
        ("link.csv", 4, "length_km", ""),
    ]
    bad = LINKS.replace("lanes", "geometry").replace(",2,7", ",LINESTRING(1 2,7")
    assert ("link.csv", 2, "geometry", "LINESTRING(1 2") in told(
        lambda: read(write(tmp_path, link=bad.replace("(1 2", "(1 2").replace("osm_way_id", "x")))
    )
