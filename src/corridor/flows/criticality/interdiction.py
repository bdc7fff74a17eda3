"""Worst-case interdiction: the few elements whose loss together hurts most, certified."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.criticality.elements import element_name, kinds_of
from corridor.flows.criticality.loss.interdiction import worst_set
from corridor.flows.criticality.loss.losses import Losses
from corridor.flows.criticality.loss.tonnes import in_tonnes
from corridor.flows.criticality.members import members_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scipy.sparse import csr_array

    from corridor.flows.criticality.members import Members
    from corridor.flows.demand import Demand
    from corridor.network.network import Network

__all__ = ["Interdiction", "worst_interdiction"]

MEASURES = {"loss": "USD/y", "unmet": "t/y"}


@dataclass(frozen=True, repr=False)
class Interdiction:
    """
    The elements whose loss together is worst, and the proof.

    Attributes
    ----------
    elements
        Their ids, sorted; fewer than asked for where one more changes nothing.
    table
        Index ``element``: name, alone (the measure when it is lost alone).
    measure, unit
        ``loss`` in USD/y or ``unmet`` in t/y.
    added
        The measure when all are lost.
    bound
        No set of the size adds more.
    certified
        Whether the set is proved to be the worst.
    n_sets
        Sets whose loss was looked at; of ``n_possible`` of the size.
    n_possible
        Sets of the size among the elements that any cargo may use.
    """

    elements: tuple[str, ...]
    table: pd.DataFrame
    measure: str
    unit: str
    added: float
    bound: float
    certified: bool
    n_sets: int
    n_possible: int

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy frame: element, name, alone."""
        return self.table.reset_index()

    def __repr__(self) -> str:
        proof = "certified" if self.certified else f"at most {self.bound:.4g} is possible"
        return (
            f"Interdiction of {', '.join(self.elements) or 'nothing'}: {self.measure} "
            f"{self.added:.4g} {self.unit} more; {proof}, {self.n_sets} of {self.n_possible} sets "
            f"looked at"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)


def worst_interdiction(
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    *,
    size: int = 2,
    by: str | Iterable[str] = "link",
    measure: str = "loss",
    spared: Iterable[str] = (),
    most: int = 5000,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Interdiction:
    """
    Return the few elements whose loss together hurts most, all flows settling anew after it.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        What is to move; the data set's own of the year when absent.
    size
        Elements to lose at most.
    by
        Kinds of element, as in `criticality`.
    measure
        ``loss``: cost of carrying and the stated penalty of what is not delivered, added (USD/y);
        ``unmet``: tonnes not delivered, added, when as much as possible is delivered whatever it
        costs.
    spared
        Elements that cannot be lost.
    most
        Sets to look at before the search gives up with a bound in place of a proof.
    **options
        Options of `assemble`.

    Returns
    -------
    interdiction
        The set, what it adds, and the proof that no set adds more.

    Raises
    ------
    UnknownIdError
        No such kind or measure, or a spared element that no cargo could use.
    ValueError
        ``size`` or ``most`` is below 1.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> oil = net.data.demand.query("commodity == 'crude_oil'")
    >>> worst = worst_interdiction(net, oil, by="group", size=1)
    >>> worst.elements, worst.certified
    (('group:cpc',), True)
    """
    kinds = kinds_of(by)
    if measure not in MEASURES:
        raise UnknownIdError("measure", measure, MEASURES)
    for name, value in (("size", size), ("most", most)):
        if value < 1:
            msg = f"{name} is {value}; it is 1 or more"
            raise ValueError(msg)
    assembly = assemble(network, demand, **options)
    members = members_of(assembly, kinds)
    names = [str(name) for name in members.table.index]
    arcs = _without(members, spared)
    problem = assembly.problem if measure == "loss" else in_tonnes(assembly.problem)
    losses = Losses(problem, arcs)
    worst = worst_set(losses, size, most=most)
    elements = [names[i] for i in worst.elements]
    table = pd.DataFrame(
        {
            "name": [element_name(network.data, element) for element in elements],
            "alone": [
                losses.without({i}).objective - losses.base.objective for i in worst.elements
            ],
        },
        index=pd.Index(elements, name="element"),
    )
    n_losable = int((np.diff(arcs.indptr) > 0).sum())
    return Interdiction(
        tuple(elements),
        table,
        measure,
        MEASURES[measure],
        worst.added,
        worst.bound,
        worst.certified,
        worst.n_asked,
        comb(n_losable, min(size, n_losable)),
    )


def _without(members: Members, spared: Iterable[str]) -> csr_array:
    """Return the arcs of the elements, those of the spared ones blanked."""
    names = [spared] if isinstance(spared, str) else list(spared)
    known = [str(name) for name in members.table.index]
    for name in names:
        if name not in known:
            raise UnknownIdError("element", name, known)
    keep = np.ones(len(known))
    keep[members.number(names)] = 0.0
    arcs = members.arcs.multiply(keep[:, None]).tocsr()
    arcs.eliminate_zeros()
    return arcs
