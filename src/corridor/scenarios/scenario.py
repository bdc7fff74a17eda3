"""A scenario: named changes to one base, in order, some of them only for a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from corridor.costs.weights import CostWeights
from corridor.errors import CorridorError, ScenarioError
from corridor.scenarios.changes.change import Change
from corridor.scenarios.changes.policy import SetWeight, ShareOff

if TYPE_CHECKING:
    import datetime as dt

    from corridor.data.dataset import Dataset

__all__ = ["Dated", "Place", "Scenario"]

# Of what is said about a change in a file, which may name anything at any length.
LONGEST = 300


class Place(NamedTuple):
    """Where a change stands in a file."""

    file: str
    line: int
    key: str


@dataclass(frozen=True)
class Dated:
    """
    A change with the days on which it holds and the source that says so.

    Attributes
    ----------
    change
        What is different.
    start, end
        First and last day; always when absent.
    source_id
        A row of the sources table, or empty for a change that is supposed.
    note
        Anything more.
    place
        Where it stands in a file, for what is said of it; None for a change made in code.
    """

    change: Change
    start: dt.date | None = None
    end: dt.date | None = None
    source_id: str = ""
    note: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a change that ends before it starts."""
        if self.start and self.end and self.end < self.start:
            msg = f"{self.change}: ends on {self.end}, before it starts on {self.start}"
            raise ScenarioError(msg, key="to")

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the change is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the change made; see `Scenario.apply`."""
        try:
            return self.change.apply(data)
        except CorridorError as error:
            if self.place is None:
                raise
            raise ScenarioError(str(error)[:LONGEST], **self.place._asdict()) from None

    def __str__(self) -> str:
        """Return the change and its days."""
        days = [f"from {self.start}" if self.start else "", f"to {self.end}" if self.end else ""]
        return " ".join([str(self.change), *(d for d in days if d)])


@dataclass(frozen=True)
class Scenario:
    """
    Named changes to one base; a value that can be printed, compared and built upon.

    Attributes
    ----------
    name
        What it is called in tables.
    changes
        `Change` or `Dated` changes, in the order they are made.
    title, description
        For people.

    Examples
    --------
    >>> base = Scenario("base")
    >>> no_russia = base.then("no Russian territory", corridor.CloseTerritory("RU"))
    >>> print(no_russia)
    no Russian territory: CloseTerritory('RU')
    >>> no_russia.apply(corridor.load_dataset()).controls.index[-1]
    'scenario_ru_all'
    """

    name: str
    changes: tuple[Dated, ...] = field(default=())
    title: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        """Take bare changes as changes without dates."""
        if not self.name:
            raise ScenarioError("a scenario needs a name", key="name")
        dated = tuple(c if isinstance(c, Dated) else Dated(_checked(c)) for c in self.changes)
        object.__setattr__(self, "changes", dated)

    def then(self, name: str, *changes: Change | Dated) -> Scenario:
        """
        Return a scenario with this one's changes and more.

        Parameters
        ----------
        name
            Its name.
        changes
            Made after those of this scenario.

        Returns
        -------
        scenario
            Another value; this one stays.
        """
        more = tuple(c if isinstance(c, Dated) else Dated(_checked(c)) for c in changes)
        return Scenario(name, (*self.changes, *more))

    def on(self, day: dt.date) -> Scenario:
        """Return the scenario with the changes in force on a day only."""
        return replace(self, changes=tuple(c for c in self.changes if c.holds_on(day)))

    def apply(self, data: Dataset) -> Dataset:
        """
        Return the data with every change made, as if all held all year.

        Parameters
        ----------
        data
            The base.

        Returns
        -------
        changed
            Another data set; the base is not touched.

        Raises
        ------
        UnknownIdError
            A change names what the data do not have; offers the nearest.
        ScenarioError
            Changes contradict the data, such as a project built before what it needs; or any fault
            of a change read from a file, with file, line and key.
        """
        for dated in self.changes:
            data = dated.apply(data)
        return data

    def weights(self, weights: CostWeights | None = None) -> CostWeights:
        """Return the weights of the generalised cost under this scenario."""
        weights = weights or CostWeights()
        for dated in self.changes:
            if isinstance(dated.change, SetWeight):
                weights = dated.change.on(weights)
        return weights

    @property
    def shares_off(self) -> tuple[ShareOff, ...]:
        """The shares that must stay off territories, for assignments of flows."""
        return tuple(c.change for c in self.changes if isinstance(c.change, ShareOff))

    def __str__(self) -> str:
        """Return the name and the changes."""
        return f"{self.name}: " + ("; ".join(map(str, self.changes)) or "no change")


def _checked(change: Change) -> Change:
    """Return the change, or say what should have been given."""
    if not isinstance(change, Change):
        msg = f"{change!r} is no change; give such as CloseTerritory('RU') or Close('link:cpc')"
        raise ScenarioError(msg)
    return change
