"""The four pairs of the main job: a crude, a gas, a metal and a critical mineral."""

from __future__ import annotations

__all__ = ["PAIRS"]

# Commodity, producer, market.
PAIRS = (
    ("crude_oil", "tengiz", "trieste"),
    ("natural_gas", "galkynysh", "market_it"),
    ("copper", "balkhash_smelter", "duisburg"),
    ("antimony", "anzob_antimony", "tokyo"),
)
