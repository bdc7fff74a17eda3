"""Exhibit 7: every corridor on every criterion, and who wins under which taste."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.totals import route_totals
from corridor.draw.chart.choice.scorecard import draw_scorecard
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import cell_text, number, percent, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_noun,
    country_name,
    line_each,
    listed,
    pair_keys,
    shown_routes,
)
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings, Pair
    from corridor.routes.acceptability import RankAcceptability
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["scorecard_exhibit"]

WINS = Column("wins", "Best under", "of all weights", "share")
CRITERIA = (
    Column("cost_usd_per_t", "Cost", "USD/t", "number", 0),
    Column("time_d", "Time", "days", "number", 0),
    Column("co2_kg_per_t", "CO2e", "kg/t", "number", 0),
    Column("expected_delay_d", "Delay by hazards", "days", "number", 1),
    Column("territory_share_RU", "On Russian land", "of the km", "share"),
    Column("transit_share", "Largest transit", "of the km", "share"),
    Column("border_crossings", "Borders", kind="number", digits=0),
)
COLUMNS = (Column("corridor", "Corridor"), *CRITERIA, WINS)
WORDS = {"cost": "cost", "time": "time", "co2": "CO2e", "risk": "risk"}
NOTES = (
    (
        "Best under: the share of all possible weights of the criteria at which no other "
        "corridor has a lower weighted sum (stochastic multicriteria acceptability analysis); "
        "each corridor takes the route that suits the weights. What counts as one on each "
        "criterion is the range between the corridors' best."
    ),
    (
        "Delay by hazards is what known hazards are expected to add; a dash says that none is "
        "on record, which is not that there is none, but counts as nothing in the weighting."
    ),
    (
        "Largest transit: the country, other than those of producer and market, with "
        "the most km on its land."
    ),
)


def scorecard_exhibit(findings: Findings) -> Exhibit | None:
    """Return the scorecards, a table and a chart a pair; None without a comparison."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    tables = {
        pair: _table(keys[pair], cmp, findings.acceptability.get(pair))
        for pair, cmp in pairs.items()
        if cmp.routes
    }
    return Exhibit(
        7,
        "scorecard",
        "Scorecard of the corridors",
        "Who wins under which taste?",
        line_each(pairs, partial(_answer, findings.acceptability)),
        tables=tuple(tables.values()),
        pictures=tuple(
            Picture(keys[pair], table.title, _alt(table), partial(_draw, table))
            for pair, table in tables.items()
        ),
        notes=NOTES,
    )


def _table(key: str, cmp: Comparison, ranks: RankAcceptability | None) -> Table:
    """Return one pair, a corridor a row."""
    rows: list[dict[str, object]] = []
    details: dict[tuple[int, str], Detail] = {}
    for at, (name, route) in enumerate(shown_routes(cmp).items()):
        totals = route.totals
        country, share = _transit(route)
        known = np.isfinite(float(totals["availability"]))
        row: dict[str, object] = {
            "corridor": corridor_name(cmp.network, name),
            "corridor_id": name,
            "expected_delay_d": _delay(route) if known else np.nan,
            "transit_share": share,
            "transit_country": country,
        }
        for column in CRITERIA:
            if column.key not in row:
                row[column.key] = float(totals[column.key])
        row["wins"] = _won(ranks, name)
        rows.append(row)
        details |= {(at, key): value for key, value in _details(route, country).items()}
        if ranks is not None and name in ranks.table.index:
            error = percent(float(ranks.table["error"].astype(float)[name]), 1)
            details[at, "wins"] = Detail(f"Sampling error {error}; {ranks.n:,} weights drawn.")
    frame = pd.DataFrame(rows)
    best = frame["wins"].max()
    marks = {at: "best" for at, wins in enumerate(frame["wins"]) if wins == best and best > 0}
    return Table(key, cmp.title, frame, COLUMNS, details, marks)


def _won(ranks: RankAcceptability | None, corridor: str) -> float:
    """Return the share of weights at which a corridor is best; NaN where it was not weighed."""
    if ranks is None or corridor not in ranks.table.index:
        return float("nan")
    return float(ranks.table["share"].astype(float)[corridor])


def _delay(route: Route) -> float:
    """Return the days that hazards are expected to add."""
    totals = route_totals(route.graph, list(route.arcs), route.weights)
    return float(totals.expected_delay_d[0])


def _transit(route: Route) -> tuple[str, float]:
    """Return the transit country with the most km, and its share of the way."""
    ends = {route.network.nodes.at[node, "country"] for node in (route.origin, route.destination)}
    share = route.territory_share.drop(index=[*ends, "SEA"], errors="ignore")
    if share.empty:
        return "", 0.0
    return str(share.idxmax()), float(share.max())


def _details(route: Route, country: str) -> dict[str, Detail]:
    """Return what stands behind the criteria of one route."""
    totals = route.totals
    usd = span(totals["cost_low_usd_per_t"], totals["cost_high_usd_per_t"], 0)
    days = span(totals["time_low_d"], totals["time_high_d"], 0)
    least, most = route.draws["co2_kg_per_t"].quantile([0.1, 0.9])
    co2 = span(least, most, 0)
    availability = float(totals["availability"])
    known = np.isfinite(availability)
    risk = f"Open {percent(availability)} of the time." if known else "No hazard on record."
    transit = country_name(route.network, country) if country else "No country between."
    lands = listed(country_name(route.network, land) for land in route.territories)
    return {
        "cost_usd_per_t": rests_on(route, "usd", f"P10 to P90: {usd} USD/t."),
        "time_d": rests_on(route, "d", f"P10 to P90: {days} days."),
        "co2_kg_per_t": rests_on(route, "kg", f"P10 to P90: {co2} kg/t."),
        "expected_delay_d": rests_on(route, "delay", risk),
        "transit_share": Detail(transit),
        "border_crossings": Detail(f"Over {lands}."),
    }


def _draw(table: Table) -> Figure:
    """Return the scorecard as shaded cells."""
    frame, cells = table.frame, []
    shown = [*CRITERIA, *([WINS] if frame["wins"].notna().any() else [])]
    for _, row in frame.iterrows():
        for column in shown:
            head = f"{column.head}, {column.unit}" if column.unit else column.head
            score = _scores(frame, column)[row["corridor_id"]]
            text = cell_text(row[column.key], column)
            cells.append((row["corridor_id"], head, text, score))
    tall = 1.8 + 0.5 * len(frame)
    figure, ax = paper(tall)
    figure.subplots_adjust(left=0.09, right=0.99, bottom=0.4 / tall, top=1 - 1.25 / tall)
    columns = ["corridor", "criterion", "text", "score"]
    draw_scorecard(pd.DataFrame(cells, columns=columns), ax=ax, title=table.title)
    return figure


def _scores(frame: pd.DataFrame, column: Column) -> dict[str, float]:
    """Return each corridor from 0, best in a column, to 1, worst."""
    values = frame[column.key].to_numpy(float) * (-1.0 if column is WINS else 1.0)
    known = values[np.isfinite(values)]
    reach = float(np.ptp(known)) if len(known) else 0.0
    scores = (values - known.min()) / reach if reach else values * 0.0
    return dict(zip(frame["corridor_id"], scores.tolist(), strict=True))


def _answer(acceptability: Mapping[Pair, RankAcceptability], cmp: Comparison) -> str:
    """Say of one pair which corridor wins under how many weights."""
    ranks = acceptability.get((cmp.commodity, cmp.origin, cmp.destination))
    if ranks is None:
        return listed(_firsts(cmp))
    over = listed(WORDS.get(name, name) for name in ranks.criteria)
    shares = ranks.table.loc[ranks.table["feasible"], "share"].sort_values(ascending=False)
    won = [
        f"{corridor_noun(cmp.network, str(name))} under {percent(share)}"
        for name, share in shares.items()
        if share > 0
    ]
    first = str(shares.index[0])
    noun = corridor_noun(cmp.network, first)
    if len(won) == 1:
        text = f"whatever weight {over} get, {noun} is best"
    else:
        text = f"over all weights of {over}, best is {listed(won)}"
    if "risk" in ranks.criteria and not ranks.table.at[first, "hazards_on_record"]:
        text += f"; but no hazard is on record for {noun}, so its risk counts as nothing"
    return text


def _firsts(cmp: Comparison) -> list[str]:
    """Say which corridor is cheapest, fastest and cleanest."""
    table = cmp.table.loc[list(shown_routes(cmp))]
    columns = {"cheapest": "cost_usd_per_t", "fastest": "time_d", "cleanest": "co2_kg_per_t"}
    return [
        f"{word} is {corridor_noun(cmp.network, str(table[column].astype(float).idxmin()))}"
        for word, column in columns.items()
    ]


def _alt(table: Table) -> str:
    """Say what the scorecard shows."""
    said = []
    for _, row in table.frame.iterrows():
        days = float(row["expected_delay_d"])
        delay = (
            f"{number(days, 1)} days of delay by hazards"
            if np.isfinite(days)
            else "no hazard on record"
        )
        wins = float(row["wins"])
        best = f", best under {percent(wins)} of all weights" if np.isfinite(wins) else ""
        said.append(
            f"{row['corridor']}: {number(row['cost_usd_per_t'], 0)} USD/t, "
            f"{number(row['time_d'], 0)} days, {number(row['co2_kg_per_t'], 0)} kg CO2e/t, "
            f"{delay}, {percent(row['territory_share_RU'])} on Russian "
            f"land, {number(row['border_crossings'], 0)} borders{best}."
        )
    return " ".join(said)
