"""GeoPackages: read back as written, and nothing but a GeoPackage is ever opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest

import corridor as cr
from tests.network.own.conftest import (
    SOURCE,
    TRANSFERS,
    bare_base,
    build,
    faults_of,
    links_frame,
    nodes_frame,
    told,
)

VRT = '<OGRVRTDataSource><OGRVRTLayer name="nodes"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>'


def write(path, **layers):
    layers = {"nodes": nodes_frame(), "links": links_frame(), **layers}
    for name, frame in layers.items():
        key = {"nodes": "node_id", "links": "link_id"}.get(name)
        plain = frame.rename_axis(key).reset_index() if key else frame
        plain.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path


def read(path, **options):
    return cr.Network.from_geopackage(path, **{"source": SOURCE, "base": bare_base(), **options})


@pytest.mark.slow
def test_the_bundled_network_comes_back_whole(net, tmp_path):
    again = cr.Network.from_geopackage(net.to_geopackage(tmp_path / "a b:c.gpkg"))
    assert again.data.data_hash == net.data.data_hash
    assert again.data.line_notes == net.data.line_notes
    assert again.data.countries.equals(net.data.countries)


def test_an_own_network_comes_back_whole(tmp_path):
    own = build(transfers=TRANSFERS)
    again = cr.Network.from_geopackage(own.to_geopackage(tmp_path / "a b:c.gpkg"))
    assert again.data.data_hash == own.data.data_hash


def test_two_layers_in_any_system_are_a_network(own, tmp_path):
    path = tmp_path / "site.gpkg"
    net = read(write(path, nodes=nodes_frame().to_crs(32639), links=links_frame().to_crs(3857)))
    assert net.nodes.at["works", "x_coord"] == pytest.approx(own.nodes.at["works", "x_coord"])
    assert set(net.links.index) == set(own.links.index)


def test_a_file_that_is_there_stays(tmp_path):
    own = build()
    path = own.to_geopackage(tmp_path / "net.gpkg")
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        own.to_geopackage(path)
    assert path.read_bytes() == before
    own.to_geopackage(path, overwrite=True)
    assert [item.name for item in tmp_path.iterdir()] == ["net.gpkg"]
    (tmp_path / "dir.gpkg").mkdir()
    with pytest.raises(IsADirectoryError):
        own.to_geopackage(tmp_path / "dir.gpkg", overwrite=True)


@pytest.mark.parametrize("head", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\0" * 84])
def test_other_files_are_not_opened(head, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("node_id\nsecret\n")
    path = tmp_path / "net.gpkg"
    path.write_bytes(head + VRT.format(secret).encode())
    (fault,) = faults_of(lambda: read(path))
    assert fault.rule == "the file is a GeoPackage, named .gpkg"


def test_a_forged_head_is_not_enough(tmp_path):
    path = tmp_path / "net.gpkg"
    head = bytearray(b"SQLite format 3\0".ljust(100, b"\0"))
    head[68:72] = b"GPKG"
    path.write_bytes(bytes(head) + VRT.format("/etc/hostname").encode())
    (fault,) = faults_of(lambda: read(path))
    assert fault.rule.startswith("the file is a sound GeoPackage")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW {} AS SELECT * FROM nodes",
        "CREATE VIRTUAL TABLE {} USING rtree(id, a, b)",
    ],
)
def test_views_and_virtual_tables_are_refused(statement, tmp_path):
    path = write(tmp_path / "net.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement.format("facts"))
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('facts', 'attributes')"
        )
        database.commit()
    assert told(lambda: read(path)) == [("net.gpkg", 0, "", "facts")]


def test_missing_and_misspelt_layers(tmp_path):
    path = tmp_path / "net.gpkg"
    nodes_frame().rename_axis("node_id").reset_index().to_file(path, layer="nodes", driver="GPKG")
    assert told(lambda: read(path)) == [("net.gpkg", 0, "", "links")]
    links_frame().rename_axis("link_id").reset_index().to_file(path, layer="links", driver="GPKG")
    gpd.GeoDataFrame({"link_id": []}, geometry=[], crs=4326).to_file(
        path, layer="sektions", driver="GPKG"
    )
    (fault,) = faults_of(lambda: read(path))
    assert (fault.file, fault.remedy) == ("sektions", "nearest: sections")


def test_bad_cells_are_named(tmp_path):
    links = links_frame()
    links["length_km"] = [-1.0, None]
    path = write(tmp_path / "net.gpkg", links=links)
    assert sorted(told(lambda: read(path))) == [
        ("links", 1, "length_km", "-1"),
        ("links", 2, "length_km", ""),
    ]
    assert told(lambda: read(tmp_path / "none.gpkg")) == [("none.gpkg", 0, "", "")]
