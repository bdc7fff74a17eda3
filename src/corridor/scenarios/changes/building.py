"""Building: a project of the data set stands, with what it adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import ScenarioError
from corridor.scenarios.changes.access import Open
from corridor.scenarios.changes.change import Change, known_id
from corridor.scenarios.changes.effects.capacity import with_capacity
from corridor.scenarios.changes.effects.savings import with_savings

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["Build"]

STANDING = "open"


@dataclass(frozen=True)
class Build(Change):
    """
    A project stands: its link is open, its capacity is there.

    A capacity that is unknown today stays unknown: what the project adds to it makes no total. Only
    a link that opens with the project has the project's capacity as its own. Time saved comes off
    what the link, border or transfer takes, length saved off the link; see `with_savings`.

    Attributes
    ----------
    project
        A row of the projects table, such as ``trans_caspian_gas_full``. What it needs must be built
        before it, or stand already.

    Examples
    --------
    >>> data = Build("trans_caspian_gas_full").apply(corridor.load_dataset())
    >>> bool(data.links.at["tcgp", "is_open"])
    True
    """

    project: str

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the project standing; see `Change.apply`."""
        name = known_id("project", self.project, data.projects.index)
        row = pd.Series(data.projects.loc[name])
        waiting = [
            name
            for name in list_items(row["needs"])
            if data.projects["status"].get(name) != STANDING
        ]
        if waiting:
            msg = f"{self.project} needs {', '.join(waiting)} first"
            raise ScenarioError(msg, key=self.project)
        projects = data.projects.copy()
        projects.loc[self.project, "status"] = STANDING
        data = replace(data, projects=projects)
        data, opened = _opened(data, str(row["subject"]))
        if row["status"] == STANDING:
            return data
        if row["adds"] in ("capacity", "contract"):
            return with_capacity(data, row, opened=opened)
        return with_savings(data, row)


def _opened(data: Dataset, subject: str) -> tuple[Dataset, bool]:
    """Open the link of a project when it is not open yet."""
    kind, _, name = subject.partition(":")
    if kind != "link" or bool(data.links.at[name, "is_open"]):
        return data, False
    return Open(subject).apply(data), True
