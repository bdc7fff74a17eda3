"""The compiled state graph: arcs and legs, and the fact map that gives them quantities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.network.lookup import FactBook, FactLookup
from corridor.network.prices import cargo_value, market_price
from corridor.network.states import MARKET, ORIGIN, Arc, Leg, build_structure
from corridor.network.terms.compile import write_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from corridor.network.factmap import FactMap, Factor

__all__ = ["StateGraph", "compile_graph"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Found = TypeVar("Found")


@dataclass(frozen=True)
class StateGraph:
    """
    States, arcs and legs of one commodity, and the map from facts to their quantities.

    Attributes
    ----------
    commodity, group
        The commodity and its group (crude, gas, dry_bulk, container, nuclear).
    states
        Index ``state``: node, mode (``origin`` and ``market`` before loading, after unloading).
    arcs
        Index ``arc``: tail, head, kind, subject, is_open, closed_because, countries, passages.
    legs
        Index ``leg``: arc, kind, subject, name, from_node, to_node, mode, country, to_country,
        share (of the link's length), direction, stream. Legs of an arc stand in travel order.
    fact_map
        Terms of all legs.
    absent
        leg, charge: charges of the checklist that no fact covers.
    lookup
        The facts in force, as asked on behalf of the commodity.
    arc_list
        The rows of ``arcs``.
    """

    commodity: str
    group: str
    states: pd.DataFrame
    arcs: pd.DataFrame
    legs: pd.DataFrame
    fact_map: FactMap
    absent: pd.DataFrame
    lookup: FactLookup
    arc_list: list[Arc]

    @cached_property
    def state_number(self) -> dict[tuple[str, str], int]:
        """Number of each (node, mode)."""
        pairs = zip(self.states["node"], self.states["mode"], strict=True)
        return {(str(n), str(m)): i for i, (n, m) in enumerate(pairs)}

    @cached_property
    def leg_start(self) -> Ints:
        """Legs of arc i are ``leg_start[i]`` to ``leg_start[i + 1]``."""
        count = np.bincount(self.legs["arc"], minlength=len(self.arcs))
        return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)

    @cached_property
    def term_start(self) -> Ints:
        """Terms of leg i are ``term_start[i]`` to ``term_start[i + 1]``."""
        count = np.bincount(self.fact_map.terms["leg"], minlength=len(self.legs))
        return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)

    @cached_property
    def _known(self) -> dict[Hashable, Any]:
        """What has been worked out so far, by what it is."""
        return {}

    def once(self, what: Hashable, work: Callable[[], Found]) -> Found:
        """Return what follows from the graph alone, worked out when first asked for."""
        if what not in self._known:
            self._known[what] = work()
        found: Found = self._known[what]
        return found

    def per_arc(self, quantity: str) -> Floats:
        """Return a quantity summed over the legs of each arc, at central values."""
        return self.once(("per arc", quantity), lambda: self._summed(quantity)).copy()

    def _summed(self, quantity: str) -> Floats:
        wanted = np.flatnonzero((self.fact_map.terms["quantity"] == quantity).to_numpy())
        leg = self.fact_map.terms["leg"].to_numpy()[wanted]
        arc = self.legs["arc"].to_numpy()[leg]
        values = self.fact_map.values(terms=wanted)
        return np.asarray(np.bincount(arc, values, len(self.arcs)), dtype=np.float64)

    def legs_of(self, arcs: list[int]) -> Ints:
        """Return the legs of these arcs, in travel order."""
        spans = [np.arange(self.leg_start[a], self.leg_start[a + 1]) for a in arcs]
        return np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)

    def terms_of(self, legs: Ints) -> Ints:
        """Return the terms of these legs."""
        spans = [np.arange(self.term_start[k], self.term_start[k + 1]) for k in legs]
        return np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)

    def value_factors(self) -> list[Factor] | None:
        """Return the factors of the value of a tonne at large, or None."""
        return self.once(("value",), lambda: cargo_value(self.lookup))

    def price_terms(self, area: str, stream: str) -> list[list[Factor]] | None:
        """Return the terms of the price of a tonne in a price area, or None."""
        return market_price(self.lookup, area, stream)

    def product(self, factors: list[Factor], facts: Floats | None = None) -> Floats:
        """Return the product of these factors, for central values or for draws."""
        if facts is not None:
            return self._multiplied(factors, facts)
        central = self.fact_map.facts["value"].to_numpy(float)
        key = ("product", *factors)
        return self.once(key, lambda: self._multiplied(factors, central)).copy()

    def _multiplied(self, factors: list[Factor], base: Floats) -> Floats:
        rows = self.fact_map.facts.index.get_indexer(pd.Index([name for name, _ in factors]))
        powers = np.array([power for _, power in factors], dtype=float)
        shape = powers if base.ndim == 1 else powers[:, None]
        return np.asarray(np.prod(base[rows] ** shape, axis=0))

    def nodes_with(self, end: str) -> list[str]:
        """Return the nodes where the commodity can start (``origin``) or end (``market``)."""
        return sorted(self.states.loc[self.states["mode"] == end, "node"])

    @property
    def origins(self) -> list[str]:
        """Nodes where the commodity can be put on."""
        return self.nodes_with(ORIGIN)

    @property
    def markets(self) -> list[str]:
        """Nodes where the commodity can be taken off."""
        return self.nodes_with(MARKET)


def compile_graph(book: FactBook, commodity: str) -> StateGraph:
    """
    Compile the state graph of a commodity.

    Parameters
    ----------
    book
        The facts of a data set as of a year.
    commodity
        A commodity id that the data set has.

    Returns
    -------
    graph
        States, arcs, legs and the compiled fact map.

    Raises
    ------
    ProvenanceError
        A link cannot be priced or timed, or money cannot be converted: names every one.
    """
    lookup = FactLookup(book, commodity)
    structure = build_structure(book.data, commodity)
    fact_map, absent = write_terms(lookup, structure)
    states = pd.DataFrame(list(structure.states), columns=["node", "mode"])
    arcs = pd.DataFrame(structure.arcs, columns=list(Arc._fields))
    legs = pd.DataFrame(structure.legs, columns=list(Leg._fields))
    return StateGraph(
        commodity,
        lookup.group,
        states.rename_axis("state"),
        arcs.rename_axis("arc"),
        legs.rename_axis("leg"),
        fact_map,
        pd.DataFrame(absent, columns=["leg", "charge"]),
        lookup,
        structure.arcs,
    )
