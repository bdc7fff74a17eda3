"""The small integer programme over projects and stages, fed with bounds of the yearly cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError

if TYPE_CHECKING:
    from corridor.flows.expansion.choice.design import Design
    from corridor.flows.expansion.choice.yearly import Bound, YearlyCost

__all__ = ["Menu"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# HiGHS calls a number whole, and a row kept, to this much.
FEASIBLE = 1e-9
# HiGHS's word for a solution that keeps every row.
FOUND = 2


class Menu:
    """
    Units of each project by each stage, and an estimate of each stage's yearly cost from below.

    Columns are units (project by project, stage by stage), one switch for each project of an
    exclusive group, and the stages' costs, counted from ``floor`` in units of ``scale``.

    Parameters
    ----------
    design, yearly
        The projects, and what they add.
    floor
        (n_stages,) USD per year that no plan costs less than.
    scale
        USD per year that count as one, so that the numbers of the programme are near 1.
    """

    def __init__(self, design: Design, yearly: YearlyCost, floor: Floats, scale: float) -> None:
        self.design, self.yearly, self.floor, self.scale = design, yearly, floor, scale
        self._model = _silent()
        self._columns()
        self._rules()

    def _columns(self) -> None:
        design = self.design
        n, stages = design.shape
        weight = np.array([stage.weight for stage in design.stages])
        late = np.arange(stages)[None, :] < design.first[:, None]
        most = np.where(late, 0, design.most[:, None])
        price = design.charge[:, None] * weight / self.scale
        for cost, upper in zip(price.ravel(), most.ravel(), strict=True):
            self._column(float(cost), float(upper))
        for stage in range(stages):
            self._column(float(weight[stage]), highspy.kHighsInf)
        self._whole = list(range(n * stages))

    def _column(self, cost: float, upper: float) -> int:
        self._model.addVar(0.0, upper)
        column = int(self._model.getNumCol()) - 1
        self._model.changeColCost(column, cost)
        return column

    def _rules(self) -> None:
        """State order in time, what needs what, what excludes what, and the budgets."""
        design = self.design
        n, stages = design.shape
        at = np.arange(n * stages).reshape(n, stages)
        for project in range(n):
            for stage in range(1, stages):
                pair = [at[project, stage], at[project, stage - 1]]
                self._row(0.0, highspy.kHighsInf, pair, [1.0, -1.0])
        for one, other in design.needs:
            for stage in range(stages):
                # Any unit of the one needs a unit of the other.
                share = 1.0 / design.most[one]
                self._row(0.0, highspy.kHighsInf, [at[other, stage], at[one, stage]], [1.0, -share])
        for group in design.exclusive:
            switches = [self._column(0.0, 1.0) for _ in group]
            self._whole += switches
            self._row(-highspy.kHighsInf, 1.0, switches, [1.0] * len(group))
            for project, switch in zip(group, switches, strict=True):
                most = float(design.most[project])
                pair = [switch, at[project, stages - 1]]
                self._row(0.0, highspy.kHighsInf, pair, [most, -1.0])
        for stage, each in enumerate(design.stages):
            if np.isfinite(each.budget):
                unit = max(each.budget, float(design.capex.max(initial=0.0)), 1.0)
                self._row(
                    -highspy.kHighsInf,
                    each.budget / unit,
                    at[:, stage].tolist(),
                    (design.capex / unit).tolist(),
                )

    def _row(self, low: float, high: float, columns: list[int], values: list[float]) -> None:
        count = len(columns)
        index = np.asarray(columns, dtype=np.int32)
        self._model.addRow(low, high, count, index, np.asarray(values, dtype=np.float64))

    def learn(self, bound: Bound) -> None:
        """State, for every stage, that its cost is no less than the bound says."""
        design = self.design
        n, stages = design.shape
        used = np.flatnonzero(bound.price)
        slope = self.yearly.adds[:, used] @ bound.price[used] / self.scale
        for stage in range(stages):
            start = np.concatenate([design.stages[stage].limits, self.yearly.problem.source_amount])
            fall = float(bound.price[used] @ (start[used] - bound.at[used]))
            low = (bound.value - fall - self.floor[stage]) / self.scale
            columns = [n * stages + stage, *range(stage, n * stages, stages)]
            self._row(low, highspy.kHighsInf, columns, [1.0, *slope])

    def best(self, *, whole: bool, time_limit_s: float) -> tuple[Floats, float]:
        """
        Return the cheapest units (n_projects, n_stages), and what no plan costs less than.

        Parameters
        ----------
        whole
            Whether units are whole; parts of a project only serve to learn bounds quickly.
        time_limit_s
            Seconds.
        """
        model, (n, stages) = self._model, self.design.shape
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        for column in self._whole:
            model.changeColIntegrality(column, kind)
        model.setOptionValue("time_limit", max(time_limit_s, 0.0))
        model.run()
        status = model.getModelStatus()
        info = model.getInfo()
        timed_out = status == highspy.HighsModelStatus.kTimeLimit
        if status != highspy.HighsModelStatus.kOptimal and not (timed_out and whole):
            word = model.modelStatusToString(status)
            raise SolverError("the choice of projects was not solved", status=word)
        bound = info.mip_dual_bound if whole else info.objective_function_value
        if timed_out and info.primal_solution_status != FOUND:
            return np.zeros((n, stages)), self._usd(bound)
        values = np.asarray(model.getSolution().col_value)[: n * stages].reshape(n, stages)
        return values, self._usd(bound)

    def _usd(self, bound: float) -> float:
        """Return a value of the programme in USD."""
        weight = np.array([stage.weight for stage in self.design.stages])
        return float(bound * self.scale + weight @ self.floor)


def _silent() -> highspy.Highs:
    """Return a solver that prints nothing and uses one thread, to the smallest gap it knows."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", FEASIBLE),
        ("primal_feasibility_tolerance", FEASIBLE),
    ):
        model.setOptionValue(name, value)
    return model
