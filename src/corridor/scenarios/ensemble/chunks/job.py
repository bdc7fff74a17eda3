"""What an ensemble computes: scenarios, pairs, corridors and draws, with an identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd

from corridor._version import __version__
from corridor.errors import UnknownIdError
from corridor.network.network import Network, build_network
from corridor.network.overlay import overlaid
from corridor.network.rule import corridor_rule
from corridor.routes.best import check_ends
from corridor.scenarios.ensemble.flows.cases import FlowCase, FlowDemand, flow_case
from corridor.scenarios.ensemble.flows.chunk import FlowFrame
from corridor.scenarios.ensemble.influence import ranked_facts
from corridor.scenarios.ensemble.sampling import FactSample, uncertain

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.data.dataset import Dataset
    from corridor.scenarios.scenario import Scenario

__all__ = ["METRICS", "Job"]

METRICS = (
    "generalised_cost_usd_per_t",
    "cost_usd_per_t",
    "netback_usd_per_t",
    "time_d",
    "co2_kg_per_t",
    "distance_km",
    "availability",
)
# Changes when the same job would no longer give the same numbers.
METHOD = FLOW_METHOD = 1
# Facts that only flows read are drawn from a sequence of their own: routes keep their draws.
FLOW_SEED = 1 << 64


@dataclass(frozen=True)
class Job:
    """
    What an ensemble computes; everything a worker needs and nothing more.

    Attributes
    ----------
    data
        The base.
    scenarios
        Each applied to the base.
    pairs
        Commodity, origin and destination.
    corridors
        Named corridor rules.
    weights
        Prices of time, carbon and risk, before a scenario sets its own.
    n, seed, chunk
        Draws, seed of their scrambling, and draws solved together.
    flows
        What is to move in every draw; no flows when absent.
    """

    data: Dataset
    scenarios: tuple[Scenario, ...]
    pairs: tuple[tuple[str, str, str], ...]
    corridors: tuple[str, ...]
    weights: CostWeights
    n: int
    seed: int
    chunk: int
    flows: FlowDemand | None = None

    @cached_property
    def identity(self) -> str:
        """SHA-256 of all that decides the numbers."""
        said = [
            f"method {METHOD} of version {__version__}",
            f"{self.data.data_hash} as of {self.data.year}",
            *(repr((s.name, s.changes)) for s in self.scenarios),
            repr(self.pairs),
            repr(self.corridors),
            repr(self.weights),
            f"{self.n} draws, seed {self.seed}, {self.chunk} together",
        ]
        if self.flows is not None:
            said.append(f"{self.flows.identity}, method {FLOW_METHOD}")
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @property
    def n_chunks(self) -> int:
        """Number of chunks."""
        return -(-self.n // self.chunk)

    def span(self, index: int) -> tuple[int, int]:
        """Return the first draw of a chunk and its number of draws."""
        start = index * self.chunk
        return start, min(self.chunk, self.n - start)

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The network of each scenario."""
        base = build_network(self.data)
        for commodity, _, _ in self.pairs:
            base.state_graph(commodity)
        return tuple(overlaid(base, scenario.apply(self.data)) for scenario in self.scenarios)

    @cached_property
    def sample(self) -> FactSample:
        """The facts that vary: those of every scenario, the most influential first."""
        weights = [scenario.weights(self.weights) for scenario in self.scenarios]
        names = ranked_facts(self.networks, weights, self.pairs, self.corridors)
        return FactSample(names, self.seed)

    @cached_property
    def cases(self) -> tuple[FlowCase, ...]:
        """The flow problem of each scenario; none where no flows are asked for."""
        if self.flows is None:
            return ()
        of = zip(self.networks, self.scenarios, strict=True)
        return tuple(flow_case(net, s, s.weights(self.weights), self.flows) for net, s in of)

    @cached_property
    def flow_sample(self) -> FactSample:
        """The facts that vary and that no route of the pairs reads, by name."""
        known = set(self.sample.names)
        named: set[str] = set()
        for case in self.cases:
            facts = case.assembly.graph(0).fact_map.facts
            named.update(facts.index[uncertain(facts)].astype(str))
        return FactSample(tuple(sorted(named - known)), self.seed + FLOW_SEED)

    @cached_property
    def flow_frame(self) -> FlowFrame:
        """The commodities and known limits of all scenarios."""
        assemblies = [case.assembly for case in self.cases]
        cargo = {str(name) for a in assemblies for name in a.demands["commodity"]}
        limits = {str(x) for a in assemblies for x in a.limits.loc[a.limits["known"], "limit"]}
        return FlowFrame(tuple(sorted(cargo)), tuple(sorted(limits)))

    def light(self) -> Job:
        """Return the job without the geometry, which no route needs: quicker to send."""
        slim = {}
        for name in ("countries", "links", "nodes"):
            table = getattr(self.data, name)
            slim[name] = table.assign(
                geometry=gpd.GeoSeries(None, index=table.index, crs=table.crs)
            )
        job = replace(self, data=replace(self.data, **slim))
        job.__dict__["identity"] = self.identity
        job.__dict__["sample"] = self.sample
        if self.flows is not None:
            job.__dict__["flow_sample"] = self.flow_sample
        return job

    def check(self) -> None:
        """Refuse scenarios of one name, unknown corridors, and ends that cannot be ends."""
        names = [scenario.name for scenario in self.scenarios]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or not names:
            msg = f"scenarios need different names; twice: {', '.join(twice) or 'none given'}"
            raise ValueError(msg)
        if not self.pairs and self.flows is None:
            raise ValueError("give at least one pair of commodity, origin and destination")
        for corridor in self.corridors:
            corridor_rule(self.data, corridor)
        known = [str(c) for c in self.data.commodities.index]
        for commodity, origin, destination in self.pairs:
            if commodity not in known:
                raise UnknownIdError("commodity", commodity, known)
            check_ends(self.networks[0], commodity, origin, destination)
