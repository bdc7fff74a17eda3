"""How published flows divide among the ways that a cargo can take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DIVIDES", "Divide", "published_shares"]


class Divide(NamedTuple):
    """Ways that exclude one another: no tonne takes two of them."""

    name: str
    commodity: str
    subjects: tuple[str, ...]


DIVIDES = (
    Divide(
        "ways out of Kazakhstan",
        "crude_oil",
        ("link:cpc", "link:atyrau_samara", "node:aktau"),
    ),
    Divide(
        "ways from Aktau over the sea",
        "crude_oil",
        ("link:sea_aktau_baku", "link:sea_aktau_makhachkala"),
    ),
)


def published_shares(comparable: pd.DataFrame) -> pd.DataFrame:
    """
    Return the published shares of ways that exclude one another.

    The flows of a divide in a year are all of the whole year or, where there is none, all of the
    same part of it and of the same publication. Flows that rest on the same publication as an input
    of the year are left out. An observation that is a share itself stands alone, against all else.

    Parameters
    ----------
    comparable
        From `comparable_flows`.

    Returns
    -------
    shares
        divide, year, period, subject, commodity, origins, through, source_id, published_share;
        those of a divide and year add up to 1, but for a share that stands alone.

    Examples
    --------
    >>> from corridor.flows.validation.comparable import comparable_flows
    >>> shares = published_shares(comparable_flows(corridor.load_dataset()).comparable)
    >>> shares.query("year == 2024 and subject == 'link:cpc'")["published_share"].round(3).tolist()
    [0.816]
    """
    rows = list(_divided(comparable))
    alone = comparable[(comparable["unit"] == "share") & (comparable["period"] == "")]
    alone = alone[alone["same_source"] == ""]
    rows.append(alone.assign(divide=alone["subject"], published_share=alone["value"]))
    columns = [
        "divide",
        "year",
        "period",
        "subject",
        "commodity",
        "origins",
        "through",
        "source_id",
    ]
    table = pd.concat(rows)[[*columns, "published_share"]]
    return table.sort_values(["divide", "year", "subject"], ignore_index=True)


def _divided(comparable: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the shares of each divide and year."""
    usable = comparable[(comparable["unit"] != "share") & (comparable["same_source"] == "")]
    for divide in DIVIDES:
        mine = usable[
            (usable["commodity"] == divide.commodity) & usable["subject"].isin(divide.subjects)
        ]
        for _, rows in mine.groupby("year"):
            whole = rows[rows["period"] == ""]
            parts = [
                part for _, part in rows[rows["period"] != ""].groupby(["period", "source_id"])
            ]
            parts.sort(key=lambda part: (-len(part), part["period"].iloc[0]))
            found = next((part for part in [whole, *parts] if len(set(part["subject"])) > 1), None)
            if found is not None:
                flow = found["value"]
                yield found.assign(divide=divide.name, published_share=flow / flow.sum())
