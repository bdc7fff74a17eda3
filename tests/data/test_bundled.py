"""The data that come with the library are sound, small and quick to load."""

from __future__ import annotations

import dataclasses

import pytest

from corridor.data import load_dataset
from corridor.data.files.schema import bundled_folder, read_schema


@pytest.fixture(scope="module")
def data():
    return load_dataset()


def test_loads_whole(data):
    assert set(data.tables) == set(read_schema().tables)
    assert all(len(table) for table in data.tables.values())


def test_is_small():
    assert sum(path.stat().st_size for path in bundled_folder().rglob("*")) < 5_000_000


def test_every_year_has_its_own_facts(data):
    first, last = data.as_of(2019).values, data.as_of(2024).values
    assert first.index.is_unique
    assert last.index.is_unique
    assert not first.equals(last)


def test_every_fact_in_force_has_a_source(data):
    assert data.values["source_id"].isin(data.sources.index).all()


def test_every_estimate_has_a_range(data):
    judged = data.values[data.values["kind"] == "estimate"]
    assert judged[["low", "high"]].notna().all(axis=None)


def test_is_read_once(data):
    assert load_dataset().nodes is data.nodes


def test_is_frozen(data):
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.year = 2020
