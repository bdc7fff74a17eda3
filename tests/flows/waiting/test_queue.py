import math

import numpy as np
import pytest

from corridor.flows.waiting.queue import chance_to_wait, wait_per_service


def by_definition(servers, utilisation):
    """Erlang's formula as it is written: terms of the load over factorials."""
    load = servers * utilisation
    full = load**servers / math.factorial(servers) / (1 - utilisation)
    return full / (sum(load**n / math.factorial(n) for n in range(servers)) + full)


@pytest.mark.parametrize("servers", [1, 2, 3, 4, 8, 20])
def test_the_chance_is_that_of_the_definition(servers):
    for utilisation in (0.0, 0.1, 0.5, 0.8, 0.95, 0.999):
        assert chance_to_wait(servers, utilisation) == pytest.approx(
            by_definition(servers, utilisation), rel=1e-12
        )


@pytest.mark.parametrize(
    ("servers", "waits"), [(2, [0.33, 1.78, 4.26, 9.26]), (4, [0.09, 0.75, 1.97, 4.46])]
)
def test_waits_are_those_of_the_published_table(servers, waits):
    found = [round(wait_per_service(servers, u), 2) for u in (0.5, 0.8, 0.9, 0.95)]
    assert found == waits


def test_a_queue_that_is_run_waits_as_long():
    """Ships arrive at random at three berths for a long time; each takes the first that is free."""
    rng = np.random.default_rng(4)
    n, servers, utilisation = 200_000, 3, 0.8
    arrival = np.cumsum(rng.exponential(1.0 / (servers * utilisation), n))
    service = rng.exponential(1.0, n)
    free, waited = [0.0] * servers, 0.0
    for at, span in zip(arrival, service, strict=True):
        berth = free.index(min(free))
        begin = max(at, free[berth])
        waited += begin - at
        free[berth] = begin + span
    assert waited / n == pytest.approx(wait_per_service(servers, utilisation), rel=0.05)


def test_many_servers_neither_overflow_nor_wait():
    assert wait_per_service(2000, 0.5) == pytest.approx(0.0, abs=1e-12)
    assert wait_per_service(1, 0.0) == 0.0


@pytest.mark.parametrize(("servers", "utilisation"), [(0, 0.5), (1.5, 0.5), (2, 1.0), (2, -0.1)])
def test_what_is_no_queue_is_refused(servers, utilisation):
    with pytest.raises(ValueError, match=r"(servers|utilisation) is"):
        wait_per_service(servers, utilisation)
