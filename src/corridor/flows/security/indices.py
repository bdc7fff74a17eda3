"""Indices of the security of supply of solved flows, in one result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.flows.security.concentration import concentration_table
from corridor.flows.security.hold import exposure_table
from corridor.flows.security.n_minus_1 import export_n_1
from corridor.flows.security.rent import rent_table
from corridor.flows.security.shares import ALL, share_table
from corridor.flows.security.survival import CLOSURES, survival_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from corridor.flows.result import Flows

__all__ = ["SecurityIndices", "security_indices"]


@dataclass(frozen=True, repr=False)
class SecurityIndices:
    """
    How concentrated, exposed and resilient flows are.

    Attributes
    ----------
    territory
        The country whose hold on the flows is measured.
    shares
        Share of the flow by route, corridor, origin, market, transit country, territory, passage,
        operator, owner and quota; see `share_table`.
    concentration
        Index commodity, dimension: hhi, shannon, effective number, largest share; see
        `concentration_table`.
    exposure
        The flow a territory has a hold on: on its land, run or owned by companies with links there,
        or under its quotas; see `exposure_table`.
    survival
        Share of each area's supply that survives each closure; see `survival_table`.
    rent
        Charges by country and commodity, for transit and for its own cargo; see `rent_table`.
    export_n_1
        Index commodity: capacity out without its largest part, over the flow; see `export_n_1`.
    """

    territory: str
    shares: pd.DataFrame
    concentration: pd.DataFrame
    exposure: pd.DataFrame
    survival: pd.DataFrame
    rent: pd.DataFrame
    export_n_1: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return all indices in one tidy frame: index, commodity, name, value, unit."""
        parts = [
            _tidy("hhi", self.concentration, "dimension", "hhi", ""),
            _tidy("shannon", self.concentration, "dimension", "shannon", "nat"),
            _tidy("share", self.shares, ("dimension", "name"), "share", ""),
            _tidy("survival", self.survival, ("closure", "area"), "surviving_share", ""),
            _tidy("transit_charges", self.rent, "country", "transit_usd_per_y", "USD/y"),
            _tidy("export_n_1", self.export_n_1, "largest", "n_1", ""),
        ]
        return pd.concat([part for part in parts if not part.empty], ignore_index=True)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw the share of each area's supply that survives each closure.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart, one bar an area and closure.
        """
        from corridor.flows.frames.bars import bars_of_survival  # noqa: PLC0415 - when drawing

        return bars_of_survival(self, ax)

    def __repr__(self) -> str:
        held = self.exposure
        held = held[(held["commodity"] == ALL) & (held["dimension"] == "territory")]
        share = float(held["share"].sum())
        text = f"SecurityIndices: {share:.0%} of all tonnes touch {self.territory}"
        whole = self.survival[self.survival["commodity"] == ALL]
        if len(whole):
            worst = whole.sort_values(["surviving_share", "closure", "area"]).iloc[0]
            text += (
                f"; of the supply of {worst['area']} {worst['surviving_share']:.0%} survives "
                f"without {worst['closure']}"
            )
        return text

    def _repr_html_(self) -> str:
        whole = self.survival[self.survival["commodity"] == ALL].drop(columns="commodity")
        return result_html(
            repr(self),
            ("Supply that survives", whole),
            ("Concentration", self.concentration),
            ("Charges by country", self.rent),
        )


def security_indices(
    flows: Flows,
    *,
    territory: str = "RU",
    areas: Iterable[str] = ("eu", "JP"),
    closures: Iterable[str] = CLOSURES,
) -> SecurityIndices:
    """
    Return indices of the security of supply of solved flows.

    Parameters
    ----------
    flows
        From `assign_flows`.
    territory
        The country whose hold on the flows is measured.
    areas
        Whose supply is asked for after each closure: regions of the countries table or country
        codes.
    closures
        What is closed, one at a time: elements as in `criticality`. Each is solved anew.

    Returns
    -------
    indices
        Concentration, exposure, survival, charges of transit, and N-1 of the exports.

    Raises
    ------
    UnknownIdError
        No such country, area or element; names the nearest.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> from corridor.flows.assign import assign_flows
    >>> oil = net.data.demand.query("commodity == 'crude_oil'")
    >>> found = security_indices(assign_flows(net, oil), closures=["group:cpc"])
    >>> bool(found.survival["surviving_share"].min() < 0.5)
    True
    """
    data = flows.assembly.network.data
    known = [str(country) for country in data.countries.index]
    if territory not in known:
        raise UnknownIdError("territory", territory, known)
    asked = tuple(dict.fromkeys([areas] if isinstance(areas, str) else areas))
    lost = tuple(dict.fromkeys([closures] if isinstance(closures, str) else closures))
    survival = survival_table(flows.assembly, asked, lost)
    shares = share_table(flows)
    return SecurityIndices(
        territory,
        shares,
        concentration_table(shares),
        exposure_table(data, shares, territory),
        survival,
        rent_table(flows),
        export_n_1(flows),
    )


def _tidy(
    index: str, table: pd.DataFrame, names: str | tuple[str, ...], value: str, unit: str
) -> pd.DataFrame:
    """Return one index as rows."""
    rows = table.reset_index()
    wanted = [names] if isinstance(names, str) else list(names)
    name = [" ".join(map(str, cells)) for cells in rows[wanted].to_numpy()]
    columns = {"index": index, "commodity": rows["commodity"], "name": name}
    return pd.DataFrame({**columns, "value": rows[value], "unit": unit})
