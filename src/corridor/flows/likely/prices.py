"""Prices at which the flows of a logit keep within every row: Newton on the concave dual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.flows.likely.choice import respond

if TYPE_CHECKING:
    from corridor.flows.likely.choice import Choice, Response

__all__ = ["Priced", "certify", "solve_choice"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# Rounds of Newton's method before it is called a failure; some tens are usual.
MAX_ROUNDS = 400
# Where theta times the spread of costs is higher, the scale is raised step by step.
GENTLE, STEP = 400.0, 4.0
# Damping, relative to the diagonal of the Hessian: least, first, and where to give up.
LEAST, FIRST, MOST = 1e-12, 1e-4, 1e12
NOISE, FLAT = 1e-13, 1e-9


@dataclass(frozen=True)
class Priced:
    """
    The optimum of a `Choice`, with its certificate.

    Attributes
    ----------
    price
        (n_rows,) USD per unit, 0 or more.
    flow, unmet
        (n_paths,) and (n_demands,) t/y; they keep within every row exactly.
    logsum
        (n_demands,) USD/t.
    primal, dual
        Values of the program at the flows and of its dual at the prices, USD/y.
    gap
        (primal - dual) over the money spent: 0 at the optimum, and no flows are better by more
        than this.
    residual
        Largest violation of the optimality conditions, relative to the supply of the row.
    rounds
        Newton steps.
    """

    price: Floats
    flow: Floats
    unmet: Floats
    logsum: Floats
    primal: float
    dual: float
    gap: float
    residual: float
    rounds: int


def solve_choice(
    choice: Choice, *, start: Floats | None = None, tolerance: float = 1e-10
) -> Priced:
    """
    Solve the choice problem exactly.

    The demands can be written in terms of the prices of the rows, so what is left is a smooth
    concave function of a few prices in a box; Newton's method with damping finds its top. A high
    scale is approached by lower ones, each starting from the prices of the last.

    Parameters
    ----------
    choice
        The alternatives and the rows.
    start
        Prices to start from.
    tolerance
        On the residual.

    Returns
    -------
    priced
        Flows, prices and the certificate.

    Raises
    ------
    SolverError
        The residual could not be brought below the tolerance.
    """
    price = np.zeros(len(choice.supply)) if start is None else np.clip(start, 0, choice.excess)
    rounds = 0
    for share in _schedule(choice, warm=start is not None):
        eased = replace(choice, theta=choice.theta * share)
        price, taken, residual = _climb(eased, price, tolerance if share == 1.0 else 1e-4)
        rounds += taken
    if residual > tolerance:
        raise SolverError(
            f"the prices of the logit are off by {residual:.1e} after {rounds} rounds, asked for "
            f"{tolerance:.1e}: try a lower scale",
            status="iteration limit",
        )
    return certify(choice, price, rounds=rounds)


def _schedule(choice: Choice, *, warm: bool) -> list[float]:
    """Return rising shares of the scale, ending with 1."""
    costs = np.concatenate([choice.cost, choice.penalty])
    spread = float(np.max(choice.theta) * (costs.max() - costs.min())) if len(costs) else 0.0
    shares = [1.0]
    while not warm and spread * shares[-1] > GENTLE:
        shares.append(shares[-1] / STEP)
    return shares[::-1]


def certify(choice: Choice, price: Floats, *, rounds: int = 0) -> Priced:
    """
    Return the flows at given prices, cut where they exceed a row, and how far off they may be.

    Parameters
    ----------
    choice
        The alternatives and the rows.
    price
        (n_rows,) USD per unit, from 0 to the charge on excess.
    rounds
        Carried into the result.

    Returns
    -------
    priced
        ``gap`` bounds the distance to the optimum, whatever the prices.
    """
    response = respond(choice, price)
    residual = _residual(choice, price, choice.supply - choice.rows @ response.flow)
    flow = _within(choice, response.flow)
    unmet = response.unmet + choice.serving @ (response.flow - flow)
    money = _money(choice, flow, unmet)
    primal = money + _spread(choice, flow, unmet)
    gap = (primal - response.dual) / max(1.0, money)
    return Priced(price, flow, unmet, response.logsum, primal, response.dual, gap, residual, rounds)


def _within(choice: Choice, flow: Floats) -> Floats:
    """Return flows cut, where they exceed what must not be exceeded, to what there is."""
    used = choice.rows @ flow
    share = choice.supply / np.maximum(used, choice.supply)
    share[np.isfinite(choice.excess)] = 1.0
    cut = np.ones(len(flow))
    for row in np.flatnonzero(share < 1.0):
        cut[choice.rows[row] > 0] = np.minimum(cut, share[row])[choice.rows[row] > 0]
    return flow * cut


def _money(choice: Choice, flow: Floats, unmet: Floats) -> float:
    """Return costs, penalties and charges on excess."""
    over = np.maximum(choice.rows @ flow - choice.supply, 0.0)
    charged = np.isfinite(choice.excess)
    paid = choice.excess[charged] @ over[charged]
    return float(choice.cost @ flow + choice.penalty @ unmet + paid)


def _spread(choice: Choice, flow: Floats, unmet: Floats) -> float:
    """Return the entropy term of the program."""
    theta, amount = choice.theta[choice.demand], choice.amount[choice.demand]
    paths = _entropy(flow, choice.weight * amount) / theta
    return float(paths.sum() + (_entropy(unmet, choice.amount) / choice.theta).sum())


def _entropy(flow: Floats, reference: Floats) -> Floats:
    """Return x ln(x / r), which is 0 at 0."""
    some = flow > 0
    out = np.zeros_like(flow)
    out[some] = flow[some] * np.log(flow[some] / reference[some])
    return out


def _residual(choice: Choice, price: Floats, spare: Floats) -> float:
    """Return the largest relative violation: rows exceeded, or priced and not full."""
    if not len(spare):
        return 0.0
    wrong = np.where(spare < 0, (price < choice.excess) * -spare, (price > 0) * spare)
    return float(np.max(wrong / choice.supply))


def _climb(choice: Choice, price: Floats, tolerance: float) -> tuple[Floats, int, float]:
    """Return the prices at the top of the dual, the rounds taken and the residual."""
    response = respond(choice, price)
    spare = choice.supply - choice.rows @ response.flow
    damping = FIRST
    for rounds in range(MAX_ROUNDS):
        residual = _residual(choice, price, spare)
        if residual <= tolerance or damping > MOST:
            return price, rounds, residual
        free = np.where(spare < 0, price < choice.excess, price > 0)
        step = _newton_step(choice, response, spare, free, damping)
        there = price.copy()
        there[free] = np.clip(price[free] + step, 0.0, choice.excess[free])
        answer = respond(choice, there)
        left = choice.supply - choice.rows @ answer.flow
        promised = -float(spare @ (there - price))
        slack = NOISE * (1.0 + abs(response.dual))
        if answer.dual - response.dual >= 1e-4 * promised - slack and promised >= 0:
            price, response, spare = there, answer, left
            damping = max(LEAST, damping / 8.0)
        else:
            damping *= 6.0
    return price, MAX_ROUNDS, _residual(choice, price, spare)


def _newton_step(
    choice: Choice, response: Response, spare: Floats, free: Bools, damping: float
) -> Floats:
    """Return the damped step of the free prices."""
    rows = choice.rows[np.flatnonzero(free)]
    taken = rows * response.flow
    curve = (taken * choice.theta[choice.demand]) @ rows.T
    by_demand = (choice.serving @ taken.T).T
    curve -= (by_demand * (choice.theta / choice.amount)) @ by_demand.T
    # Where all or nothing is taken the curve is flat; what it could be at most keeps steps finite.
    most = (choice.theta * choice.amount)[choice.demand]
    diagonal = np.maximum(np.diag(curve), 0.0)
    diagonal += FLAT * (rows**2 * most).max(axis=1, initial=0.0)
    return np.asarray(np.linalg.solve(curve + np.diag(damping * diagonal), -spare[free]), float)
