"""The flow a country has a hold on: on its territory, by companies there, under its quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.data.cells import list_items
from corridor.flows.criticality.elements import companies

if TYPE_CHECKING:
    import pandas as pd

    from corridor.data.dataset import Dataset

__all__ = ["exposure_table"]


def exposure_table(data: Dataset, shares: pd.DataFrame, territory: str) -> pd.DataFrame:
    """
    Return the rows of the shares that a territory has a hold on.

    The data set does not say whose companies are: that a company runs links in the territory, and
    how much of its length lies there, is all that is claimed.

    Parameters
    ----------
    data
        The data set.
    shares
        From `share_table`.
    territory
        A country code.

    Returns
    -------
    exposure
        commodity, dimension (``territory``; ``operator`` and ``owner``: companies with links there;
        ``control``: quotas on it), name, flow_t_per_y, share, km_share (of a company's links, the
        share of their length that is in the territory; NaN for the other rows).
    """
    km_share = {kind: _km_shares(data, kind, territory) for kind in ("operator", "owner")}
    quotas = {
        str(control)
        for control, cell in data.controls["territory"].items()
        if territory in list_items(cell)
    }
    keys = list(zip(shares["dimension"], shares["name"], strict=True))
    known = [km_share.get(dimension, {}).get(name, np.nan) for dimension, name in keys]
    held = [
        (dimension == "territory" and name == territory)
        or (dimension == "control" and name in quotas)
        or there > 0
        for (dimension, name), there in zip(keys, known, strict=True)
    ]
    return shares.assign(km_share=known)[held].reset_index(drop=True)


def _km_shares(data: Dataset, kind: str, territory: str) -> dict[str, float]:
    """Return for each company the share of the length of its links that is in a territory."""
    sections = data.sections.reset_index()
    sections = sections.assign(inside=sections["km"].where(sections["country"] == territory, 0.0))
    km = sections.groupby("link_id")[["km", "inside"]].sum()
    total: dict[str, tuple[float, float]] = {}
    lengths = km.reindex(data.links.index).to_numpy(dtype=float).tolist()
    for cell, (length, part) in zip(data.links[kind], lengths, strict=True):
        for name in companies(str(cell)):
            whole, inside = total.get(name, (0.0, 0.0))
            total[name] = (whole + length, inside + part)
    return {name: inside / whole for name, (whole, inside) in total.items() if whole > 0}
