"""Solve draws together, or one by one where some draw fails, and name those that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Failed", "apart"]

# Scenario, draw and error.
Failed = tuple[str, int, str]


def apart(
    solve: Callable[[slice], None],
    void: Callable[[slice], None],
    size: int,
    where: tuple[str, int],
) -> list[Failed]:
    """
    Solve draws together; where that fails one by one, so that one bad draw leaves the others.

    Parameters
    ----------
    solve
        Fills in the results of some draws.
    void
        Marks draws as not solved.
    size
        Number of draws.
    where
        Scenario and number of the first draw, for what is said.

    Returns
    -------
    failed
        What could not be solved.

    Examples
    --------
    >>> def solve(draws):
    ...     if draws.start <= 2 < draws.stop:
    ...         raise ValueError("bad")
    >>> apart(solve, lambda draws: None, 4, ("base", 100))
    [('base', 102, 'ValueError: bad')]
    """
    scenario, start = where
    failed = []
    try:
        solve(slice(0, size))
    except Exception:  # noqa: BLE001 - find the draw at fault, keep the others
        for draw in range(size):
            one = slice(draw, draw + 1)
            try:
                solve(one)
            except Exception as error:  # noqa: BLE001 - it is reported with the draw
                void(one)
                failed.append((scenario, start + draw, f"{type(error).__name__}: {error}"))
    return failed
