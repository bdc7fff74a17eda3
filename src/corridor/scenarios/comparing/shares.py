"""Shares that must stay off a territory, as limits of a flow problem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from corridor.flows.assembly.assembly import assemble
from corridor.flows.program.master import Master
from corridor.flows.result import Flows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.demand import Demand
    from corridor.network.network import Network
    from corridor.scenarios.changes.policy import ShareOff

    Floats = npt.NDArray[np.float64]

__all__ = ["flows_under_shares", "held_demands", "limited"]


def flows_under_shares(
    network: Network,
    demand: Demand | pd.DataFrame | None,
    shares: Sequence[ShareOff],
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Flows:
    """
    Return the flows of which shares stay off territories.

    Of what is delivered without the policy, at most the rest of each share may touch its territory:
    with a node, a section or a line. What cannot be delivered so is unmet demand.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        As for `assign_flows`.
    shares
        The policy; none leaves the flows as they are.
    **options
        Of `assemble`.

    Returns
    -------
    flows
        Each share is a limit ``share_off:RU/copper`` of the assembly, in t/y.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need, supply = (t[t["commodity"] == "copper"] for t in (net.data.demand, net.data.supply))
    >>> flows = flows_under_shares(net, need, [corridor.ShareOff("RU", 0.5)], supply=supply)
    >>> limit = flows.assembly.limits.set_index("limit").loc["share_off:RU"]
    >>> float(limit["available_per_y"])
    207500.0
    """
    chosen = sorted(set(shares), key=lambda s: (s.territory, s.commodity, s.share))
    assembly = assemble(network, demand, territories=[s.territory for s in chosen], **options)
    solution = Master(assembly.problem).solve()
    if not chosen:
        return Flows(assembly, solution)
    delivered = assembly.problem.demand_amount - solution.unmet
    for share in chosen:
        held = held_demands(assembly, share)
        assembly = limited(assembly, share, float(delivered[held].sum()) * (1.0 - share.share))
    return Flows(assembly, Master(assembly.problem).solve())


def held_demands(assembly: Assembly, share: ShareOff) -> npt.NDArray[np.bool_]:
    """Return which demand rows a share is of."""
    commodity = assembly.demands["commodity"].to_numpy(str)
    return np.asarray((commodity == share.commodity) | (not share.commodity))


def limited(assembly: Assembly, share: ShareOff, tonnes: float) -> Assembly:
    """Return the assembly with at most so many tonnes of a commodity through a territory."""
    problem = assembly.problem
    number = assembly.limit_number(f"territory:{share.territory}")
    blocks = []
    for block in problem.blocks:
        column = block.use[:, [number]]
        if share.commodity not in ("", block.name.split("/")[0]):
            column = csr_array(column.shape)
        blocks.append(replace(block, use=csr_array(hstack([block.use, csr_array(column)]))))
    of = f"/{share.commodity}" if share.commodity else ""
    row = assembly.limits.iloc[[number]].assign(
        limit=f"share_off:{share.territory}{of}",
        name=f"{share.share:.0%} of {share.commodity or 'all'} off {share.territory}",
        available_per_y=tonnes,
        known=True,
    )
    return replace(
        assembly,
        problem=replace(problem, blocks=tuple(blocks), limits=np.append(problem.limits, tonnes)),
        limits=pd.concat([assembly.limits, row], ignore_index=True),
    )
