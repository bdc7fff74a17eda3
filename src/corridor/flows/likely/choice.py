"""The choice problem in arrays: alternatives of each demand, rows they draw on, flows at prices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

__all__ = ["Choice", "Response", "respond"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Choice:
    """
    How the tonnes of each demand choose among paths, with rows that all paths share.

    Minimise, over flows x and unmet u, with theta that of the demand,

        sum c x + sum p u + sum (1/theta) [x ln(x / (w D)) + u ln(u / D)] + sum e max(0, A x - b)

    so that the flows of a demand and its unmet add up to D; A are the rows, b their supply and e
    the charge on what exceeds it, inf where nothing may. At prices y of the rows, 0 to e, the flows
    are those of a logit: x = D w exp(-theta (c + y A)) / Z, with Z the sum of such terms over the
    demand's paths and of exp(-theta p).

    Attributes
    ----------
    cost, weight, demand
        (n_paths,) USD/t; weight before cost, more than 0; the demand it serves.
    amount, penalty, theta
        (n_demands,) t/y, more than 0; USD per tonne not delivered; scale of the choice, t/USD.
    rows
        (n_rows, n_paths) units of each row that one tonne on the path takes, 0 or more; dense,
        since rows are few.
    supply
        (n_rows,) units there are, more than 0 and finite.
    excess
        (n_rows,) USD per unit used over the supply; inf where the supply must not be exceeded.
    """

    cost: Floats
    weight: Floats
    demand: Ints
    amount: Floats
    penalty: Floats
    theta: Floats
    rows: Floats
    supply: Floats
    excess: Floats

    @cached_property
    def serving(self) -> csr_array:
        """(n_demands, n_paths) 1 where the path serves the demand."""
        n = len(self.cost)
        where = (self.demand, np.arange(n))
        return csr_array((np.ones(n), where), shape=(len(self.amount), n))


@dataclass(frozen=True)
class Response:
    """
    What the demands do at given prices of the rows.

    Attributes
    ----------
    flow, unmet
        (n_paths,) and (n_demands,) tonnes per year.
    logsum
        (n_demands,) -ln(Z) / theta, USD/t: the expected cost of a tonne, dispersal counted.
    dual
        Value of the dual at the prices: no flows do better in the program of `Choice`.
    """

    flow: Floats
    unmet: Floats
    logsum: Floats
    dual: float


def respond(choice: Choice, price: Floats) -> Response:
    """
    Return the flows of a logit at given prices of the rows.

    Parameters
    ----------
    choice
        The alternatives.
    price
        (n_rows,) USD per unit, 0 or more.

    Returns
    -------
    response
        Flows, unmet and the value of the dual.
    """
    theta = choice.theta[choice.demand]
    utility = np.log(choice.weight) - theta * (choice.cost + choice.rows.T @ price)
    outside = -choice.theta * choice.penalty
    top = outside.copy()
    np.maximum.at(top, choice.demand, utility)
    terms = np.exp(utility - top[choice.demand])
    left = np.exp(outside - top)
    total = left + np.bincount(choice.demand, terms, len(top))
    scale = choice.amount / total
    logsum = -(np.log(total) + top) / choice.theta
    return Response(
        flow=terms * scale[choice.demand],
        unmet=left * scale,
        logsum=logsum,
        dual=float(choice.amount @ logsum - choice.supply @ price),
    )
