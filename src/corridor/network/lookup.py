"""Which fact answers a question, and what turns its number into the unit used inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from corridor.errors import ProvenanceError
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.network.factmap import Factor

__all__ = ["FactBook", "FactLookup", "Found"]

Names = tuple[str, ...]
Power = Literal[1, -1]

# What fills a basis: the attribute, and its power when the basis stands above or under the line.
_BASIS: dict[str, tuple[str, Power, Power]] = {
    "bbl": ("bbl_per_t", -1, 1),
    "1000m3": ("kg_per_m3", 1, -1),
    "teu": ("t_per_teu", 1, -1),
    "feu": ("t_per_feu", 1, -1),
    "wagon": ("t_per_wagon", 1, -1),
    "mmbtu": ("mmbtu_per_t", -1, 1),
}
# The services a commodity group travels by, the first that has a fact wins.
_SERVICES: dict[str, tuple[str, ...]] = {
    "container": ("block_train", "unit_train", "", "wagon_load"),
    "dry_bulk": ("wagon_load", "", "unit_train", "block_train"),
    "nuclear": ("block_train", "", "wagon_load", "unit_train"),
    "crude": ("unit_train", "block_train", "", "wagon_load"),
    "gas": ("",),
}
# A price to the shipper and a charge for the track alone are never compared: the first comes first.
_SCOPES = ("shipper", "", "sailing", "running", "terminal", "door")


@dataclass(frozen=True)
class Found:
    """A fact that answers, with the factors that bring it to the inside unit."""

    fact: str
    factors: list[Factor]
    basis: str
    scope: str


@dataclass
class FactBook:
    """The facts in force, their numbers in inside units, indexed by subject and attribute."""

    data: Dataset
    facts: pd.DataFrame = field(init=False)
    index: dict[tuple[str, str], list[tuple[str, ...]]] = field(init=False, default_factory=dict)
    units: dict[str, tuple[str, str, int]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the facts and bring their numbers to inside units where constants suffice."""
        self.facts = _with_money(self.data)
        keys = ["subject", "attribute", "commodity_group", "service", "direction", "scope"]
        for fact, *key in self.facts[keys].itertuples():
            subject, attribute, *rest = (str(k) for k in key)
            self.index.setdefault((subject, attribute), []).append((str(fact), *rest))
        year = self.facts["money_year"].fillna(self.data.price_year).astype(int)
        columns = (self.facts.index, self.facts["unit"], self.facts["canonical"], year)
        self.units = {str(f): (str(u), str(c), int(y)) for f, u, c, y in zip(*columns, strict=True)}


@dataclass
class FactLookup:
    """Ask the facts in force on behalf of one commodity."""

    book: FactBook
    commodity: str
    group: str = field(init=False)
    _known: dict[tuple[str, str], list[Factor]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the group of the commodity: facts are by group."""
        self.group = str(self.data.commodities.at[self.commodity, "commodity_group"])

    @property
    def data(self) -> Dataset:
        """The data set asked."""
        return self.book.data

    @property
    def facts(self) -> pd.DataFrame:
        """The facts, index ``fact``, in inside units."""
        return self.book.facts

    def find(
        self, subject: str, attribute: str, *, direction: str = "", stream: str = ""
    ) -> Found | None:
        """Return the best fact for this subject, or None: never a guess."""
        known = self.book.index.get((subject, attribute), ())
        rows = [r for r in known if self._fits(r, direction)]
        if not rows:
            return None
        fact, *_, scope = min(rows, key=self._order)
        return Found(fact, self._inside(fact, stream), "own", scope)

    def first(
        self, subjects: list[str], attribute: str, *, direction: str = "", stream: str = ""
    ) -> Found | None:
        """Return the fact of the first subject that has one; later subjects are fallbacks."""
        for rank, subject in enumerate(subjects):
            found = self.find(subject, attribute, direction=direction, stream=stream)
            if found is not None:
                fallback = rank > 0 or subject.startswith(("mode:", "group:"))
                basis = "factor" if fallback else "own"
                return Found(found.fact, found.factors, basis, found.scope)
        return None

    def _fits(self, row: tuple[str, ...], direction: str) -> bool:
        _, group, service, way, scope = row
        services = _SERVICES.get(self.group, ("",))
        return (
            group in ("", self.group)
            and way in ("", direction)
            and service in services
            and scope != "infrastructure"
        )

    def _order(self, row: tuple[str, ...]) -> tuple[int, ...]:
        """Most particular first; ties fall to the fact id, never to the order of the rows."""
        fact, group, service, way, scope = row
        services = _SERVICES.get(self.group, ("",))
        scope_rank = _SCOPES.index(scope) if scope in _SCOPES else len(_SCOPES)
        return (group == "", way == "", services.index(service), scope_rank, fact)  # type: ignore[return-value]

    def _inside(self, fact: str, stream: str) -> list[Factor]:
        """Say what besides the fact itself is needed: payloads, exchange rate, price level."""
        if (fact, stream) in self._known:
            return list(self._known[(fact, stream)])
        unit, canonical, money_year = self.book.units[fact]
        given, wanted = convert(unit), convert(canonical)
        factors: list[Factor] = [(fact, 1)]
        sides: tuple[tuple[Names, Literal[1, 2], Names], ...] = (
            (given.numerator, 1, wanted.numerator),
            (given.denominator, 2, wanted.denominator),
        )
        for bases, place, others in sides:
            factors += [
                (self._payload(basis, stream), _BASIS[basis][place])
                for basis in bases
                if basis not in others
            ]
        if given.currency and wanted.currency:
            factors += self._money(given.currency, money_year, fact)
        self._known[(fact, stream)] = factors
        return list(factors)

    def _payload(self, basis: str, stream: str) -> str:
        attribute = _BASIS[basis][0]
        subjects = [f"stream:{stream}"] if stream and basis == "bbl" else []
        subjects += [f"commodity:{self.commodity}", f"group:{self.group}"]
        for subject in subjects:
            known = self.book.index.get((subject, attribute), ())
            rows = [r for r in known if self._fits(r, "")]
            if rows:
                return min(rows, key=self._order)[0]
        msg = f"no fact {attribute} for {' or '.join(subjects)}: a figure per {basis} needs it"
        raise ProvenanceError(msg)

    def _money(self, currency: str, year: int, fact: str) -> list[Factor]:
        factors: list[Factor] = []
        price_year = self.data.price_year
        needed: list[tuple[str, str, int, Power]] = []
        if currency != "USD":
            needed.append((f"currency:{currency}", "per_usd", year, -1))
        if year != price_year:
            needed.append(("currency:USD", "deflator_index", price_year, 1))
            needed.append(("currency:USD", "deflator_index", year, -1))
        for subject, attribute, when, power in needed:
            name = f"{subject}|{attribute}@{when}"
            if name not in self.book.units:
                msg = f"{fact}: money of {year} needs {subject} {attribute} of {when}, not in facts"
                raise ProvenanceError(msg)
            factors.append((name, power))
        return factors


def _with_money(data: Dataset) -> pd.DataFrame:
    """Return the facts in force and every year's money facts, in inside units."""
    values = data.values
    money_attributes = ["per_usd", "deflator_index"]
    values = values[~values["attribute"].isin(money_attributes)].copy()
    yearly = data.facts[data.facts["attribute"].isin(money_attributes)].copy()
    yearly.index = pd.Index(
        yearly["subject"]
        + "|"
        + yearly["attribute"]
        + "@"
        + yearly["observed"].astype(int).astype(str),
        name="fact",
    )
    yearly["timing"], yearly["money_year"] = "in_year", yearly["observed"]
    facts = pd.concat([values, yearly[[c for c in values.columns if c in yearly.columns]]])
    attributes = data.attributes.reindex(facts["attribute"])
    facts["canonical"] = attributes["unit"].to_numpy()
    for column in ("draw", "minimum", "maximum"):
        facts[column] = attributes[column].to_numpy()
    ratio = np.array(
        [_constant(u, c) for u, c in zip(facts["unit"], facts["canonical"], strict=True)]
    )
    for column in ("value", "low", "high"):
        facts[column] = facts[column].astype(float).to_numpy() * ratio
    return facts.sort_index()


def _constant(unit: str, canonical: str) -> float:
    """Return the constant between two units of one dimension."""
    if unit == canonical:
        return 1.0
    return convert(unit).factor / convert(canonical).factor
