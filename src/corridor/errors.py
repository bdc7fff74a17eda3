"""Every exception and warning of the library, under one base each."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NEAREST = 3
"""How many near ids an error offers."""


@dataclass(frozen=True)
class Fault:
    """
    One cell, row or file that breaks one rule of the data set.

    Parameters
    ----------
    file
        Name of the file inside the data folder.
    row
        Line in the file, the header being line 1; the feature number (from 1)
        in a GeoJSON file; 0 where the fault is of the whole file.
    column
        Column or property, empty where the fault is of the whole row.
    value
        The offending text as it stands in the file.
    rule
        What was broken, as a statement of what holds in sound data.
    remedy
        What to do, where the library can tell.
    topic
        `provenance` for a missing source or fact, else `schema`.

    Examples
    --------
    >>> print(Fault("nodes.csv", 7, "country", "KX", "country is known", "nearest: KZ"))
    nodes.csv:7: country 'KX': broken rule: country is known; nearest: KZ
    """

    file: str
    row: int
    column: str
    value: str
    rule: str
    remedy: str = ""
    topic: Literal["schema", "provenance"] = "schema"

    def __str__(self) -> str:
        """Return the fault as one line."""
        place = f"{self.file}:{self.row}" if self.row else self.file
        cell = f" {self.column} {self.value!r}:" if self.column else ""
        rule = f"broken rule: {self.rule}"
        return f"{place}:{cell} {rule}" + (f"; {self.remedy}" if self.remedy else "")


def nearest_ids(unknown: str, known: Iterable[str]) -> tuple[str, ...]:
    """
    Return the known ids closest in spelling, best first.

    Parameters
    ----------
    unknown
        The id that was not found.
    known
        The ids there are.

    Returns
    -------
    nearest
        At most three ids; empty where none is close.

    Examples
    --------
    >>> nearest_ids("aktua", ["aktau", "alat", "poti"])
    ('aktau',)
    """
    return tuple(difflib.get_close_matches(unknown, sorted(set(known)), n=NEAREST))


def _rebuild(
    kind: type[CorridorError], args: tuple[Any, ...], state: dict[str, Any]
) -> CorridorError:
    """Return an unpickled error; its attributes need not be arguments."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class CorridorError(Exception):
    """Base of every error raised on purpose by the library."""

    # A worker process must be able to hand any error back whole.
    def __reduce__(self) -> tuple[Callable[..., CorridorError], tuple[Any, ...]]:
        """Return how to pickle the error with its attributes."""
        return _rebuild, (type(self), self.args, self.__dict__)


class FaultyDataError(CorridorError, ValueError):
    """
    Base of the errors that list faults of data.

    Parameters
    ----------
    faults
        All faults found in one run, or one sentence where there is no file to name.
    """

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        if isinstance(faults, str):
            self.faults: tuple[Fault, ...] = ()
            super().__init__(faults)
            return
        self.faults = tuple(faults)
        noun = "fault" if len(self.faults) == 1 else "faults"
        head = f"{len(self.faults)} {noun} in the data"
        super().__init__("\n".join([head, *map(str, self.faults)]))


class SchemaError(FaultyDataError):
    """The data break the schema; every fault is listed in the message and in `faults`."""


class ProvenanceError(FaultyDataError):
    """The data are well formed, but a number has no fact or no source."""


class UnknownIdError(CorridorError, LookupError):
    """
    An id is not in the data set.

    Parameters
    ----------
    what
        The thing asked for: `node`, `link`, `commodity`.
    unknown
        The id that was not found.
    known
        The ids there are.

    Examples
    --------
    >>> print(UnknownIdError("node", "aktua", ["aktau", "poti"]))
    unknown node 'aktua'; nearest: aktau
    """

    def __init__(self, what: str, unknown: str, known: Iterable[str] = ()) -> None:
        self.what = what
        self.unknown = unknown
        self.nearest = nearest_ids(unknown, known)
        hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"unknown {what} {unknown!r}{hint}")


class UnitError(CorridorError, ValueError):
    """A unit is unknown, or cannot be converted into the one needed."""


class NoRouteError(CorridorError, ValueError):
    """
    No route satisfies the rule.

    Parameters
    ----------
    origin, destination
        Node ids asked for.
    rule
        The corridor rule, in words.
    reason
        Why there is none.
    cut
        The smallest set of subjects whose closure parts the two ends.
    """

    def __init__(
        self,
        origin: str,
        destination: str,
        *,
        rule: str = "",
        reason: str = "",
        cut: Iterable[str] = (),
    ) -> None:
        self.origin = origin
        self.destination = destination
        self.rule = rule
        self.reason = reason
        self.cut: tuple[str, ...] = tuple(cut)
        parts = [f"no route from {origin!r} to {destination!r}"]
        parts += [f"under {rule}"] if rule else []
        message = " ".join(parts) + (f": {reason}" if reason else "")
        super().__init__(message + (f" (cut: {', '.join(self.cut)})" if self.cut else ""))


class InfeasibleError(CorridorError, RuntimeError):
    """
    Demand and capacity cannot both hold.

    Parameters
    ----------
    message
        What cannot hold, in words.
    demand, capacity
        Subjects in conflict.
    """

    def __init__(
        self, message: str, *, demand: Iterable[str] = (), capacity: Iterable[str] = ()
    ) -> None:
        self.demand: tuple[str, ...] = tuple(demand)
        self.capacity: tuple[str, ...] = tuple(capacity)
        super().__init__(message)


class SolverError(CorridorError, RuntimeError):
    """
    The solver stopped without an answer.

    Parameters
    ----------
    message
        What was being solved and how it ended.
    status
        The solver's own word.
    """

    def __init__(self, message: str, *, status: str = "") -> None:
        self.status = status
        super().__init__(message)


class ScenarioError(CorridorError, ValueError):
    """
    A scenario cannot be read or applied.

    Parameters
    ----------
    message
        What is wrong.
    file
        Scenario file, empty for a scenario made in code.
    line
        Line in the file, 0 where it is not known.
    key
        The key at fault.
    """

    def __init__(self, message: str, *, file: str = "", line: int = 0, key: str = "") -> None:
        self.file = file
        self.line = line
        self.key = key
        place = f"{file}:{line}: " if file and line else (f"{file}: " if file else "")
        super().__init__(place + (f"{key}: " if key else "") + message)


class CorridorWarning(UserWarning):
    """Base of every warning of the library."""


class EstimateWarning(CorridorWarning):
    """A result rests largely on estimates."""


class UnmetDemandWarning(CorridorWarning):
    """Part of the demand was not delivered."""
