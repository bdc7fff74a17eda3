"""
Waiting at servers that arrivals share: the queue with random arrivals and service (M/M/c).

References
----------
.. [1] Erlang (1917), Solution of some problems in the theory of probabilities of significance in
   automatic telephone exchanges, Post Office Electrical Engineers' Journal 10, 189-197: the chance
   to wait.
"""

from __future__ import annotations

import math

__all__ = ["chance_to_wait", "wait_per_service"]


def chance_to_wait(servers: int, utilisation: float) -> float:
    """
    Return the chance that an arrival finds every server taken (Erlang's C).

    Parameters
    ----------
    servers
        Berths, lanes or gangs side by side, 1 or more.
    utilisation
        Share of their time that they work, from 0 to below 1.

    Returns
    -------
    chance
        From 0 to 1.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    >>> chance_to_wait(1, 0.8)
    0.8
    >>> round(chance_to_wait(2, 0.8), 4)
    0.7111
    """
    if not (isinstance(servers, int) and servers >= 1):
        raise ValueError(f"servers is {servers!r}; it is a whole number of 1 or more")
    if not 0 <= utilisation < 1:
        raise ValueError(f"utilisation is {utilisation!r}; it is a share from 0 to below 1")
    # Erlang's B by its recursion, which neither overflows nor cancels, then C from B.
    load, blocked = servers * utilisation, 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1.0 - utilisation * (1.0 - blocked))


def wait_per_service(servers: int, utilisation: float) -> float:
    """
    Return the mean wait before service, in mean times of service: P / (c (1 - utilisation)).

    Parameters
    ----------
    servers, utilisation
        As of `chance_to_wait`.

    Returns
    -------
    wait
        Times the mean days of a service it is days.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    >>> [round(wait_per_service(2, u), 2) for u in (0.5, 0.8, 0.9, 0.95)]
    [0.33, 1.78, 4.26, 9.26]
    >>> [round(wait_per_service(4, u), 2) for u in (0.5, 0.8, 0.9, 0.95)]
    [0.09, 0.75, 1.97, 4.46]
    """
    chance = chance_to_wait(servers, utilisation)
    wait = chance / (servers * (1.0 - utilisation))
    return wait if math.isfinite(wait) else math.inf
