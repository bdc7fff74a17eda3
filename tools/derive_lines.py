"""Derive the line and the country sections of every link.

Reads ``nodes.csv``, ``links.csv`` and ``facts.csv`` (for ``length_km``) and writes
``geometry_osm.geojson`` (lines derived from OpenStreetMap, ODbL 1.0),
``geometry.geojson`` (all other lines) and ``sections.csv``.

Sources
-------
* ``countries.geojson``: from ``build_countries.py`` (Natural Earth, public domain).
* Rail network: PyPI ``scgraph_data`` 2.0.0, world railways (package MIT; data
  OpenStreetMap contributors, ODbL 1.0), read when ``--rail-graph`` is given.
  ``--rail-lines``: lines with ``link_id`` already derived from it, used first.
* Pipelines: ``--pipeline-routes``, a vector file with ``link_id`` made from Global Energy
  Monitor's pipeline routes (CC BY 4.0); ``pipeline_routes.csv`` says which routes make up
  a link (default: those with the link's own id).
* Ship lines: shortest way over water, see ``line_sea.py``; ``channels.csv`` for straits.
* Everything else: geodesic through ``waypoints.csv``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd

import line_draw
import line_report
import line_sections as cut
import line_tables as io
from line_draw import length_km

HERE = Path(__file__).parent
SOURCE_BY_ORIGIN = {line_draw.OSM: "osm_rail_scgraph", line_draw.GEM: "gem_pipeline_routes"}


def section_rows(
    drawn: io.Drawn,
    runs: list[cut.Run],
    fact: io.Length | None,
    crossings: dict[tuple[str, str, str], str],
) -> list[dict[str, object]]:
    """Return the rows of sections.csv of one link."""
    source = SOURCE_BY_ORIGIN.get(drawn.origin, "natural_earth_10m")
    rows, before = [], ""
    for seq, run in enumerate(runs, start=1):
        rows.append(
            {
                "link_id": drawn.link_id,
                "seq": seq,
                "country": run.country,
                "km": f"{run.km:.1f}",
                "crossing": crossings.get((drawn.link_id, before, run.country), ""),
                "kind": "reported" if run.source_id else fact.kind if fact else "derived",
                "source_id": run.source_id or (fact.source_id if fact else source),
            }
        )
        before = run.country
    return rows


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=Path, default=Path("data/geo"), help="folder of the CSVs")
    parser.add_argument("--countries", type=Path, default=Path("data/geo/countries.geojson"))
    parser.add_argument("--output", type=Path, default=Path("data/geo"))
    parser.add_argument("--rail-lines", type=Path, default=None)
    parser.add_argument("--rail-graph", action="store_true", help="use scgraph_data")
    parser.add_argument("--pipeline-routes", type=Path, default=None)
    parser.add_argument("--pipeline-table", type=Path, default=HERE / "pipeline_routes.csv")
    parser.add_argument("--waypoints", type=Path, nargs="*", default=[HERE / "waypoints.csv"])
    parser.add_argument("--channels", type=Path, default=HERE / "channels.csv")
    parser.add_argument("--country-order", type=Path, default=HERE / "country_order.csv")
    parser.add_argument("--published", type=Path, default=HERE / "published_sections.csv")
    parser.add_argument("--crossings", type=Path, default=HERE / "crossings.csv")
    return parser.parse_args()


def main() -> None:
    """Command line entry point."""
    options = parse()
    nodes = io.read_nodes(options.tables / "nodes.csv")
    links = io.read_links(options.tables / "links.csv")
    lengths = io.read_lengths(options.tables / "facts.csv")
    crossings = io.read_crossings(options.crossings)
    published = io.read_published(options.published)
    territory = cut.Territory(gpd.read_file(options.countries))
    drawer = line_draw.Drawer(options, territory)
    drawn_lines, rows, report = [], [], line_report.Report(territory)
    for link in links:
        first, last = nodes[link["from_node_id"]], nodes[link["to_node_id"]]
        middle = drawer.waypoints.get(link["link_id"], [])
        fact = lengths.get(link["link_id"])
        drawn = drawer.draw(link, [first.place, *middle, last.place], fact)
        ends = (
            cut.End(first.country, first.accuracy_km, first.offshore),
            cut.End(last.country, last.accuracy_km, last.offshore),
        )
        suez = "suez" in link["passages"].split(";")
        km = length_km(drawn.line)
        given = published.get(link["link_id"])
        order, _ = drawer.orders.get(link["link_id"], (None, None))
        runs = given or cut.country_runs(
            drawn.line, drawn.mode, ends, territory, canal=suez, order=order
        )
        if order and [run.country for run in runs] != order:
            drawn.remarks.append(f"countries differ from the known order {';'.join(order)}")
        runs = cut.scale(runs, fact.km if fact else km)
        rows += section_rows(drawn, runs, fact, crossings)
        report.add(drawn, runs, km, length_km([first.place, last.place]), fact)
        drawn_lines.append(drawn)
    osm = [d for d in drawn_lines if d.origin == line_draw.OSM]
    io.write_lines(osm, options.output / "geometry_osm.geojson")
    io.write_lines(
        [d for d in drawn_lines if d.origin != line_draw.OSM], options.output / "geometry.geojson"
    )
    io.write_table(pd.DataFrame(rows), options.output / "sections.csv")
    report.check_nodes(nodes)
    print(report.text())


if __name__ == "__main__":
    main()
