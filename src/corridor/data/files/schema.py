"""The schema of the tables, read from the data package that lies beside the data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COUNTRY_FILE",
    "LINE_FILES",
    "SCHEMA_FILE",
    "Field",
    "ForeignKey",
    "Schema",
    "Table",
    "bundled_folder",
    "read_schema",
]

SCHEMA_FILE = "datapackage.json"
LINE_FILES = ("geometry.geojson", "geometry_osm.geojson")
"""Lines of links: the second file holds those derived from OpenStreetMap, under the ODbL."""
COUNTRY_FILE = "countries.geojson"


@dataclass(frozen=True)
class Field:
    """One column: what its cells may hold; an optional one may be left out of the file."""

    name: str
    type: str
    description: str
    unit: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    separator: str = ""
    remedy: str = ""
    optional: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values, or list items, are ids of another table."""

    column: str
    table: str
    target: str
    exempt: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """One file: its columns and its keys."""

    name: str
    file: str
    description: str
    fields: Mapping[str, Field]
    key: tuple[str, ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True)
class Schema:
    """All tables and the closed vocabularies that their columns share."""

    tables: Mapping[str, Table]
    vocabularies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def bundled_folder() -> Path:
    """
    Return the folder of the data that come with the library.

    Returns
    -------
    folder
        Inside the installed package, else in the development checkout.

    Raises
    ------
    FileNotFoundError
        The installation holds no data.

    Examples
    --------
    >>> (bundled_folder() / "datapackage.json").is_file()
    True
    """
    here = Path(__file__).resolve()
    folders = (here.parents[2] / "_data", here.parents[4] / "data" / "geo")
    for folder in folders:
        if (folder / SCHEMA_FILE).is_file():
            return folder
    raise FileNotFoundError(f"no {SCHEMA_FILE} in {' or '.join(map(str, folders))}: reinstall")


@lru_cache(maxsize=1)
def read_schema() -> Schema:
    """
    Return the schema; a folder of a user is held to the same one.

    Returns
    -------
    schema
        Tables by name, and vocabularies by name.

    Raises
    ------
    FileNotFoundError
        The installation holds no data.

    Examples
    --------
    >>> read_schema().tables["links"].fields["mode"].enum[:2]
    ('rail_1520', 'rail_1435')
    """
    package = json.loads((bundled_folder() / SCHEMA_FILE).read_text(encoding="utf-8"))
    tables = {resource["name"]: _table(resource) for resource in package["resources"]}
    vocabularies = {name: tuple(words) for name, words in package["vocabularies"].items()}
    return Schema(tables, vocabularies)


def _table(resource: dict[str, Any]) -> Table:
    """Return one resource as a table."""
    schema = resource["schema"]
    key = tuple(schema.get("primaryKey", ()))
    distinct = [key] if key else []
    distinct += [tuple(columns) for columns in schema.get("uniqueKeys", ())]
    keys = [*schema.get("foreignKeys", ()), *schema.get("itemForeignKeys", ())]
    return Table(
        name=resource["name"],
        file=resource["path"],
        description=resource["description"],
        fields={entry["name"]: _field(entry) for entry in schema["fields"]},
        key=key,
        distinct=tuple(distinct),
        foreign_keys=tuple(_foreign_key(entry) for entry in keys),
    )


def _field(entry: dict[str, Any]) -> Field:
    """Return one field; what `items` asks of a list is kept in the same places as for a scalar."""
    limits = {**entry.get("constraints", {}), **entry.get("items", {})}
    return Field(
        name=entry["name"],
        type=entry["type"],
        description=entry["description"],
        unit=entry.get("unit", ""),
        required=limits.get("required", False),
        unique=limits.get("unique", False),
        enum=tuple(limits.get("enum", ())),
        pattern=limits.get("pattern", ""),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        separator=entry.get("separator", ""),
        remedy=entry.get("remedy", ""),
        optional=entry.get("optional", False),
    )


def _foreign_key(entry: dict[str, Any]) -> ForeignKey:
    """Return one foreign key; the package has none of more than one column."""
    reference = entry["reference"]
    return ForeignKey(
        column=entry["fields"][0],
        table=reference["resource"],
        target=reference["fields"][0],
        exempt=frozenset(entry.get("except", ())),
    )
