"""
Write the generated parts of docs/data.md: the tables, the audit and the attributes.

    python tools/write_data_page.py            # write the page
    python tools/write_data_page.py --check    # end with 1 if the page is not up to date

The page depends on nothing but data/geo and the code: run it after every change of either.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from corridor.data import load_dataset
from corridor.data.dataset import Dataset
from corridor.data.files.schema import read_schema
from corridor.report.audit.audit import Audit, audit
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data.md"
MOST = 40


def parts(data: Dataset) -> dict[str, str]:
    """Return the generated parts by name."""
    found = audit(data)
    published = found.disagreements[found.disagreements["kind"] != "estimate"].head(MOST)
    wide = published[["ratio", "low", "high", "unit", "kind", "usd_per_t", "title"]]
    return {
        "tables": markdown(tables(data)),
        "audit": f"```text\nAs of {data.year}, USD of {data.price_year}\n{found.to_text()}\n```\n",
        "shares": markdown(percent(found.shares)),
        "kinds": markdown(percent(found.tables)),
        "countries": markdown(found.countries),
        "commodities": markdown(found.commodities),
        "corridors": markdown(found.corridors),
        "capacity": markdown(found.capacity) + "\n" + unknown(found),
        "places": markdown(found.coarse_places),
        "ranges": markdown(readable(wide)),
        "backcasts": markdown(readable(found.backcasts.drop(columns=["subject", "attribute"]))),
        "attributes": markdown(attributes(data, found)),
    }


def tables(data: Dataset) -> pd.DataFrame:
    """Return the name, rows and meaning of each table."""
    rows = {
        table.file: (len(data.tables[name]), table.description)
        for name, table in read_schema().tables.items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["rows", "what"])
    # Countries that are only drawn have no row in the file.
    frame.loc["countries.csv", "rows"] = int((data.countries["iso3"] != "").sum())
    return frame.rename_axis("file")


def unknown(found: Audit) -> str:
    """Name the open links without any capacity by mode, then those known in part."""
    absent = found.unknown_capacity
    lines = []
    for mode, rows in absent[~absent["partly_known"]].groupby("mode"):
        lines.append(f"- {mode}: {', '.join(f'`{link}`' for link in rows.index)}\n")
    for link, row in absent[absent["partly_known"]].iterrows():
        groups = row["groups_unknown"].replace(";", ", ")
        lines.append(f"- in part: `{link}`, unknown for {groups}\n")
    return "".join(lines)


def attributes(data: Dataset, found: Audit) -> pd.DataFrame:
    """Return the attributes table with the facts in force of each kind."""
    columns = ["subjects", "unit", "timing", "draw", "charge", "description"]
    frame = data.attributes[columns].assign(
        bounds=[
            f"{low:g} to {high:g}"
            for low, high in data.attributes[["minimum", "maximum"]].to_numpy()
        ],
        subjects=data.attributes["subjects"].str.replace(";", ", "),
    )
    kinds = found.attributes[["reported", "derived", "estimate"]]
    return frame.sort_index().join(kinds)[
        [*columns[:4], "bounds", "charge", *kinds.columns, "description"]
    ]


def percent(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its shares as percentages and its sums of money rounded."""
    out = frame.copy()
    for column in out.columns:
        style = "{:.0%}" if column.endswith("share") else "{:,.0f}"
        out[column] = [("" if pd.isna(cell) else style.format(cell)) for cell in out[column]]
    return out


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of facts with short ids and numbers."""
    out = frame.copy()
    out.index = pd.Index(
        [" ".join(filter(None, fact.split("|"))) for fact in out.index], name="fact"
    )
    for column in out.select_dtypes("float").columns:
        places = {"ratio": "{:.1f}", "usd_per_t": "{:,.0f}"}.get(column, "{:,.4g}")
        out[column] = [places.format(cell) for cell in out[column]]
    return out


def markdown(frame: pd.DataFrame) -> str:
    """Return a frame as a table in Markdown."""
    table = frame.reset_index()
    lines = [list(map(str, table.columns)), ["---"] * table.shape[1]]
    lines += [[cell_text(cell) for cell in row] for row in table.itertuples(index=False)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell_text(cell: object) -> str:
    """Return a cell that cannot break its table."""
    if pd.isna(cell):
        return ""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def main() -> int:
    """Write the page, or say whether it is up to date."""
    return write_page(PAGE, parts(load_dataset()), check="--check" in sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
