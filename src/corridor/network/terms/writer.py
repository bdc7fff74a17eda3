"""Write terms of one commodity: what the writers of all kinds of legs share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.network.factmap import FactMapBuilder, Factor
from corridor.network.prices import cargo_value

if TYPE_CHECKING:
    from corridor.network.lookup import FactLookup, Found
    from corridor.network.states import Leg, Structure

__all__ = ["PIPES", "SHIPS", "TermWriter"]

DAYS_PER_YEAR = 365.0
PIPES = ("oil_pipeline", "gas_pipeline", "gas_swap")
SHIPS = ("sea", "ferry", "river")


@dataclass
class TermWriter:
    """
    Collects the terms of one commodity, and what is missing.

    Attributes
    ----------
    lookup, structure
        The facts to ask, and the legs to write.
    builder
        Takes the terms.
    absent
        (leg, charge): charges that the checklist expects and no fact covers.
    faults
        Links that cannot be priced or timed.
    value
        Factors of the value of a tonne, or None without a price.
    hazards
        Hazards and their causes by the subject they strike.
    """

    lookup: FactLookup
    structure: Structure
    builder: FactMapBuilder = field(init=False)
    absent: list[tuple[int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    value: list[Factor] | None = field(init=False)
    hazards: dict[str, list[tuple[str, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Start the map and index the hazards."""
        self.builder = FactMapBuilder.over(self.lookup.facts)
        self.value = cargo_value(self.lookup)
        rows = self.lookup.data.hazards.reset_index()
        for row in rows.sort_values("hazard_id").itertuples():
            cause = str(row.shared_cause) or str(row.hazard_id)
            self.hazards.setdefault(str(row.subject), []).append((str(row.hazard_id), cause))

    def miss(self, number: int, charge: str) -> None:
        """Note a charge that no fact covers."""
        self.absent.append((number, charge))

    def find(
        self, subjects: list[str], attribute: str, leg: Leg, *, way: str | None = None
    ) -> Found | None:
        """Return the fact of the first subject that has one, in the leg's direction."""
        direction = leg.direction if way is None else way
        return self.lookup.first(subjects, attribute, direction=direction, stream=leg.stream)

    def pay(
        self,
        number: int,
        charge: str,
        share: float,
        found: Found,
        factors: list[Factor],
        recipient: str,
    ) -> None:
        """Write money."""
        self.builder.add(
            number, "usd", share, factors, charge=charge, recipient=recipient, basis=found.basis
        )

    def stop(self, number: int, unit: str, found: Found, country: str, charge: str) -> None:
        """Write money or days of a stop."""
        quantity = "usd" if unit == "usd_per_t" else "d"
        self.builder.add(
            number,
            quantity,
            1.0,
            found.factors,
            charge=charge,
            recipient=country,
            basis=found.basis,
        )

    def pay_share(
        self, number: int, leg: Leg, subjects: list[str], attribute: str, charge: str, share: float
    ) -> None:
        """Write a charge that is a share of the value of the cargo."""
        found = self.find(subjects, attribute, leg)
        if found is None or self.value is None:
            self.miss(number, charge)
        else:
            self.pay(number, charge, share, found, [*found.factors, *self.value], "insurer")

    def capacity(self, number: int, subject: str, direction: str) -> None:
        """Write the capacity of an element, less what is committed and what is taken already."""
        signs = {"capacity_t_per_y": 1.0, "committed_t_per_y": -1.0, "background_t_per_y": -1.0}
        if self.lookup.find(subject, "capacity_t_per_y", direction=direction) is None:
            return
        for attribute, sign in signs.items():
            found = self.lookup.find(subject, attribute, direction=direction)
            if found is not None:
                self.builder.add(number, "capacity", sign, found.factors)

    def hazard(self, number: int, subject: str) -> None:
        """Write the share of the year down and the expected wait of each hazard of a subject."""
        for hazard, cause in self.hazards.get(subject, ()):
            facts = [
                self.lookup.find(f"hazard:{hazard}", attribute)
                for attribute in ("rate_per_y", "duration_d", "depth_share")
            ]
            if any(fact is None for fact in facts):
                continue
            rate, duration, depth = (fact.factors for fact in facts if fact is not None)
            shared = {"charge": hazard, "recipient": cause}
            down = [*rate, *duration, *depth]
            self.builder.add(number, "down", 1.0 / DAYS_PER_YEAR, down, **shared)
            wait = [*down, *duration]
            self.builder.add(number, "delay", 0.5 / DAYS_PER_YEAR, wait, **shared)

    def is_first_section(self, number: int) -> bool:
        """Say whether a leg is the first section of its arc, which stands for the whole link."""
        leg, legs = self.structure.legs[number], self.structure.legs
        back = number - 1
        while back >= 0 and legs[back].arc == leg.arc:
            if legs[back].kind == "section":
                return False
            back -= 1
        return True
