"""A small report whose every text field can be filled with the same words."""

import pandas as pd

from corridor.draw.web.layers.layer import MapLayer
from corridor.draw.web.page import WebMap
from corridor.report.contents.evidence import Evidence, Fact, Source
from corridor.report.contents.exhibit import Exhibit, Missing, Picture
from corridor.report.contents.report import ReportContent, Section
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.paper import paper


def picture(words, name="bars"):
    """Return bars with text on them, beside them and with an edge."""

    def draw():
        from corridor.draw.marks.labels import halo
        from corridor.draw.marks.text import clean

        figure, ax = paper(3.0)
        ax.barh([0, 1], [3.0, 5.0], color=["#111111", "#DDCC77"])
        ax.text(1.5, 0, "on dark", color="#FFFFFF", ha="center", va="center")
        ax.text(2.5, 1, "on pale", color="#222222", ha="center", va="center")
        ax.text(4.0, 0, clean(words), color="#E36414", path_effects=halo())
        ax.set_title(clean(words))
        return figure

    return Picture(name, words, words, draw)


def table(words, name="costs"):
    """Return three rows: a best one, one between, and one without a number."""
    frame = pd.DataFrame(
        {"way": [f"B {words}", f"a {words}", f"c {words}"], "usd": [497.3, 1063.0, float("nan")]}
    )
    columns = (Column("way", words), Column("usd", "Cost", "USD/t", "number", 0))
    details = {
        (0, "usd"): Detail(f"383 to 595. {words}", ("fact-a", words), estimate=True),
        (2, "way"): Detail(f"No route. {words}"),
    }
    return Table(name, words, frame, columns, details, {0: words, 2: "no route"})


def evidence(words, url="https://example.org/a"):
    """Return one fact and its source."""
    fact = Fact(
        "fact-a",
        words,
        words,
        24.0,
        22.0,
        33.0,
        words,
        True,
        2023,
        "carried",
        "estimate",
        "src",
        words,
    )
    return Evidence({"fact-a": fact}, {"src": Source("src", words, words, url, words, words)})


def content(words="Copper", url="https://example.org/a", pictures=1):
    """Return a report of one exhibit with every part filled in."""
    exhibit = Exhibit(
        3,
        words,
        words,
        words,
        words,
        tables=(table(words),),
        pictures=tuple(picture(words, f"p{n}") for n in range(pictures)),
        notes=(words,),
        facts=("fact-a",),
    )
    return ReportContent(
        words,
        words,
        ((words, (words, words)),),
        (Section("one_tonne", words, (exhibit,)),),
        (Missing(13, words, words),),
        evidence(words, url),
    )


def web_map(words="Aktau"):
    """Return a map of one line and one place."""
    import geopandas as gpd
    from shapely import LineString, Point, box

    line = gpd.GeoDataFrame(
        {"label": [words], "colour": ["#0072B2"], "size": [3.0], "said": [words]},
        geometry=[LineString([(51.2, 43.6), (49.4, 39.9)])],
        crs="EPSG:4326",
    )
    place = gpd.GeoDataFrame(
        {"label": [words], "colour": ["#222222"], "size": [4.0], "named": [1]},
        geometry=[Point(51.2, 43.6)],
        crs="EPSG:4326",
    )
    land = gpd.GeoDataFrame(
        {"country": ["KZ"], "name": [words]}, geometry=[box(50, 42, 80, 55)], crs="EPSG:4326"
    )
    layers = (MapLayer(words, line, cards=(("said", words),)), MapLayer(words, place))
    return WebMap(layers, land, words).fragment()
