"""Write typed cells as the text that reads back as the same cells."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Collection
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

__all__ = ["cell_text", "csv_text", "geojson_text", "table_texts"]


def cell_text(cell: object) -> str:
    """
    Return the text of one cell.

    Parameters
    ----------
    cell
        Text, a number, true or false, nothing, or a collection of texts.

    Returns
    -------
    text
        "" for nothing; a whole number without a point; items joined by ``;``.

    Examples
    --------
    >>> [cell_text(cell) for cell in (1.0, 0.1, True, None, float("nan"), ["a", "b"])]
    ['1', '0.1', 'true', '', '', 'a;b']
    """
    if isinstance(cell, Collection) and not isinstance(cell, str):
        ordered = sorted(map(cell_text, cell)) if isinstance(cell, set | frozenset) else cell
        return ";".join(map(cell_text, ordered))
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, Real) and not isinstance(cell, Integral):
        return _number(float(cell))
    return str(cell)


def _number(value: float) -> str:
    """Return the shortest text that reads back as the same number; "" for NaN."""
    if math.isnan(value):
        return ""
    short = f"{value:.15g}"
    return short if float(short) == value else repr(value)


def table_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Return the same table with every cell as text.

    Parameters
    ----------
    frame
        Any table; its index is left out.

    Returns
    -------
    texts
        A plain index, every column of text.

    Examples
    --------
    >>> import pandas as pd
    >>> table_texts(pd.DataFrame({"km": [1.5, None]}))["km"].to_list()
    ['1.5', '']
    """
    cells = {str(name): list(map(cell_text, frame[name])) for name in frame.columns}
    return pd.DataFrame(cells, index=range(len(frame)), dtype="str")


def csv_text(texts: pd.DataFrame) -> str:
    r"""
    Return the CSV file of a table of text.

    Parameters
    ----------
    texts
        From `table_texts`.

    Returns
    -------
    text
        A header and one line a row.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_text(pd.DataFrame({"name": ['a "b", c']}))
    'name\n"a ""b"", c"\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(texts.columns)
    writer.writerows(texts.itertuples(index=False, name=None))
    return out.getvalue()


def geojson_text(
    shapes: Mapping[str, BaseGeometry], key: str, properties: Mapping[str, Mapping[str, Any]]
) -> str:
    """
    Return the GeoJSON file of shapes, one feature a line.

    Parameters
    ----------
    shapes
        Shapes in degrees, by id.
    key
        The property that holds the id.
    properties
        What else is said of each, by id.

    Returns
    -------
    text
        A FeatureCollection in the order of the ids; coordinates read back as the same numbers.

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> '"coordinates":[1.5,2.0]' in geojson_text({"a": Point(1.5, 2)}, "node_id", {})
    True
    """
    features = ",\n".join(_feature(name, shapes[name], key, properties) for name in sorted(shapes))
    return f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'


def _feature(
    name: str, shape: BaseGeometry, key: str, properties: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return one feature."""
    said = {key: name, **properties.get(name, {})}
    feature = {"type": "Feature", "properties": said, "geometry": mapping(shape)}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
