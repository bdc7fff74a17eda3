"""Exhibits about the choice, recomputed from results and from what is drawn."""

import numpy as np
import pytest

from corridor.report.exhibits.one_tonne.choice.break_even import break_even_exhibit
from corridor.report.exhibits.one_tonne.choice.front import front_exhibit
from corridor.report.exhibits.one_tonne.choice.scorecard import scorecard_exhibit
from corridor.report.exhibits.one_tonne.comparison import comparison_exhibit
from tests.report.exhibits.one_tonne.conftest import ANTIMONY, COPPER


def table_of(exhibit, name):
    return next(table for table in exhibit.tables if table.name == name)


def test_comparison_ranks_by_money(findings):
    table = table_of(comparison_exhibit(findings), "copper")
    frame = table.frame.set_index("corridor")
    assert frame["rank"].to_dict() == {"caspian": 2.0, "russia": 1.0, "iran": 4.0, "china": 3.0}
    assert frame.at["russia", "above_best_usd_per_t"] == 0.0
    assert frame.at["caspian", "above_best_usd_per_t"] == pytest.approx(496.77 - 423.70, abs=0.01)
    assert table.row_marks == {1: "best"}
    assert frame["name"].tolist()[0] == "Caspian (Middle Corridor)"


def test_shares_of_draws_count_the_cheapest(findings, copper):
    frame = table_of(comparison_exhibit(findings), "copper").frame.set_index("corridor")
    names = list(frame.index)
    wins = dict.fromkeys(names, 0)
    for draw in range(1000):
        costs = [copper.routes[name].draws["cost_usd_per_t"].iloc[draw] for name in names]
        wins[names[int(np.argmin(costs))]] += 1
    assert frame["cheapest_share"].to_dict() == {
        n: pytest.approx(w / 1000) for n, w in wins.items()
    }


def test_comparison_names_what_would_have_to_open(findings):
    table = table_of(comparison_exhibit(findings), "natural_gas")
    assert set(table.row_marks.values()) == {"no route"}
    assert "Trans-Caspian Gas Pipeline (proposed)" in table.details[0, "name"].text
    assert table.frame["rank"].isna().all()
    assert [column.key for column in table.columns] == ["name", "why"]
    assert "Trans-Caspian Gas Pipeline (proposed)" in table.frame["why"][0]


def test_scorecard_wins_are_those_of_the_weights(findings):
    frame = table_of(scorecard_exhibit(findings), "antimony").frame.set_index("corridor_id")
    shares = findings.acceptability[ANTIMONY].table["share"]
    assert frame["wins"].sum() == pytest.approx(1.0)
    assert all(frame.at[name, "wins"] == shares[name] for name in frame.index)
    copper = table_of(scorecard_exhibit(findings), "copper").frame
    assert copper["wins"].isna().all()


def test_scorecard_tells_no_record_from_no_risk(findings):
    table = table_of(scorecard_exhibit(findings), "copper")
    at = table.frame.index[table.frame["corridor_id"] == "russia"][0]
    assert np.isnan(table.frame.at[at, "expected_delay_d"])
    assert table.details[at, "expected_delay_d"].text == "No hazard on record."


def test_scorecard_shades_the_best_darkest(findings):
    figure = scorecard_exhibit(findings).pictures[1].draw()
    ax = figure.axes[0]
    tiles = {(round(p.get_x() + 0.48), round(p.get_y() + 0.46)): p for p in ax.patches}
    light = [sum(tiles[0, row].get_facecolor()[:3]) for row in range(4)]
    costs = [497, 424, 635, 617]
    assert np.argsort(light).tolist() == np.argsort(costs).tolist()
    bold = [t.get_text() for t in ax.texts if t.get_fontweight() == "bold"]
    assert "424" in bold
    assert "497" not in bold


def test_largest_transit_country(findings, copper):
    table = table_of(scorecard_exhibit(findings), "copper")
    row = table.frame.set_index("corridor_id").loc["iran"]
    legs = copper.routes["iran"].legs
    km = legs[legs["kind"] == "section"].groupby("country")["km"].sum()
    assert row["transit_country"] == "IR"
    assert row["transit_share"] == pytest.approx(km["IR"] / km.sum())


def test_front_says_what_is_traded(findings):
    exhibit = front_exhibit(findings)
    table = findings.fronts[COPPER].table
    cheap, fast = table.loc[table["cost_usd_per_t"].idxmin()], table.loc[table["time_d"].idxmin()]
    price = (fast["cost_usd_per_t"] - cheap["cost_usd_per_t"]) / (cheap["time_d"] - fast["time_d"])
    assert f"{len(table)} are unbeaten, none of them stays off Russian land" in exhibit.answer
    assert f"it takes {price:.1f} USD/t for each day saved" in exhibit.answer
    assert "one route is the best in cost, time, CO2e and risk at once" in exhibit.answer
    assert [picture.name for picture in exhibit.pictures] == ["copper"]


def test_front_draws_every_route_and_the_stairs(findings):
    ax = front_exhibit(findings).pictures[0].draw().axes[0]
    stairs, points = ax.lines
    assert points.get_label() == "over Russian land"
    assert len(points.get_xdata()) == len(findings.fronts[COPPER])
    assert (np.diff(stairs.get_ydata()) <= 0).all()


def test_break_even_lines_cross_at_the_value(findings):
    exhibit = break_even_exhibit(findings)
    tip = findings.break_evens[0]
    ax = exhibit.pictures[0].draw().axes[0]
    lines = {line.get_label(): line.get_data() for line in ax.lines if line.get_label()[0] != "_"}
    at = [np.interp(tip.value, *lines[name]) for name in ("caspian", "russia")]
    assert at[0] == pytest.approx(at[1], abs=1e-6)
    assert tip.value == pytest.approx(0.09883, abs=1e-5)
    assert "once the tariff of rail 1520 in Russia rises above 0.0988 USD/tkm" in exhibit.answer
    ahead = f"the way through Russia is ahead by {tip.gap_today:.0f} USD/t of generalised cost"
    assert ahead in exhibit.answer


def test_break_even_says_where_there_is_none(findings):
    exhibit = break_even_exhibit(findings)
    table = exhibit.tables[0]
    assert table.row_marks == {1: "no change"}
    assert np.isnan(table.frame.at[1, "value"])
    tip = findings.break_evens[1]
    assert f"stays ahead by {tip.gap_least:.0f} to {tip.gap_most:.0f} USD/t" in exhibit.answer
    assert len(exhibit.pictures) == 1
