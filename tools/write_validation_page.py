"""
Write docs/validation.md: modelled flows against published ones, with every miss.

    python tools/write_validation_page.py            # write the page
    python tools/write_validation_page.py --check    # end with 1 if the page is not up to date
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pandas as pd

import corridor as cr
from corridor.flows.validation.runs import OBJECTIVES
from corridor.flows.validation.scale import estimate_scale
from corridor.flows.validation.scores import BAND, METHODS
from corridor.flows.validation.validation import FlowValidation, validate_flows
from corridor.flows.validation.volume import VOLUMES
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]
Results = dict[tuple[str, str], FlowValidation]
# Paths per source and market at which the scale is estimated again.
WAYS = (4, 8, 16, 32)


def table(head: list[str], rows: list[list[str]], *, right: int) -> str:
    """Return a table whose last columns are numbers."""
    marks = ["---"] * (len(head) - right) + ["---:"] * right
    lines = [head, marks, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float, form: str) -> str:
    """Return a number, or a dash where there is none."""
    return "-" if math.isnan(value) else format(value, form)


def scores(results: Results) -> str:
    """Return how each method scores, by volume and objective."""
    head = ["volume", "choice by", "method", "flows", "median error", "within 20 %"]
    head += ["Kendall's tau", "skill", "divides", "median error, points", "within 5 points"]
    rows = []
    for (volume, objective), result in results.items():
        for method, row in result.scores.iterrows():
            if method == "naive" and objective != OBJECTIVES[0]:
                continue
            cells = [
                number(row["n_flows"], ".0f"),
                number(row["median_error"], ".0%"),
                number(row["within_band"], ".0%"),
                number(row["kendall_tau"], ".2f"),
                number(row["flow_skill"], "+.2f"),
                number(row["n_divides"], ".0f"),
                number(row["median_points"] * 100, ".0f"),
                number(row["within_points"], ".0%"),
                number(row["share_skill"], "+.2f"),
            ]
            chosen = "distance" if method == "naive" else objective
            rows.append([volume, chosen, str(method), *cells])
    return table([*head, "skill"], rows, right=9)


def scales(data: cr.Dataset, results: Results) -> str:
    """Return the scale, of all years and without each."""
    head = ["volume", "choice by", "years", "scale, t/USD", "low", "high", "log ratios"]
    rows = []
    for (volume, objective), result in results.items():
        years = estimate_scale(data, objective=objective, volume=volume).years
        for row in result.scales.itertuples():
            if row.year and row.year not in years:
                continue
            without = f"without {row.year}" if row.year else ", ".join(map(str, years))
            ends = [f"{row.low:.2g}", "none" if math.isinf(row.high) else f"{row.high:.2g}"]
            rows.append([volume, objective, without, f"{row.theta:.3f}", *ends, str(row.n)])
    return table(head, rows, right=4)


def paths(data: cr.Dataset) -> str:
    """Return the scale by the number of paths per source and market."""
    found = {ways: estimate_scale(data, ways=ways) for ways in WAYS}
    head = ["paths per source and market in each round", *(str(ways) for ways in WAYS)]
    row = ["scale, t/USD (choice by cost)", *(f"{found[ways].theta:.3f}" for ways in WAYS)]
    return table(head, [row], right=len(WAYS))


def coverage(result: FlowValidation) -> str:
    """Return what the demand table holds of what is supplied."""
    kept = ["commodity", "year", "demand_t_per_y", "supply_t_per_y"]
    rows = result.flows[kept].sort_values([*kept[:2], "demand_t_per_y"]).groupby(kept[:2]).last()
    return table(
        ["commodity", "year", "demand of the origins, Mt", "their supply, Mt", "share"],
        [
            [
                str(commodity).replace("_", " "),
                str(year),
                f"{row['demand_t_per_y'] / 1e6:.1f}",
                f"{row['supply_t_per_y'] / 1e6:.1f}",
                f"{row['demand_t_per_y'] / row['supply_t_per_y']:.0%}",
            ]
            for (commodity, year), row in rows.iterrows()
        ],
        right=3,
    )


def flows(results: Results, volume: str) -> str:
    """Return every scored flow."""
    cost, netback = (results[volume, name].flows for name in OBJECTIVES)
    head = ["year", "subject", "basis", "published, Mt", "optimum", "logit", "naive"]
    head += ["optimum, netback", "logit, netback", "lead, USD/t"]
    rows = []
    for index in cost.index[cost["scored"]]:
        one, two = cost.loc[index], netback.loc[index]
        tonnes = [one[f"{m}_t_per_y"] for m in METHODS]
        tonnes += [two["optimum_t_per_y"], two["logit_t_per_y"]]
        cells = [number(one["published_t_per_y"] / 1e6, ".2f")]
        cells += [cell(amount, one["published_t_per_y"]) for amount in tonnes]
        name = [str(one["year"]), f"`{one['subject']}`", one["basis"]]
        rows.append([*name, *cells, number(one["lead_usd_per_t"], "+.1f")])
    return table(head, rows, right=7)


def cell(amount: float, published: float) -> str:
    """Return megatonnes, in bold where within 20 % of what is published."""
    text = number(amount / 1e6, ".2f")
    return f"**{text}**" if abs(amount / published - 1) <= BAND else text


def shares(results: Results) -> str:
    """Return every share, at both volumes."""
    tables = {key: result.shares for key, result in results.items()}
    first = tables[VOLUMES[0], OBJECTIVES[0]]
    columns = [(v, o, m) for v in VOLUMES for o in OBJECTIVES for m in METHODS[:2]]
    head = ["divide", "year", "way", "published"]
    head += [f"{v}, {o}: {m}" for v, o, m in columns]
    rows = []
    for index in first.index:
        one = first.loc[index]
        told = [tables[v, o].at[index, f"{m}_share"] for v, o, m in columns]
        period = f" ({one['period']})" if one["period"] else ""
        name = [one["divide"].split(":")[-1], f"{one['year']}{period}", f"`{one['subject']}`"]
        rows.append([*name, *(number(s, ".0%") for s in [one["published_share"], *told])])
    return table(head, rows, right=1 + len(columns))


def misses(results: Results) -> str:
    """Return each miss of the optimum with what the numbers say of it."""
    lines = []
    for volume in VOLUMES:
        found = results[volume, OBJECTIVES[0]].misses()
        lines.append(f"Volume of {volume}, {len(found)} misses:\n")
        for row in found.itertuples():
            said = row.reason.replace("full in the optimum:", "full:")
            lines.append(f"- {row.year} `{row.subject}` ({row.optimum_error:+.0%}): {said}.")
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def inputs(result: FlowValidation) -> str:
    """Return the flows that rest on the same publication as an input."""
    shown = result.flows
    head = ["year", "subject", "basis", "same publication as", "published, Mt", "optimum", "logit"]
    rows = [
        [
            str(row["year"]),
            f"`{row['subject']}`",
            row["basis"],
            row["same_source"],
            *(
                number(row[f"{name}_t_per_y"] / 1e6, ".2f")
                for name in ("published", "optimum", "logit")
            ),
        ]
        for _, row in shown[~shown["scored"]].iterrows()
    ]
    return table(head, rows, right=3)


def excluded(result: FlowValidation) -> str:
    """Return what could not be compared, by reason."""
    rows = result.excluded
    lines = []
    for reason, mine in rows.groupby("reason"):
        years = mine.groupby("subject")["year"].agg(lambda y: sorted(set(y)))
        named = [f"`{subject}` {spans(list(which))}" for subject, which in years.items()]
        lines.append([str(reason), ", ".join(named), str(len(mine))])
    lines.sort(key=lambda line: (-int(line[2]), line[0]))
    return table(["why", "subjects and years", "observations"], lines, right=1)


def spans(years: list[int]) -> str:
    """Return years in short: 2019-2021, 2024."""
    gaps = pd.Series(years).diff().ne(1).cumsum()
    parts = [part.tolist() for _, part in pd.Series(years).groupby(gaps)]
    return "/".join(str(p[0]) if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)


def main() -> int:
    """Write the page, or say whether it is up to date."""
    check = "--check" in sys.argv[1:]
    data = cr.load_dataset()
    results = {
        (volume, objective): validate_flows(data, objective=objective, volume=volume)
        for volume in VOLUMES
        for objective in OBJECTIVES
    }
    plain = results[VOLUMES[0], OBJECTIVES[0]]
    parts = {
        "scores": scores(results),
        "coverage": coverage(plain),
        "listed": flows(results, "demand"),
        "supplied": flows(results, "supply"),
        "misses": misses(results),
        "shares": shares(results),
        "scales": scales(data, results),
        "paths": paths(data),
        "inputs": inputs(plain),
        "excluded": excluded(plain),
    }
    return write_page(ROOT / "docs" / "validation.md", parts, check=check)


if __name__ == "__main__":
    raise SystemExit(main())
