"""The choice of projects in numbers: what each adds, what it costs, what it needs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Design", "Stage"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stage:
    """
    A span of years in which nothing new opens.

    Attributes
    ----------
    weight
        Present value, in years, of one dollar in each of its years.
    limits
        (n_limits,) without any project; 0 for what only a project opens.
    budget
        Capital that may have been spent by then, USD; inf where there is no bound.
    """

    weight: float
    limits: Floats
    budget: float = np.inf


@dataclass(frozen=True)
class Design:
    """
    Which projects may be built, how many of each, in which stage, and what each costs.

    Attributes
    ----------
    stages
        In order of time.
    charge
        (n_projects,) USD per year from the stage it opens in.
    capex
        (n_projects,) USD.
    most
        (n_projects,) units that may be built.
    first
        (n_projects,) earliest stage; the number of stages or more where it comes too late.
    needs
        Pairs (project, other): the project opens no earlier than the other.
    exclusive
        Groups of which at most one project is built.
    """

    stages: tuple[Stage, ...]
    charge: Floats
    capex: Floats
    most: Ints
    first: Ints
    needs: tuple[tuple[int, int], ...] = ()
    exclusive: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def shape(self) -> tuple[int, int]:
        """Projects and stages."""
        return len(self.charge), len(self.stages)

    def allows(self, units: Ints) -> bool:
        """
        Say whether so many units of each project by each stage break no rule.

        Parameters
        ----------
        units
            (n_projects, n_stages) units open by each stage.

        Returns
        -------
        allowed
            Whether they stand in order, in time, in number, in budget, and with what they need.
        """
        stage = np.arange(self.shape[1])
        built = units > 0
        spent = self.capex @ units
        budget = np.array([each.budget for each in self.stages])
        return bool(
            (np.diff(units, axis=1, prepend=0) >= 0).all()
            and (units <= self.most[:, None]).all()
            and not built[stage[None, :] < self.first[:, None]].any()
            and (spent <= budget * (1 + 1e-9)).all()
            and all((built[one] <= built[other]).all() for one, other in self.needs)
            and all(built[list(group)].sum(axis=0).max() <= 1 for group in self.exclusive)
        )
