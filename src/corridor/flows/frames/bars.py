"""Rows of bars: how full limits are, what losses cost, what survives, what a ladder builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from corridor.flows.criticality.result import Criticality
    from corridor.flows.expansion.ladder import Ladder
    from corridor.flows.result import Flows
    from corridor.flows.security.indices import SecurityIndices

__all__ = ["bars_of_ladder", "bars_of_limits", "bars_of_losses", "bars_of_survival"]

MEGA = 1e6
FULL = 1 - 1e-7
WORTHLESS = 1e-6


def bars_of_limits(flows: Flows, most: int, ax: Axes | None) -> Axes:
    """Draw how full limits are; see `Flows.plot_bottlenecks`."""
    rows = flows.limits
    rows = rows[(rows["use_per_y"] > 0) & np.isfinite(rows["available_per_y"])]
    worth = rows[["gain_usd_per_unit", "loss_usd_per_unit"]].max(axis=1)
    binds = (rows["utilisation"] >= FULL) & (worth > WORTHLESS)
    rows = rows.assign(binds=binds, worth=worth).sort_values(
        ["binds", "worth", "utilisation", "use_per_y"], ascending=False, kind="stable"
    )
    rows = rows.head(most).reset_index(drop=True)
    used = 100.0 * rows["utilisation"].clip(0.0, 1.0)
    parts = {
        "used, and binding": used.where(rows["binds"], 0.0),
        "used": used.where(~rows["binds"], 0.0),
        "free": 100.0 - used,
    }
    colours = {"used, and binding": CORRIDORS["russia"], "used": CORRIDORS["caspian"]}
    notes = {int(str(at)): _price(row) for at, row in rows.iterrows()}
    return _draw(
        rows["name"],
        parts,
        {**colours, "free": BORDER},
        notes,
        title=f"How full the limits are, {flows.assembly.network.year}",
        x_label="% of what is available",
        ax=ax,
    )


def bars_of_losses(criticality: Criticality, most: int, ax: Axes | None) -> Axes:
    """Draw the worst losses; see `Criticality.plot`."""
    rows = criticality.table.head(most).reset_index()
    undelivered = rows["added_unmet_t_per_y"] / MEGA
    notes = {
        int(str(at)): f"{row['loss_usd_per_y'] / MEGA:,.0f} MUSD/y; {row['delivered_share']:.0%} "
        "of demand is still met".replace("%", " %")
        for at, row in rows.iterrows()
    }
    return _draw(
        rows["name"] + " (" + rows["kind"] + ")",
        {"undelivered without it": undelivered.clip(lower=0.0)},
        {"undelivered without it": CORRIDORS["russia"]},
        notes,
        title=f"What the loss of one element does, {criticality.network.year}",
        x_label="Undelivered without it, Mt per year",
        ax=ax,
    )


def bars_of_survival(indices: SecurityIndices, ax: Axes | None) -> Axes:
    """Draw what of each area's supply survives each closure; see `SecurityIndices.plot`."""
    rows = indices.survival
    rows = rows[(rows["commodity"] == "all") & (rows["before_t_per_y"] > 0)].reset_index(drop=True)
    share = 100.0 * rows["surviving_share"].clip(0.0, 1.0)
    lost = (rows["before_t_per_y"] - rows["after_t_per_y"]).clip(lower=0.0) / MEGA
    notes = {
        at: f"{left:.0f} %, {amount:,.3g} Mt/y lost" if amount > 0 else "all"
        for at, (left, amount) in enumerate(zip(share, lost, strict=True))
    }
    return _draw(
        rows["area"].str.upper() + " without " + rows["name"],
        {"survives": share, "lost": 100.0 - share},
        {"survives": CORRIDORS["caspian"], "lost": BORDER},
        notes,
        title="Supply that survives a closure",
        x_label="% of the supply before",
        ax=ax,
    )


def bars_of_ladder(ladder: Ladder, ax: Axes | None) -> Axes:
    """Draw what each step of a ladder delivers and costs; see `Ladder.plot`."""
    rows = ladder.table.reset_index()
    saved = (rows["unmet_without_t_per_y"] - rows["unmet_t_per_y"]).clip(lower=0.0)
    parts = {
        "delivered with nothing built": (rows["delivered_t_per_y"] - saved) / MEGA,
        "delivered thanks to what is built": saved / MEGA,
        "undelivered": rows["unmet_t_per_y"] / MEGA,
    }
    shades = (CORRIDORS["caspian"], CORRIDORS["iran"], BORDER)
    notes = {
        int(str(at)): f"{row['capex_usd'] / MEGA:,.0f} MUSD ({row['capex_low_usd'] / MEGA:,.0f} to "
        f"{row['capex_high_usd'] / MEGA:,.0f})"
        if row["capex_usd"] > 0
        else "nothing built"
        for at, row in rows.iterrows()
    }
    return _draw(
        rows["kept_off_share"].map(lambda share: f"{share:.0%} off".replace("%", " %")),
        parts,
        dict(zip(parts, shades, strict=True)),
        notes,
        title=f"What it takes to keep flows off the territory of {ladder.territory}",
        x_label="Mt per year",
        ax=ax,
    )


def _draw(
    labels: pd.Series[str],
    parts: Mapping[str, pd.Series[float]],
    colours: Mapping[str, str],
    notes: Mapping[int, str],
    *,
    title: str,
    x_label: str,
    ax: Axes | None,
) -> Axes:
    """Draw stacked bars, a row a label."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    frames = [
        pd.DataFrame(
            {"row": range(len(labels)), "label": labels.to_numpy(), "part": part, "value": values}
        )
        for part, values in parts.items()
        if len(parts) == 1 or (values > 0).any()
    ]
    bars = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label=x_label)


def _price(row: pd.Series[Any]) -> str:
    """Return what is available, or, of a limit that binds, what it is worth, in words."""
    unit = str(row["unit"])
    if not row["binds"]:
        amount = float(row["available_per_y"])
        return f"{amount / MEGA:,.3g} Mt/y" if unit == "t/y" else f"{amount:,.0f} {unit}"
    per = "t" if unit == "t/y" else unit.removesuffix("/y")
    gain, loss = float(row["gain_usd_per_unit"]), float(row["loss_usd_per_unit"])
    if row["set_by_unmet"]:
        return f"full: one more {per} would be delivered that is turned away now"
    if gain > WORTHLESS:
        return f"full: one more {per} saves {gain:,.3g} USD"
    return f"full: one {per} less would cost {loss:,.3g} USD"
