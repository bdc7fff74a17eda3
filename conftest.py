"""Names that every doctest may use."""

import pytest

import corridor


@pytest.fixture(autouse=True)
def _names(doctest_namespace):
    doctest_namespace["corridor"] = corridor
