"""The family an uncertain fact belongs to: rail tariffs, sea freight, border times, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["family_of"]

BY_ATTRIBUTE = {
    "bbl_per_t": "densities",
    "border_d": "border times",
    "border_in_d": "border times",
    "border_out_d": "border times",
    "border_in_usd_per_t": "border charges",
    "border_out_usd_per_t": "border charges",
    "border_usd_per_t": "border charges",
    "capital_cost_share_per_y": "value of time",
    "decay_share_per_y": "value of time",
    "delay_d": "travel times",
    "depth_share": "disruptions",
    "differential_usd_per_bbl": "prices",
    "duration_d": "disruptions",
    "dwell_d": "terminal times",
    "empty_return_share": "empty returns and hire",
    "fee_in_kind_share": "losses and fees in kind",
    "fuel_share_per_km": "losses and fees in kind",
    "handling_usd_per_t": "terminal charges",
    "insurance_share": "insurance and war risk",
    "kg_per_m3": "densities",
    "length_km": "lengths",
    "loading_d": "terminal times",
    "loading_usd_per_t": "terminal charges",
    "loss_share": "losses and fees in kind",
    "mmbtu_per_t": "densities",
    "price_usd_per_t": "prices",
    "rate_per_y": "disruptions",
    "speed_km_per_d": "travel times",
    "t_per_feu": "container and wagon loads",
    "t_per_teu": "container and wagon loads",
    "t_per_wagon": "container and wagon loads",
    "toll_usd_per_t": "tolls",
    "transit_time_d": "travel times",
    "wagon_hire_usd_per_tkm": "empty returns and hire",
    "war_risk_share": "insurance and war risk",
}
STARTS = {
    "capacity": "capacities",
    "background": "capacities",
    "committed": "capacities",
    "emission": "emissions",
    "per_usd": "exchange rates",
    "deflator": "exchange rates",
}
PRICED = ("tariff", "freight")
CARRIERS = {
    "rail": "rail tariffs",
    "road": "road tariffs",
    "sea": "sea freight",
    "ferry": "ferry freight",
    "river": "river freight",
    "oil": "pipeline tariffs",
    "gas": "pipeline tariffs",
    "book": "pipeline tariffs",
}


def family_of(fact: str, mode_of: Mapping[str, str]) -> str:
    """
    Return the family of a fact.

    Parameters
    ----------
    fact
        Id of a fact: subject, attribute and what narrows it, parted by ``|``.
    mode_of
        Mode of every link.

    Returns
    -------
    family
        A fact of an attribute unknown here is a family of its own: the attribute's name.

    Examples
    --------
    >>> family_of("mode:rail_1520/KZ|tariff_usd_per_tkm|container|||shipper", {})
    'rail tariffs'
    >>> family_of("link:se_poti__rotterdam|freight_usd_per_t||||", {"se_poti__rotterdam": "sea"})
    'sea freight'
    """
    subject, attribute, *_ = f"{fact}|".split("|")
    start = attribute.split("_", maxsplit=1)[0]
    if start in PRICED:
        kind, _, name = subject.partition(":")
        mode = mode_of.get(name, mode_of.get(subject, "")) if kind == "link" else name
        return CARRIERS.get(mode.split("/")[0].split("_")[0], "other tariffs")
    named = [family for prefix, family in STARTS.items() if attribute.startswith(prefix)]
    return BY_ATTRIBUTE.get(attribute, named[0] if named else attribute.split("@")[0])
