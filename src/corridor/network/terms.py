"""Attach quantities to legs: each as a sum of products of facts, or as a charge not included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.errors import ProvenanceError
from corridor.network.factmap import FactMap, FactMapBuilder, Factor
from corridor.network.lookup import FactLookup, Found
from corridor.network.prices import cargo_value

if TYPE_CHECKING:
    from corridor.network.states import Leg, Structure

__all__ = ["Absent", "write_terms"]

DAYS_PER_YEAR = 365.0
RAIL = ("rail_1520", "rail_1435")
PIPES = ("oil_pipeline", "gas_pipeline", "gas_swap")
SHIPS = ("sea", "ferry", "river")
# Who takes the toll of a passage that has one.
_TOLL_TAKERS = {
    "passage:turkish_straits": "TR",
    "passage:suez": "EG",
    "passage:volga_don": "RU",
}
# Borders inside the customs union of the EU are crossed without a stop that anyone publishes.
_FREE_BORDERS = ("eu",)


@dataclass(frozen=True)
class Absent:
    """A charge that the checklist expects on a leg and for which there is no fact."""

    leg: int
    charge: str


@dataclass
class _Writer:
    """Write the terms of one commodity, leg by leg."""

    lookup: FactLookup
    structure: Structure
    builder: FactMapBuilder = field(init=False)
    absent: list[Absent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    value: list[Factor] | None = field(init=False)
    hazards: dict[str, list[tuple[str, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.builder = FactMapBuilder.over(self.lookup.facts)
        self.value = cargo_value(self.lookup)
        self.hazards = {}
        rows = self.lookup.data.hazards.reset_index()
        for row in rows.sort_values("hazard_id").itertuples():
            cause = str(row.shared_cause) or str(row.hazard_id)
            self.hazards.setdefault(str(row.subject), []).append((str(row.hazard_id), cause))

    def write(self) -> None:
        """Write every leg."""
        writers = {
            "section": self._section,
            "border": self._border,
            "passage": self._passage,
            "transfer": self._transfer,
            "loading": self._loading,
            "unloading": self._loading,
        }
        for number, leg in enumerate(self.structure.legs):
            writers[leg.kind](number, leg)
        if self.faults:
            msg = "links that cannot be priced or timed:\n" + "\n".join(sorted(set(self.faults)))
            raise ProvenanceError(msg)

    # -- what moves -----------------------------------------------------------------------------

    def _section(self, number: int, leg: Leg) -> None:
        length = self.lookup.find(leg.subject, "length_km")
        if length is None:
            self.faults.append(f"{leg.subject}: no length_km")
            return
        km = length.factors
        self.builder.add(number, "km", leg.share, km)
        self._transport(number, leg, km)
        self._duration(number, leg, km)
        self._per_km(number, leg, km, "emission_kg_per_tkm", "kg")
        self._per_km(number, leg, km, "fuel_share_per_km", "loss")
        self._losses(number, leg)
        if leg.mode in SHIPS:
            self._by_value(number, leg, [leg.subject], "war_risk_share", "war_risk", leg.share)
        if self._is_first_section(number):
            self._capacity(number, leg.subject, leg.direction)
            self._hazard(number, leg.subject)

    def _losses(self, number: int, leg: Leg) -> None:
        """Write what is lost or taken in kind; liquids and gas are expected to lose something."""
        places = [leg.subject, f"mode:{leg.mode}/{leg.country}", f"mode:{leg.mode}"]
        for attribute, subjects in (("loss_share", places), ("fee_in_kind_share", [leg.subject])):
            found = self._find(subjects, attribute, leg)
            if found is not None:
                self.builder.add(number, "loss", leg.share, found.factors, basis=found.basis)
            elif attribute == "loss_share" and self.lookup.group in ("crude", "gas"):
                self.absent.append(Absent(number, "losses"))

    def _transport(self, number: int, leg: Leg, km: list[Factor]) -> None:
        recipient = leg.country if leg.country != "SEA" else "carrier"
        for attribute in ("tariff_usd_per_t", "freight_usd_per_t"):
            found = self._find([leg.subject], attribute, leg)
            if found is not None:
                self._usd(number, "transport", leg.share, found, found.factors, recipient)
                return
        subjects = [leg.subject, f"mode:{leg.mode}/{leg.country}", f"mode:{leg.mode}"]
        for attribute in ("tariff_usd_per_tkm", "freight_usd_per_tkm"):
            found = self._find(subjects, attribute, leg)
            if found is not None:
                self._usd(number, "transport", leg.share, found, [*found.factors, *km], recipient)
                if leg.mode in RAIL and found.scope != "shipper":
                    self.absent += [Absent(number, c) for c in ("wagon_hire", "empty_return")]
                return
        self.faults.append(f"{leg.subject} in {leg.country}: no tariff or freight, nor a fallback")

    def _duration(self, number: int, leg: Leg, km: list[Factor]) -> None:
        found = self._find([leg.subject], "transit_time_d", leg)
        if found is not None:
            self.builder.add(number, "d", leg.share, found.factors)
            return
        subjects = [leg.subject, f"mode:{leg.mode}/{leg.country}", f"mode:{leg.mode}"]
        speed = self._find(subjects, "speed_km_per_d", leg)
        if speed is None:
            self.faults.append(f"{leg.subject} in {leg.country}: no transit time or speed")
            return
        inverse: list[Factor] = [(fact, -1 if power == 1 else 1) for fact, power in speed.factors]
        self.builder.add(number, "d", leg.share, [*km, *inverse], basis=speed.basis)

    def _per_km(
        self, number: int, leg: Leg, km: list[Factor], attribute: str, quantity: str
    ) -> None:
        subjects = [leg.subject, f"mode:{leg.mode}/{leg.country}", f"mode:{leg.mode}"]
        found = self._find(subjects, attribute, leg)
        if found is not None:
            factors = [*found.factors, *km]
            self.builder.add(number, quantity, leg.share, factors, basis=found.basis)
        elif quantity == "kg":
            self.absent.append(Absent(number, "co2"))

    # -- where it stops --------------------------------------------------------------------------

    def _border(self, number: int, leg: Leg) -> None:
        if leg.mode in PIPES:
            return  # the tariff of a pipeline includes its borders
        subjects = [leg.subject]
        if leg.subject.count("/") > 1:
            subjects.append(leg.subject.rsplit("/", 1)[0])
        priced = self._crossing(number, leg, subjects, "usd_per_t")
        timed = self._crossing(number, leg, subjects, "d")
        region = self.lookup.data.countries["region"]
        inside_eu = all(region.get(c) in _FREE_BORDERS for c in (leg.country, leg.to_country))
        if not inside_eu:
            self.absent += [Absent(number, "border")] if not priced else []
            self.absent += [Absent(number, "border time")] if not timed else []
        self._hazard(number, leg.subject)

    def _crossing(self, number: int, leg: Leg, subjects: list[str], unit: str) -> bool:
        """Price or time a crossing: by itself, else as the way out plus the way in."""
        found = self._find(subjects, f"border_{unit}", leg)
        if found is not None:
            self._stop(number, unit, found, leg.to_country, "border")
            return True
        sides = (("out", leg.country), ("in", leg.to_country))
        done = False
        for side, country in sides:
            places = [f"mode:{leg.mode}/{country}", f"mode:{leg.mode}"]
            found = self._find(places, f"border_{side}_{unit}", leg)
            if found is not None:
                self._stop(number, unit, found, country, "border")
                done = True
        return done

    def _transfer(self, number: int, leg: Leg) -> None:
        general = f"transfer:{leg.direction}/{leg.mode}"
        for unit, quantity in (("handling_usd_per_t", "usd"), ("dwell_d", "d")):
            found = self._find([leg.subject, general], unit, leg, way="")
            if found is None:
                self.absent.append(Absent(number, "port" if quantity == "usd" else "dwell time"))
                continue
            basis = "factor" if self.lookup.find(leg.subject, unit) is None else "own"
            plain = Found(found.fact, found.factors, basis, found.scope)
            self._stop(
                number, "usd_per_t" if quantity == "usd" else "d", plain, leg.country, "port"
            )
        found = self._find([leg.subject, general], "emission_kg_per_t", leg, way="")
        if found is not None:
            self.builder.add(number, "kg", 1.0, found.factors, basis=found.basis)
        loss = self._find([leg.subject], "loss_share", leg, way="")
        if loss is not None:
            self.builder.add(number, "loss", 1.0, loss.factors)
        if {leg.mode, leg.direction} & {*SHIPS}:
            self.absent.append(Absent(number, "demurrage"))
        self._capacity(number, leg.subject, "")
        self._hazard(number, leg.subject)
        self._hazard(number, f"node:{leg.from_node}")

    def _passage(self, number: int, leg: Leg) -> None:
        found = self._find([leg.subject], "toll_usd_per_t", leg)
        if found is not None:
            taker = _TOLL_TAKERS.get(leg.subject, "carrier")
            self._usd(number, "toll", 1.0, found, found.factors, taker)
        elif leg.subject in _TOLL_TAKERS:
            self.absent.append(Absent(number, "toll"))
        found = self._find([leg.subject], "delay_d", leg)
        if found is not None:
            self.builder.add(number, "d", 1.0, found.factors)
        self._hazard(number, leg.subject)

    def _loading(self, number: int, leg: Leg) -> None:
        places = [leg.subject, f"mode:{leg.mode}/{leg.country}", f"mode:{leg.mode}"]
        priced = self._find(places, "loading_usd_per_t", leg)
        if priced is not None:
            self._stop(number, "usd_per_t", priced, leg.country, "loading")
        elif leg.mode not in PIPES:
            self.absent.append(Absent(number, "loading"))
        timed = self._find(places, "loading_d", leg)
        if timed is not None:
            self._stop(number, "d", timed, leg.country, "loading")
        if leg.kind == "loading":
            subjects = [f"commodity:{self.lookup.commodity}", f"group:{self.lookup.group}"]
            self._by_value(number, leg, subjects, "insurance_share", "insurance", 1.0)
        self._hazard(number, leg.subject)

    # -- the small change ------------------------------------------------------------------------

    def _find(
        self, subjects: list[str], attribute: str, leg: Leg, *, way: str | None = None
    ) -> Found | None:
        direction = leg.direction if way is None else way
        return self.lookup.first(subjects, attribute, direction=direction, stream=leg.stream)

    def _usd(
        self,
        number: int,
        charge: str,
        share: float,
        found: Found,
        factors: list[Factor],
        recipient: str,
    ) -> None:
        self.builder.add(
            number, "usd", share, factors, charge=charge, recipient=recipient, basis=found.basis
        )

    def _stop(self, number: int, unit: str, found: Found, country: str, charge: str) -> None:
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

    def _by_value(
        self, number: int, leg: Leg, subjects: list[str], attribute: str, charge: str, share: float
    ) -> None:
        """Write a charge that is a share of the value of the cargo."""
        found = self._find(subjects, attribute, leg)
        if found is None or self.value is None:
            self.absent.append(Absent(number, charge))
        else:
            self._usd(number, charge, share, found, [*found.factors, *self.value], "insurer")

    def _capacity(self, number: int, subject: str, direction: str) -> None:
        signs = {"capacity_t_per_y": 1.0, "committed_t_per_y": -1.0, "background_t_per_y": -1.0}
        if self.lookup.find(subject, "capacity_t_per_y", direction=direction) is None:
            return
        for attribute, sign in signs.items():
            found = self.lookup.find(subject, attribute, direction=direction)
            if found is not None:
                self.builder.add(number, "capacity", sign, found.factors)

    def _hazard(self, number: int, subject: str) -> None:
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

    def _is_first_section(self, number: int) -> bool:
        leg, legs = self.structure.legs[number], self.structure.legs
        back = number - 1
        while back >= 0 and legs[back].arc == leg.arc:
            if legs[back].kind == "section":
                return False
            back -= 1
        return True


def write_terms(lookup: FactLookup, structure: Structure) -> tuple[FactMap, list[Absent]]:
    """
    Compile the quantities of every leg of a commodity.

    Parameters
    ----------
    lookup
        The facts in force for the commodity.
    structure
        Its states, arcs and legs.

    Returns
    -------
    fact_map, absent
        The compiled map, and the charges that the checklist expects and no fact covers.

    Raises
    ------
    ProvenanceError
        A link has no length, no price or no time from any fact, its own or a fallback; lists all.
    """
    writer = _Writer(lookup, structure)
    writer.write()
    return writer.builder.build(), writer.absent
