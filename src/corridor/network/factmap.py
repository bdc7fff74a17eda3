"""The compiled map from facts to legs: every quantity as a short sum of products of facts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

__all__ = ["FactMap", "FactMapBuilder", "Factor"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Factor = tuple[str, Literal[1, -1]]

# z value of P90 of the standard normal: low and high of a fact are P10 and P90 unless bounds.
Z90 = 1.2815515655446004


@dataclass(frozen=True)
class FactMap:
    """
    Terms, each a constant times a product of facts, summed into quantities of legs.

    Attributes
    ----------
    facts
        Index ``fact``: value, low, high, range, draw, minimum, maximum, kind, timing, source_id.
    terms
        One row per term: leg, quantity (``usd``, ``d``, ``kg``, ``km``, ``loss``, ``delay``,
        ``spread``, ``capacity``), charge, recipient, coefficient, basis (``own`` or ``factor``).
    factor, start
        The factors of term i are ``factor[start[i]:start[i + 1]]``; a number below ``len(facts)``
        is that fact, a larger one the reciprocal of fact ``number - len(facts)``.
    """

    facts: pd.DataFrame
    terms: pd.DataFrame
    factor: Ints
    start: Ints

    def values(self, facts: Floats | None = None, terms: Ints | None = None) -> Floats:
        """
        Return the value of each term.

        Parameters
        ----------
        facts
            (n_facts,) or (n_facts, n_draws) values in place of the central ones.
        terms
            Positions of the terms wanted; all when absent.

        Returns
        -------
        values
            (n_terms,) or (n_terms, n_draws), in the unit of each term's quantity.

        Examples
        --------
        >>> builder = FactMapBuilder.over(pd.DataFrame({"value": [2.0, 10.0]}, index=["a", "b"]))
        >>> builder.add(0, "usd", 3.0, [("a", 1), ("b", -1)], charge="transport")
        >>> round(float(builder.build().values()[0]), 6)
        0.6
        """
        base = self.facts["value"].to_numpy(float) if facts is None else facts
        chosen = np.arange(len(self.terms)) if terms is None else terms
        coefficient = self.terms["coefficient"].to_numpy(float)[chosen]
        out = coefficient if base.ndim == 1 else np.repeat(coefficient[:, None], base.shape[1], 1)
        out = out.copy()
        count = self.start[chosen + 1] - self.start[chosen]
        for position in range(int(count.max(initial=0))):
            rows = np.flatnonzero(count > position)
            number = self.factor[self.start[chosen[rows]] + position]
            direct = number < len(self.facts)
            fact = np.where(direct, number, number - len(self.facts))
            value = base[fact]
            shown = direct if base.ndim == 1 else direct[:, None]
            out[rows] *= np.where(shown, value, 1.0 / np.where(shown, 1.0, value))
        return out

    def facts_of(self, terms: Ints) -> Ints:
        """Return the positions of the facts that these terms read, each once."""
        parts = [self.factor[self.start[t] : self.start[t + 1]] for t in terms]
        numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        return np.unique(np.where(numbers < len(self.facts), numbers, numbers - len(self.facts)))

    def facts_by_term(self, terms: Ints) -> list[tuple[str, ...]]:
        """Return the ids of the facts behind each of these terms, in order."""
        n, names = len(self.facts), self.facts.index.to_numpy()
        spans = [self.factor[self.start[t] : self.start[t + 1]] for t in terms]
        return [tuple(str(names[k if k < n else k - n]) for k in span) for span in spans]

    def estimated(self) -> npt.NDArray[np.bool_]:
        """Return, per term, whether any of its facts is an estimate."""
        flag = (self.facts["kind"] == "estimate").to_numpy()
        n = len(self.facts)
        hit = flag[np.where(self.factor < n, self.factor, self.factor - n)]
        return np.bincount(_owner(self.start), weights=hit, minlength=len(self.terms)) > 0

    def draw(self, n: int, seed: int, facts: Ints | None = None) -> Floats:
        """
        Draw the facts from their ranges, shared facts once.

        Every fact has a stream of its own, keyed by seed and fact id: a fact draws the same values
        whatever else is drawn beside it, in whatever order.

        Parameters
        ----------
        n
            Number of draws.
        seed
            Any integer.
        facts
            Positions of the facts to vary; the others keep their central value.

        Returns
        -------
        draws
            (n_facts, n) values.
        """
        central = self.facts["value"].to_numpy(float)
        out = np.broadcast_to(central[:, None], (len(central), n)).copy()
        chosen = np.arange(len(self.facts)) if facts is None else facts
        rows = self.facts.iloc[chosen]
        for position, name, row in zip(chosen, rows.index, rows.itertuples(), strict=True):
            spread = Spread(*(getattr(row, column) for column in Spread._fields))
            if spread.draw != "fixed" and np.isfinite([spread.low, spread.high]).all():
                out[position] = spread.at(_normal_stream(seed, str(name), n))
        return out


def _owner(start: Ints) -> Ints:
    """Return the term that owns each factor."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def _normal_stream(seed: int, name: str, n: int) -> Floats:
    """Return n standard normal draws that depend on the seed and the name alone."""
    digest = hashlib.sha256(f"{seed}|{name}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key)).standard_normal(n)


class Spread(NamedTuple):
    """How a fact spreads: P10, centre and P90, or hard bounds, and the family it is drawn from."""

    value: float
    low: float
    high: float
    range: str
    draw: str
    minimum: float
    maximum: float

    def at(self, z: Floats) -> Floats:
        """Return the values at these standard normal draws."""
        if self.range == "bounds":
            return _triangular(ndtr(z), self.low, self.value, self.high)
        step = z / Z90
        if self.draw == "lognormal" and self.low > 0:
            below, above = np.log(self.value / self.low), np.log(self.high / self.value)
            return np.asarray(self.value * np.exp(np.where(step < 0, below * step, above * step)))
        below, above = self.value - self.low, self.high - self.value
        value = self.value + np.where(step < 0, below * step, above * step)
        floor = self.minimum if np.isfinite(self.minimum) else -np.inf
        return np.clip(value, floor, self.maximum if np.isfinite(self.maximum) else np.inf)


def _triangular(u: Floats, low: float, centre: float, high: float) -> Floats:
    """Inverse of the triangular distribution on [low, high] with this mode."""
    if high <= low:
        return np.full_like(u, centre)
    share = (centre - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (centre - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - centre))
    return np.where(u < share, left, right)


@dataclass
class FactMapBuilder:
    """Collect terms one by one, then freeze them."""

    facts: pd.DataFrame
    rows: list[tuple[int, str, str, str, float, str]] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    position: dict[str, int] = field(default_factory=dict)

    @classmethod
    def over(cls, facts: pd.DataFrame) -> FactMapBuilder:
        """Start a map over these facts (index ``fact``)."""
        return cls(facts, position={str(name): i for i, name in enumerate(facts.index)})

    def add(
        self,
        leg: int,
        quantity: str,
        coefficient: float,
        factors: list[Factor],
        *,
        charge: str = "",
        recipient: str = "",
        basis: str = "own",
    ) -> None:
        """Add one term to a leg."""
        n = len(self.facts)
        for name, power in factors:
            position = self.position[name]
            self.factors.append(position if power == 1 else position + n)
        self.rows.append((leg, quantity, charge, recipient, coefficient, basis))
        self.starts.append(len(self.factors))

    def build(self) -> FactMap:
        """Freeze."""
        columns = ["leg", "quantity", "charge", "recipient", "coefficient", "basis"]
        return FactMap(
            self.facts,
            pd.DataFrame(self.rows, columns=columns),
            np.asarray(self.factors, dtype=np.int64),
            np.asarray(self.starts, dtype=np.int64),
        )
