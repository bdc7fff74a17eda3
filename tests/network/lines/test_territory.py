"""The countries along lines, on the bundled polygons and on simple ones."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from corridor.data.checks.territory import land_km
from corridor.errors import SchemaError
from tests.network.lines.frames import built, lines, random_lines

KM_PER_DEG = 111.32  # on the equator


@pytest.fixture(scope="module")
def stripes():
    """Return country A up to 1 east, B from there to 2, A again to 3, C beyond to 4."""
    spans = {"A": [(0, 1), (2, 3)], "B": [(1, 2)], "C": [(3, 4)]}
    shapes = [
        shapely.union_all([shapely.box(a, -1, b, 1) for a, b in span]) for span in spans.values()
    ]
    return gpd.GeoDataFrame(index=list(spans), geometry=shapes, crs="EPSG:4326")


def countries_of(net):
    return [(c, round(k)) for c, k in zip(net.sections["country"], net.sections["km"], strict=True)]


def test_sections_are_in_order_and_add_up(stripes):
    net = built(lines("LINESTRING (0.5 0, 3.5 0)", km=[400.0]), length="km", countries=stripes)
    assert countries_of(net) == [("A", 67), ("B", 133), ("A", 133), ("C", 67)]
    assert net.sections["km"].sum() == pytest.approx(400.0)


@pytest.mark.parametrize(("depth", "kept"), [(0.04, False), (0.05, True)])
def test_a_short_stretch_of_a_neighbour_is_noise_a_longer_one_is_not(stripes, depth, kept):
    """A hairpin dips into B by `depth` degrees, there and back: 4.5 and 5.6 km of track in B."""
    tip = 1 + depth / 2
    net = built(lines(f"LINESTRING (0.5 0, {tip} 0, {tip} 0.001, 0.5 0.001)"), countries=stripes)
    assert ("B" in set(net.sections["country"])) is kept
    assert len(net.tolerated) == (not kept)


def test_noise_is_known_over_the_nodes_of_the_network(stripes):
    """The same 4.5 km, cut in pieces by branches that lie in A."""
    bits = ["LINESTRING (0.5 0, 1.01 0)", "LINESTRING (1.01 0, 1.02 0, 1.02 0.001, 1.01 0.001)",
            "LINESTRING (1.01 0.001, 0.5 0.001)"]  # fmt: skip
    net = built(lines(*bits), contract=False, countries=stripes)
    assert set(net.sections["country"]) == {"A"}
    assert net.tolerated["km"].sum() == pytest.approx(0.04 * KM_PER_DEG + 0.11, abs=0.6)
    assert set(net.nodes["country"]) == {"A"}


def test_a_line_that_ends_across_the_border_stays_there(stripes):
    net = built(lines("LINESTRING (0.5 0, 1.02 0)"), countries=stripes)
    assert countries_of(net) == [("A", 56), ("B", 2)]
    assert net.nodes["country"].tolist() == ["A", "B"]


def test_beyond_polygons_given_is_unknown_and_cannot_be_handed_over(stripes):
    net = built(lines("LINESTRING (3.5 0, 4.5 0)"), places={"x": (4.5, 0)}, countries=stripes)
    assert countries_of(net) == [("C", 56), ("unknown", 56)]
    with pytest.raises(SchemaError, match="56 km of the lines run where no country polygon is"):
        net.to_network(source={"source_id": "s", "title": "S", "accessed": "2026-11-22"})


def test_countries_need_a_reference_system(stripes):
    with pytest.raises(SchemaError, match="countries have no reference system"):
        built(lines("LINESTRING (0 0, 1 0)"), countries=stripes.set_crs(None, allow_override=True))


def test_the_sea_is_the_sea():
    net = built(lines("LINESTRING (49.9 40.4, 53.0 40.0)"))  # Baku to Turkmenbashi
    km = net.sections.groupby("country", sort=False)["km"].sum()
    assert km.index.tolist() == ["AZ", "SEA", "TM"]
    assert net.nodes["country"].tolist() == ["AZ", "TM"]
    assert km["SEA"] > 150


def test_a_railway_along_a_coarse_shore_stays_in_its_country():
    """A line along the shore at Batumi, in part off the land of the coarse polygon."""
    shore = lines("LINESTRING (41.78 41.82, 41.70 41.75, 41.60 41.70, 41.65 41.62, 41.75 41.55)")
    pipe, rail = built(shore, mode="oil_pipeline"), built(shore)
    assert "SEA" in set(pipe.sections["country"])
    assert set(rail.sections["country"]) == {"GE"}
    assert rail.tolerated["km"].sum() > 5


@pytest.mark.parametrize("seed", range(4))
def test_sections_agree_with_intersections_of_polygons(seed, data):
    """Lines over Kazakhstan, Uzbekistan and Kyrgyzstan, against the exact overlay of the checks."""
    gdf = random_lines(np.random.default_rng(seed), 8, step=1.0, origin=(67.0, 40.0))
    net = built(gdf, mode="gas_pipeline", tolerance_km=0.0)
    exact = land_km(dict(net.links.geometry), dict(data.countries.geometry.dropna()))
    ours = net.sections.groupby(["link_id", "country"])["km"].sum()
    ours = ours.drop("SEA", level="country", errors="ignore")  # the Aral Sea
    both = pd.DataFrame({"exact": exact, "ours": ours}).fillna(0.0)
    assert len(both) > 10
    assert (both["exact"] - both["ours"]).abs().max() < 1.5  # steps of half a kilometre
