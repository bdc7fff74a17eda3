"""The source that tables of one's own come from: a row like any other source."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from corridor.data.building import raise_faults
from corridor.data.dataset import Dataset
from corridor.data.files.texts import table_texts
from corridor.data.loading import load_dataset
from corridor.errors import Fault, SchemaError
from corridor.network.own.build.given import GivenTable

__all__ = ["chosen_base", "given_source", "with_source"]

NEEDED = {"source_id": "own_survey", "title": "Survey of 2025", "accessed": "2026-11-22"}


def chosen_base(base: Dataset | None) -> Dataset:
    """
    Return the data set that lends what is left out.

    Parameters
    ----------
    base
        A data set, or None for the bundled one.

    Returns
    -------
    base
        Loaded.

    Raises
    ------
    TypeError
        It is something else, such as a network.

    Examples
    --------
    >>> chosen_base("data/geo")
    Traceback (most recent call last):
    TypeError: base is a Dataset, such as network.data or load_dataset(folder), not a str
    """
    if base is None:
        return load_dataset()
    if not isinstance(base, Dataset):
        kind = type(base).__name__
        raise TypeError(
            f"base is a Dataset, such as network.data or load_dataset(folder), not a {kind}"
        )
    return base


def given_source(source: Mapping[str, object]) -> GivenTable:
    """
    Return the row of the source that tables come from.

    Parameters
    ----------
    source
        Columns of the sources table.

    Returns
    -------
    sources
        One row.

    Raises
    ------
    SchemaError
        It is no mapping, or lacks what every source states.

    Examples
    --------
    >>> given_source({"title": "Survey"})
    Traceback (most recent call last):
    corridor.errors.SchemaError: 2 faults in the data
    source: source_id '': broken rule: a source states its source_id; such as 'own_survey'
    source: accessed '': broken rule: a source states its accessed; such as '2026-11-22'
    """
    if not isinstance(source, Mapping):
        rule = f"source is a mapping with {', '.join(NEEDED)}"
        raise SchemaError([Fault("source", 0, "", str(source)[:80], rule, f"such as {NEEDED}")])
    raise_faults(
        Fault("source", 0, key, "", f"a source states its {key}", f"such as {example!r}")
        for key, example in NEEDED.items()
        if not source.get(key)
    )
    return GivenTable("source", table_texts(pd.DataFrame([dict(source)])), (1,))


def with_source(sources: GivenTable | None, source: GivenTable) -> GivenTable:
    """
    Return the source of the tables above the other sources that their rows name.

    Parameters
    ----------
    sources
        Other sources, or None.
    source
        From `given_source`.

    Returns
    -------
    sources
        All of them.
    """
    if sources is None:
        return source
    cells = pd.concat([source.cells, sources.cells], ignore_index=True).fillna("").astype("str")
    places = (0, *sources.lines)
    return GivenTable(sources.file, cells, places, sources.faults, sources.stray, sources.complete)
