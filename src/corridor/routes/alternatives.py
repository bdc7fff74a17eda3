"""The k best routes under a corridor rule: distinct lines, free of loops, unlike one another."""

from __future__ import annotations

import itertools
import math
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import CorridorWarning
from corridor.routes.best import search_space
from corridor.routes.front.ways import ways_in_order
from corridor.routes.many.totals import totals_of
from corridor.routes.many.ways import ways_of
from corridor.routes.route import Route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.network.network import Network
    from corridor.routes.best import SearchSpace

__all__ = ["k_routes"]

Floats = npt.NDArray[np.float64]

# Ways looked at for dissimilar routes: those alike can be as many as there are paths.
LOOKED_AT = 2000
# Km that sums of the same lengths in another order may differ by.
KM_HAIR = 1e-9


def k_routes(  # noqa: PLR0913
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    k: int = 10,
    corridor: str = "any",
    avoid: Iterable[str] = (),
    weights: CostWeights | None = None,
    dissimilar: float | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> list[Route]:
    """
    Return the k best routes that do not come back over themselves, in order of generalised cost.

    The k best are found on costs that add up arc by arc, as in `best_route`, and are then put in
    the order of their exact generalised cost. Two routes over the same links in the same order are
    one, whatever transfers they make in between: the cheapest transfers stand for all. Parallel
    links between the same places are different routes.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    k
        How many routes, 1 or more.
    corridor
        A named corridor rule of the data set.
    avoid
        Territories and passages to avoid besides what the corridor avoids.
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.
    dissimilar
        When given, a route is kept only if, of its length and of that of every cheaper route kept,
        the share run over links of both is at most this: 0 to 1. The length is that of the shorter
        of the two. Warns where the search ends before k such routes are found or ruled out.
    n_draws, seed
        Draws of the facts behind the ranges.

    Returns
    -------
    routes
        Fewer than k where there are fewer.

    Raises
    ------
    ValueError
        `k` is no whole number of 1 or more, or `dissimilar` is outside 0 to 1.
    UnknownIdError
        No such commodity, node, corridor or territory; names the nearest.
    NoRouteError
        There is no route at all; names the rule and the cut that parts the two ends.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> routes = k_routes(net, "copper", "balkhash_smelter", "duisburg", k=3)
    >>> len(routes)
    3
    >>> len({route.arcs for route in routes})
    3
    """
    _check_options(k, dissimilar)
    space = search_space(network, commodity, origin, destination, corridor=corridor, avoid=avoid)
    weights = weights or CostWeights()
    ways = _best_ways(space, arc_costs(space.graph, weights), k, dissimilar)
    if not ways:
        raise space.no_route()
    ends = network, commodity, origin, destination
    routes = [Route(*ends, space.rule, weights, tuple(way), n_draws, seed) for way in ways]
    order = np.argsort(_exact_costs(space, routes), kind="stable")
    return [routes[place] for place in order]


def _check_options(k: int, dissimilar: float | None) -> None:
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
        msg = f"k is {k!r}; it must be a whole number of 1 or more"
        raise ValueError(msg)
    if dissimilar is not None and not (math.isfinite(dissimilar) and 0 <= dissimilar <= 1):
        msg = f"dissimilar is {dissimilar!r}; it is a share of length, from 0 to 1"
        raise ValueError(msg)


def _exact_costs(space: SearchSpace, routes: list[Route]) -> Floats:
    weights = routes[0].weights
    if weights.reliability_ratio:  # The spread of time comes from the draws.
        return np.array([route.totals["generalised_cost_usd_per_t"] for route in routes])
    ways = ways_of([route.arcs for route in routes])
    return totals_of(space.graph, ways, weights)["generalised_cost_usd_per_t"]


def _best_ways(
    space: SearchSpace, costs: Floats, k: int, dissimilar: float | None
) -> list[list[int]]:
    """Return the arcs of the k cheapest ways, or of those that are unlike one another."""
    lines = (space.graph.arcs["kind"] == "link").to_numpy()
    ends = space.start, space.goal
    if dissimilar is None:
        return list(itertools.islice(ways_in_order(space.layers, costs, lines, *ends), k))
    lengths = _Lengths(space.graph.per_arc("km"), space.graph.arcs["subject"].tolist(), dissimilar)
    kept: list[list[int]] = []
    ways = ways_in_order(space.layers, costs, lines, *ends, hopeless=lengths.hopeless)
    for looked_at, way in enumerate(ways, start=1):
        run = [arc for arc in way if lines[arc]]
        if lengths.unlike(run):
            lengths.keep(run)
            kept.append(way)
        if len(kept) == k:
            break
        if looked_at == LOOKED_AT:
            msg = f"{len(kept)} dissimilar routes found among the {LOOKED_AT} cheapest of all"
            warnings.warn(f"{msg}; there may be more beyond", CorridorWarning, stacklevel=4)
            break
    return kept


@dataclass
class _Lengths:
    """Km of each link on the routes kept so far, to tell whether another one is unlike them."""

    km: Floats
    subjects: list[str]
    share: float
    kept: list[Counter[str]] = field(default_factory=list)

    def of(self, lines: Iterable[int]) -> Counter[str]:
        run: Counter[str] = Counter()
        for arc in lines:
            run[self.subjects[arc]] += self.km[arc]
        return run

    def keep(self, lines: list[int]) -> None:
        self.kept.append(self.of(lines))

    def unlike(self, lines: list[int]) -> bool:
        run = self.of(lines)
        return all(
            (run & other).total() <= self.share * min(run.total(), other.total()) + KM_HAIR
            for other in self.kept
        )

    def hopeless(self, lines: tuple[int, ...]) -> bool:
        """Whether no way that begins with these lines can be unlike: too much is shared by then."""
        run = self.of(lines)
        return any(
            (run & other).total() > self.share * other.total() + KM_HAIR for other in self.kept
        )
