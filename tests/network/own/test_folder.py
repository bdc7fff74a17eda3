"""Folders: a whole one is read back as it was, a lesser one borrows, nothing is half written."""

from __future__ import annotations

import json

import pytest

import corridor as cr
from corridor.data.checks.links import lengths_km
from corridor.data.files import folders
from corridor.data.files.schema import bundled_folder
from tests.network.own.conftest import LINKS, PLACES, SOURCE, build, faults_of, small_base, told


@pytest.fixture(scope="module")
def copy(net, tmp_path_factory):
    return net.to_folder(tmp_path_factory.mktemp("folders") / "copy")


def test_the_bundled_network_comes_back_whole(net, copy):
    again = cr.Network.from_folder(copy)
    assert again.data.data_hash == net.data.data_hash
    assert again.data.line_notes == net.data.line_notes


@pytest.mark.slow
def test_routes_stay_what_they_were(net, copy):
    again = cr.Network.from_folder(copy)
    pair = ("copper", "balkhash_smelter", "duisburg")
    before, after = (cr.best_route(n, *pair, n_draws=50) for n in (net, again))
    assert after.legs.equals(before.legs)
    assert after.totals.equals(before.totals)


def test_lines_stay_in_the_file_of_their_licence(copy):
    for name in ("geometry.geojson", "geometry_osm.geojson"):
        kept, was = (_ids(folder / name) for folder in (copy, bundled_folder()))
        assert kept == was
        assert kept


def _ids(file):
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {f["properties"]["link_id"]: f["properties"].get("origin") for f in features}


def test_the_manifest_seals_the_folder(copy, tmp_path):
    listed = (copy / "MANIFEST.sha256").read_text(encoding="utf-8")
    assert {line.split("  ")[1] for line in listed.splitlines()} == {
        item.name for item in copy.iterdir() if item.name != "MANIFEST.sha256"
    }


def test_no_folder_with_files_is_written_over(own, tmp_path):
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    for overwrite in (False, True):
        with pytest.raises(FileExistsError):
            own.to_folder(folder, overwrite=overwrite)
    assert [item.name for item in folder.iterdir()] == ["thesis.txt"]
    with pytest.raises(NotADirectoryError):
        own.to_folder(folder / "thesis.txt")
    assert [item.name for item in tmp_path.iterdir()] == ["held"]


def test_a_data_set_is_replaced_when_asked(tmp_path):
    own = build()
    (tmp_path / "out").mkdir()
    folder = own.to_folder(tmp_path / "out")  # empty: nothing to lose
    with pytest.raises(FileExistsError, match="overwrite=True"):
        own.to_folder(folder)
    own.to_folder(folder, overwrite=True)
    assert cr.load_dataset(folder).data_hash == own.data.data_hash


def test_nothing_is_left_of_a_write_that_fails(own, tmp_path):
    folder = own.to_folder(tmp_path / "out")
    before = {item.name: item.read_bytes() for item in folder.iterdir()}

    def spoiled():
        with folders.whole_folder(folder, set(before), overwrite=True) as fresh:
            (fresh / "nodes.csv").write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        spoiled()
    assert {item.name: item.read_bytes() for item in folder.iterdir()} == before
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_own_sources_keep_their_licence(own, tmp_path):
    folder = own.to_folder(tmp_path / "out")
    text = (folder / "LICENSE.md").read_text(encoding="utf-8")
    assert "- `survey`: Survey of the site: unknown" in text


# a lesser folder ----------------------------------------------------------------------------


def write_least(folder, **files):
    folder.mkdir(exist_ok=True)
    nodes = [f"{name},{x},{y}" for name, (x, y) in PLACES.items()]
    links = [f"{name},{mode},{a},{b},{km}" for name, (mode, a, b, km) in LINKS.items()]
    least = {
        "nodes.csv": "\n".join(["node_id,x_coord,y_coord", *nodes]),
        "links.csv": "\n".join(["link_id,mode,from_node_id,to_node_id,length_km", *links]),
        "sources.csv": "source_id,title,accessed\nsurvey,Survey of the site,2026-11-22",
    }
    for name, text in {**least, **files}.items():
        if text is not None:
            (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


def test_two_tables_and_their_source_are_a_network(tmp_path):
    net = cr.Network.from_folder(write_least(tmp_path), base=small_base(), year=2023)
    assert net.year == 2023
    assert lengths_km(net.data.facts).to_dict() == {"spur": 200.0, "haul": 20.0}
    assert set(net.links["source_id"]) == {"survey"}
    route = cr.best_route(net, "copper", "works", "quay", n_draws=50)
    assert route.totals["distance_km"] == pytest.approx(200.0)


def test_other_tables_are_read_where_they_are(tmp_path):
    files = {
        "transfers.csv": "node_id,from_mode,to_mode\nquay,road,rail_1520",
        "sections.csv": "link_id,seq,country,km\nspur,1,KZ,50\nspur,2,KZ,150",
        "facts.csv": "subject,attribute,value,unit,observed\n"
        "link:spur,tariff_usd_per_t,9,USD/t,2022",
        "geometry.geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"link_id": "spur"},
                        "geometry": {
                            "type": "LineString",
                            "coordinates": [PLACES["works"], (52.2, 43.7), PLACES["quay"]],
                        },
                    }
                ],
            }
        ),
    }
    net = cr.Network.from_folder(write_least(tmp_path, **files), base=small_base())
    assert len(net.links.geometry["spur"].coords) == 3
    assert len(net.links.geometry["haul"].coords) == 2  # drawn straight
    assert net.data.sections.loc["spur", "km"].to_list() == [50, 150]
    route = cr.best_route(net, "copper", "depot", "works", n_draws=50)
    assert route.totals["distance_km"] == pytest.approx(220.0)
    legs = route.legs[route.legs["subject"] == "link:spur"]
    assert legs["cost_usd_per_t"].sum() == pytest.approx(9 * _price_level(2022))


def _price_level(year):
    index = cr.load_dataset().facts.query("attribute == 'deflator_index'").set_index("observed")
    return index["value"][2024] / index["value"][year]


def test_a_source_may_be_given_beside_the_folder(tmp_path):
    folder = write_least(tmp_path, **{"sources.csv": None})
    with pytest.raises(cr.SchemaError, match="source_id"):
        cr.Network.from_folder(folder, base=small_base())
    net = cr.Network.from_folder(folder, base=small_base(), source=SOURCE)
    assert "survey" in net.data.sources.index


def test_faults_name_file_and_line(tmp_path):
    files = {
        "links.csv": "link_id,mode,from_node_id,to_node_id,length_km\n"
        "spur,rial_1520,works,quay,200\nhaul,road,depto,quay,-1"
    }
    folder = write_least(tmp_path, **files)
    assert sorted(told(lambda: cr.Network.from_folder(folder, base=small_base()))) == [
        ("links.csv", 2, "mode", "rial_1520"),
        ("links.csv", 3, "from_node_id", "depto"),
        ("links.csv", 3, "length_km", "-1"),
    ]


def test_a_misspelt_file_is_not_passed_over(tmp_path):
    folder = write_least(tmp_path, **{"section.csv": "link_id,seq,country,km"})
    (fault,) = faults_of(lambda: cr.Network.from_folder(folder))
    assert (fault.file, fault.remedy.split(",")[0]) == ("section.csv", "nearest: sections.csv")


def test_no_folder_and_no_tables(tmp_path):
    assert "the folder exists" in faults_of(lambda: cr.Network.from_folder(tmp_path / "no"))[0].rule
    faults = faults_of(lambda: cr.Network.from_folder(tmp_path))
    assert [fault.file for fault in faults] == ["links.csv", "nodes.csv"]
    (tmp_path / "node.csv").touch()
    (tmp_path / "link.csv").touch()
    faults = faults_of(lambda: cr.Network.from_folder(tmp_path))
    assert {fault.remedy for fault in faults} == {"a GMNS folder is read by Network.from_gmns"}


def test_geometry_in_metres_is_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32639"}}
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": []})
    folder = write_least(tmp_path, **{"geometry.geojson": text})
    (fault,) = faults_of(lambda: cr.Network.from_folder(folder, base=small_base()))
    assert (fault.file, fault.column) == ("geometry.geojson", "crs")
