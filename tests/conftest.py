"""Fixtures that every room uses: the bundled data and its network, loaded once."""

import pytest

import corridor as cr


@pytest.fixture(scope="session")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="session")
def net(data):
    return cr.build_network(data)
