"""Terms of what moves: sections of links, and the passages they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.network.terms.writer import SHIPS, TermWriter

if TYPE_CHECKING:
    from corridor.network.factmap import Factor
    from corridor.network.states import Leg

__all__ = ["write_passage", "write_section"]

RAIL = ("rail_1520", "rail_1435")
# Who takes the toll of a passage that has one.
TOLL_TAKERS = {
    "passage:turkish_straits": "TR",
    "passage:suez": "EG",
    "passage:volga_don": "RU",
}


def write_section(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write the km, money, days, CO2, losses, capacity and hazards of a section."""
    length = writer.lookup.find(leg.subject, "length_km")
    if length is None:
        writer.faults.append(f"{leg.subject}: no length_km")
        return
    km = length.factors
    writer.builder.add(number, "km", leg.share, km)
    _transport(writer, number, leg, km)
    _duration(writer, number, leg, km)
    _per_km(writer, number, leg, km, "emission_kg_per_tkm", "kg")
    _per_km(writer, number, leg, km, "fuel_share_per_km", "loss")
    _losses(writer, number, leg)
    if leg.mode in SHIPS:
        writer.pay_share(number, leg, [leg.subject], "war_risk_share", "war_risk", leg.share)
    if writer.is_first_section(number):
        writer.capacity(number, leg.subject, leg.direction)
        writer.hazard(number, leg.subject)


def _losses(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write what is lost or taken in kind; liquids and gas are expected to lose something."""
    places = leg.places
    for attribute, subjects in (("loss_share", places), ("fee_in_kind_share", [leg.subject])):
        found = writer.find(subjects, attribute, leg)
        if found is not None:
            writer.builder.add(number, "loss", leg.share, found.factors, basis=found.basis)
        elif attribute == "loss_share" and writer.lookup.group in ("crude", "gas"):
            writer.miss(number, "losses")


def _transport(writer: TermWriter, number: int, leg: Leg, km: list[Factor]) -> None:
    recipient = leg.country if leg.country != "SEA" else "carrier"
    for attribute in ("tariff_usd_per_t", "freight_usd_per_t"):
        found = writer.find([leg.subject], attribute, leg)
        if found is not None:
            writer.pay(number, "transport", leg.share, found, found.factors, recipient)
            return
    subjects = leg.places
    for attribute in ("tariff_usd_per_tkm", "freight_usd_per_tkm"):
        found = writer.find(subjects, attribute, leg)
        if found is not None:
            writer.pay(number, "transport", leg.share, found, [*found.factors, *km], recipient)
            if leg.mode in RAIL and found.scope != "shipper":
                writer.miss(number, "wagon_hire")
                writer.miss(number, "empty_return")
            return
    writer.faults.append(f"{leg.subject} in {leg.country}: no tariff or freight, nor a fallback")


def _duration(writer: TermWriter, number: int, leg: Leg, km: list[Factor]) -> None:
    found = writer.find([leg.subject], "transit_time_d", leg)
    if found is not None:
        writer.builder.add(number, "d", leg.share, found.factors)
        return
    subjects = leg.places
    speed = writer.find(subjects, "speed_km_per_d", leg)
    if speed is None:
        writer.faults.append(f"{leg.subject} in {leg.country}: no transit time or speed")
        return
    inverse: list[Factor] = [(fact, -1 if power == 1 else 1) for fact, power in speed.factors]
    writer.builder.add(number, "d", leg.share, [*km, *inverse], basis=speed.basis)


def _per_km(
    writer: TermWriter, number: int, leg: Leg, km: list[Factor], attribute: str, quantity: str
) -> None:
    subjects = leg.places
    found = writer.find(subjects, attribute, leg)
    if found is not None:
        factors = [*found.factors, *km]
        writer.builder.add(number, quantity, leg.share, factors, basis=found.basis)
    elif quantity == "kg":
        writer.miss(number, "co2")


def write_passage(writer: TermWriter, number: int, leg: Leg) -> None:
    """Write the toll, the mean wait and the hazards of a passage."""
    found = writer.find([leg.subject], "toll_usd_per_t", leg)
    if found is not None:
        taker = TOLL_TAKERS.get(leg.subject, "carrier")
        writer.pay(number, "toll", 1.0, found, found.factors, taker)
    elif leg.subject in TOLL_TAKERS:
        writer.miss(number, "toll")
    found = writer.find([leg.subject], "delay_d", leg)
    if found is not None:
        writer.builder.add(number, "d", 1.0, found.factors)
    writer.hazard(number, leg.subject)
