"""What a tonne is worth: at large, and in the area where it is sold, by stream for crude."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor.network.factmap import Factor
    from corridor.network.lookup import FactLookup

__all__ = ["cargo_value", "market_price"]

BENCHMARK = "brent"


def cargo_value(lookup: FactLookup) -> list[Factor] | None:
    """Return the factors of the commodity's value at large (USD/t), or None without a price."""
    name = lookup.commodity
    for area in ("world", "europe"):
        for subject in (f"price:{area}/{name}", f"price:{area}/{name}/{BENCHMARK}"):
            found = lookup.find(subject, "price_usd_per_t")
            if found is not None:
                return found.factors
    return None


def market_price(lookup: FactLookup, area: str, stream: str) -> list[list[Factor]] | None:
    """
    Return the terms whose sum is the price of a tonne in an area (USD/t), or None.

    Crude is priced as the benchmark plus the differential of its stream; a stream without a
    differential of the year has no price, which is said, not guessed.

    Parameters
    ----------
    lookup
        The facts in force for the commodity.
    area
        Price area of the market; falls back to Europe for European areas, then to the world.
    stream
        The crude stream the tonne has become, or an empty string.

    Returns
    -------
    terms
        Each a list of factors.
    """
    name = lookup.commodity
    for place in _areas(area):
        for tail in ([f"/{stream}"] if stream else []) + [""]:
            found = lookup.find(f"price:{place}/{name}{tail}", "price_usd_per_t", stream=stream)
            if found is not None:
                return [found.factors]
        found = lookup.find(f"price:{place}/{name}/{BENCHMARK}", "price_usd_per_t", stream=stream)
        if found is None:
            continue
        discount = lookup.find(f"stream:{stream}", "differential_usd_per_bbl", stream=stream)
        if not stream or discount is None:
            return None
        per_tonne = lookup.find(f"stream:{stream}", "bbl_per_t")
        if per_tonne is None:
            return None
        return [found.factors, [*discount.factors, *per_tonne.factors]]
    return None


def _areas(area: str) -> list[str]:
    """Return the areas to ask, the nearest first."""
    wider = {"med": "europe", "nwe": "europe", "black_sea": "europe", "turkiye": "europe"}
    places = [area] if area else []
    if area in wider:
        places.append(wider[area])
    return [*places, "world"]
