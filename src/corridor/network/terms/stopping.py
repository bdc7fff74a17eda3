"""Terms of where it stops: borders, transfers, loading and unloading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.network.lookup import Found
from corridor.network.terms.writer import PIPES, SHIPS, TermWriter

if TYPE_CHECKING:
    from corridor.network.states import Leg

__all__ = ["write_border", "write_loading", "write_transfer"]

# Borders inside the customs union of the EU are crossed without a stop that anyone publishes.
FREE_BORDERS = ("eu",)


def write_border(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write the money, days and hazards of a crossing."""
    if leg.mode in PIPES:
        return  # the tariff of a pipeline includes its borders
    subjects = [leg.subject]
    if leg.subject.count("/") > 1:
        subjects.append(leg.subject.rsplit("/", 1)[0])
    priced = _crossing(writer, number, leg, subjects, "usd_per_t")
    timed = _crossing(writer, number, leg, subjects, "d")
    region = writer.lookup.data.countries["region"]
    inside_eu = all(region.get(c) in FREE_BORDERS for c in (leg.country, leg.to_country))
    if not inside_eu:
        if not priced:
            writer.miss(number, "border")
        if not timed:
            writer.miss(number, "border time")
    writer.hazard(number, leg.subject)


def _crossing(writer: TermWriter, number: int, leg: Leg, subjects: list[str], unit: str) -> bool:
    """Price or time a crossing: by itself, else as the way out plus the way in."""
    found = writer.find(subjects, f"border_{unit}", leg)
    if found is not None:
        writer.stop(number, unit, found, leg.to_country, "border")
        return True
    sides = (("out", leg.country), ("in", leg.to_country))
    done = False
    for side, country in sides:
        places = [f"mode:{leg.mode}/{country}", f"mode:{leg.mode}"]
        found = writer.find(places, f"border_{side}_{unit}", leg)
        if found is not None:
            writer.stop(number, unit, found, country, "border")
            done = True
    return done


def write_transfer(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write the handling, waiting, CO2, losses, capacity and hazards of a transfer."""
    general = f"transfer:{leg.direction}/{leg.mode}"
    for unit, quantity in (("handling_usd_per_t", "usd"), ("dwell_d", "d")):
        found = writer.find([leg.subject, general], unit, leg, way="")
        if found is None:
            writer.miss(number, "port" if quantity == "usd" else "dwell time")
            continue
        basis = "factor" if writer.lookup.find(leg.subject, unit) is None else "own"
        plain = Found(found.fact, found.factors, basis, found.scope)
        writer.stop(number, "usd_per_t" if quantity == "usd" else "d", plain, leg.country, "port")
    found = writer.find([leg.subject, general], "emission_kg_per_t", leg, way="")
    if found is not None:
        writer.builder.add(number, "kg", 1.0, found.factors, basis=found.basis)
    loss = writer.find([leg.subject], "loss_share", leg, way="")
    if loss is not None:
        writer.builder.add(number, "loss", 1.0, loss.factors)
    if {leg.mode, leg.direction} & {*SHIPS}:
        writer.miss(number, "demurrage")
    writer.capacity(number, leg.subject, "")
    writer.hazard(number, leg.subject)
    writer.hazard(number, f"node:{leg.from_node}")


def write_loading(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write what putting on or taking off costs; insurance is paid once, when putting on."""
    places = leg.places
    priced = writer.find(places, "loading_usd_per_t", leg)
    if priced is not None:
        writer.stop(number, "usd_per_t", priced, leg.country, "loading")
    elif leg.mode not in PIPES:
        writer.miss(number, "loading")
    timed = writer.find(places, "loading_d", leg)
    if timed is not None:
        writer.stop(number, "d", timed, leg.country, "loading")
    if leg.kind == "loading":
        subjects = [f"commodity:{writer.lookup.commodity}", f"group:{writer.lookup.group}"]
        writer.pay_share(number, leg, subjects, "insurance_share", "insurance", 1.0)
    writer.hazard(number, leg.subject)
