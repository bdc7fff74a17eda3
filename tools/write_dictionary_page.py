"""
Write the generated parts of docs/dictionary.md: every table, column and attribute of the data.

    python tools/write_dictionary_page.py            # write the page
    python tools/write_dictionary_page.py --check    # end with 1 if the page is not up to date

The page depends on nothing but the schema beside the data, attributes.csv and the code.
"""

from __future__ import annotations

import sys
from pathlib import Path

import corridor as cr
from attribute_use import feeds, readers
from corridor.data.files.schema import Field, Table, read_schema
from generated_parts import write_page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "dictionary.md"
# A list longer than this stands under "Closed lists", and the column points there.
SHORT = 6


def tables() -> str:
    """Return one section per table."""
    return "\n".join(section(table) for table in read_schema().tables.values())


def section(table: Table) -> str:
    """Return the heading, the keys and the columns of a table."""
    lines = [f"### {table.file}", "", table.description]
    if table.key:
        lines[-1] += f" Key: {', '.join(f'`{column}`' for column in table.key)}."
    rows = [column(table, field) for field in table.fields.values()]
    head = ("column", "type", "unit", "needed", "meaning", "allowed")
    return "\n".join([*lines, "", *markdown(head, rows), ""])


def column(table: Table, field: Field) -> tuple[str, ...]:
    """Return the row of one column."""
    kind = f"list of {field.type}s" if field.separator else field.type
    needed = "yes" if field.required else ""
    meaning = f"{field.description} {field.remedy}".strip()
    return f"`{field.name}`", kind, field.unit, needed, meaning, allowed(table, field)


def allowed(table: Table, field: Field) -> str:
    """Say what a cell may hold: a closed list, ids of another table, bounds, a form."""
    parts = []
    if field.enum:
        words = ", ".join(f"`{word}`" for word in field.enum)
        name = vocabulary(field.enum)
        parts.append(f"[{name}](#closed-lists)" if name and len(field.enum) > SHORT else words)
    for key in table.foreign_keys:
        if key.column == field.name:
            other = read_schema().tables[key.table].file
            also = "".join(f", or `{word}`" for word in sorted(key.exempt))
            parts.append(f"`{key.target}` of [{other}](#{other.replace('.', '')}){also}")
    if field.minimum is not None or field.maximum is not None:
        low = "" if field.minimum is None else f"{field.minimum:,.10g}".replace(",", "")
        high = "" if field.maximum is None else f"{field.maximum:,.10g}".replace(",", "")
        parts.append(f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}")
    if field.pattern and not parts:
        parts.append("text of the form `" + field.pattern.replace("|", "\u2223") + "`")
    if field.unique:
        parts.append("no two alike")
    if field.separator:
        parts.append(f"parted by `{field.separator}`")
    return "; ".join(parts)


def vocabulary(words: tuple[str, ...]) -> str:
    """Return the name of a closed list, or nothing where it is a column's own."""
    found = (name for name, items in read_schema().vocabularies.items() if items == words)
    return next(found, "")


def vocabularies() -> str:
    """Return every closed list."""
    rows = [
        (name, ", ".join(f"`{word}`" for word in words))
        for name, words in sorted(read_schema().vocabularies.items())
    ]
    return "\n".join([*markdown(("list", "values"), rows), ""])


def attributes(data: cr.Dataset) -> str:
    """Return every attribute of facts."""
    rows = [
        (
            f"`{name}`",
            row["subjects"].replace(";", ", "),
            row["unit"],
            row["timing"],
            f"{row['minimum']:g} to {row['maximum']:g}",
            row["description"],
        )
        for name, row in data.attributes.sort_index().iterrows()
    ]
    head = ("attribute", "of", "unit", "time", "bounds", "meaning")
    return "\n".join([*markdown(head, rows), ""])


def users(data: cr.Dataset) -> str:
    """Return what each attribute feeds and what reads it."""
    frame = data.attributes.sort_index()
    quantity, modules = feeds(data), readers(list(frame.index))
    rows = [
        (
            f"`{name}`",
            row["draw"],
            row["charge"].replace("_", " "),
            ", ".join(quantity.get(str(name), ())),
            ", ".join(f"`{module}`" for module in modules.get(str(name), ())) or "nothing yet",
        )
        for name, row in frame.iterrows()
    ]
    head = ("attribute", "drawn as", "charge", "feeds", "read by")
    return "\n".join([*markdown(head, rows), ""])


def markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return a table whose cells cannot break it."""
    lines = [head, ("---",) * len(head), *rows]
    return [
        "| "
        + " | ".join(str(cell).replace("|", "\\|").replace("<", "&lt;") for cell in line)
        + " |"
        for line in lines
    ]


def main() -> int:
    """Write the page, or say whether it is up to date."""
    data = cr.load_dataset()
    parts = {
        "attributes": attributes(data),
        "users": users(data),
        "tables": tables(),
        "vocabularies": vocabularies(),
    }
    return write_page(PAGE, parts, check="--check" in sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
