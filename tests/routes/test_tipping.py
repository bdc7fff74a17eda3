"""Break-even: the envelope against every simple path, the crossings against best_route anew."""

import contextlib
import doctest
import io
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import corridor as cr
from corridor.routes.search import HAIR, cheapest_arcs, layered
from corridor.routes.tipping.crossing import crossings, spans
from corridor.routes.tipping.envelope import Lines, Piece, lower_envelope
from tests.routes.random_graphs import random_graph, simple_paths

PAIR = {"commodity": "copper", "origin": "balkhash_smelter", "destination": "duisburg"}
ENDS = tuple(PAIR.values())
COST = "generalised_cost_usd_per_t"


# -- the envelope, on random graphs ----------------------------------------------------------------


def envelope_and_paths(seed, *, required):
    rng = np.random.default_rng(seed)
    graph, fixed, blocked = random_graph(rng, n_states=8, n_arcs=26, n_blocked=2)
    slope = rng.integers(-3, 4, len(fixed)).astype(float)
    fixed = fixed + np.maximum(0.0, -10.0 * slope)  # never negative from 0 to 10
    passing = rng.random(len(fixed)) < 0.3
    paths = [p for p in simple_paths(graph, ~blocked, 0, 5) if not required or passing[p].any()]
    if not paths:
        pytest.skip("no way")
    layers = layered(graph, ~blocked, passing, required=required)
    lines = Lines(fixed, slope)
    found = lower_envelope(lines, lambda c: tuple(cheapest_arcs(layers, c, 0, 5)), 0.0, 10.0)
    return lines, found, paths


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_the_envelope_is_the_least_of_all_ways_everywhere(seed, required):
    lines, found, paths = envelope_and_paths(seed, required=required)
    assert (found[0].low, found[-1].high) == (0.0, 10.0)
    assert all(a.high == b.low for a, b in itertools.pairwise(found))
    for piece in found:
        fixed, slope = lines.of(piece.arcs)
        for u in np.linspace(piece.low, piece.high, 7):
            least = min(lines.at(u)[p].sum() + HAIR * len(p) for p in paths)
            assert fixed + slope * u == pytest.approx(least, abs=1e-7)


@pytest.mark.parametrize("seed", range(30))
def test_the_envelope_is_concave(seed):
    lines, found, _ = envelope_and_paths(seed, required=False)
    slopes = [lines.of(piece.arcs)[1] for piece in found]
    assert slopes == sorted(slopes, reverse=True)


def test_a_tie_at_the_end_of_the_range_is_no_trap():
    # Both routes cost 4 at 0; the second is the better one everywhere else.
    lines = Lines(np.array([4.0, 4.0]), np.array([1.0, 0.0]))

    def first_if_level(costs):
        return (0,) if costs[0] <= costs[1] else (1,)

    assert [p.arcs for p in lower_envelope(lines, first_if_level, 0.0, 9.0)] == [(1,)]


# -- crossings, by hand ----------------------------------------------------------------------------

# Cost of a route at x, by its only arc.
CURVES = {0: lambda x: 10.0 - x, 1: lambda _: 6.0, 2: lambda x: 2.0 * x, 3: lambda x: (x - 5) ** 2}


def found_between(better, than, *, power=1, low=0.0, high=10.0):
    ours, theirs = ([Piece(low, high, (k,))] for k in (better, than))
    return spans(ours, theirs, lambda x, a, b: CURVES[a[0]](x) - CURVES[b[0]](x), power)


def test_two_straight_lines_cross_once():
    (cross,) = crossings(found_between(0, 1), 0.0, 1)
    assert (cross.value, cross.below, cross.above) == (4.0, "than", "better")
    assert cross.slope == pytest.approx(-1.0)


def test_a_curve_crosses_twice_and_the_nearest_comes_first():
    found = crossings(found_between(3, 1), 9.0, 1)
    assert [c.value for c in found] == pytest.approx([5 + 6**0.5, 5 - 6**0.5])
    assert [c.below for c in found] == ["better", "than"]


def test_one_route_against_itself_is_a_tie():
    assert {span.lead for span in found_between(2, 2)} == {"tie"}
    assert crossings(found_between(2, 2), 0.0, 1) == []


def test_a_route_that_takes_over_moves_the_crossing():
    ours = [Piece(0.0, 3.0, (2,)), Piece(3.0, 10.0, (1,))]
    theirs = [Piece(0.0, 10.0, (0,))]
    found = spans(ours, theirs, lambda x, a, b: CURVES[a[0]](x) - CURVES[b[0]](x), 1)
    assert [c.value for c in crossings(found, 0.0, 1)] == pytest.approx([4.0])


# -- against best_route on data built anew ---------------------------------------------------------


def moved(net, subject, attribute, x, today):
    """Return the network of data in which every row of a fact is x / today times what it was."""
    facts = net.data.facts.copy()
    rows = (facts["subject"] == subject) & (facts["attribute"] == attribute)
    assert rows.any()
    for column in ("value", "low", "high"):
        facts.loc[rows, column] = facts.loc[rows, column] * (x / today)
    return cr.build_network(replace(net.data, facts=facts))


def measured(net, corridor, weights=None, by=COST):
    return cr.best_route(net, *ENDS, corridor=corridor, weights=weights, n_draws=2).totals[by]


def read_off(tip, corridor, x):
    """Return the cost of a corridor at a value, from the envelope of the answer."""
    rows = tip.envelope[tip.envelope["corridor"] == corridor]
    return rows[(rows["from"] <= x) & (x <= rows["to"])].iloc[0]


def agree(tip, x, better, than, power=1):
    """Check an answer against the exact costs of both corridors at a value."""
    lead = "better" if better < than else "than"
    below = [c for c in tip.crossings.sort_values("value").itertuples() if c.value <= x]
    above = [c for c in tip.crossings.sort_values("value").itertuples() if c.value > x]
    expected = below[-1].above if below else above[0].below if above else None
    if expected is None:
        assert tip.gap_least - 1e-6 <= better - than <= tip.gap_most + 1e-6
    elif abs(better - than) > 1e-6:
        assert {"better": tip.better, "than": tip.than}[lead] == expected
    for corridor, cost in ((tip.better, better), (tip.than, than)):
        row = read_off(tip, corridor, x)
        low, high = row["from"] ** power, row["to"] ** power
        part = (x**power - low) / (high - low)
        expected = row["cost_from"] + part * (row["cost_to"] - row["cost_from"])
        assert cost == pytest.approx(expected, abs=1e-6)


# What moves, and by how much beyond today's value to look.
FACTS = [
    ("a link's freight", "link:se_poti__rotterdam", "freight_usd_per_t", 3.0),
    ("a transfer's wait", "transfer:kuryk/rail_1520/ferry", "dwell_d", 6.0),
    ("a border's hours", "border:AZ-GE/rail_1520", "border_d", 40.0),
    ("a rail tariff of many links", "mode:rail_1520/RU", "tariff_usd_per_tkm", 6.0),
    ("a speed, under the line", "mode:rail_1520/KZ", "speed_km_per_d", 2.0),
]


def in_facts(net, subject, attribute):
    facts = net.data.facts
    return bool(((facts["subject"] == subject) & (facts["attribute"] == attribute)).any())


def tip_of(net, subject, attribute, reach, **more):
    """Return the break-even of a fact, or skip where the data have none or the routes are short."""
    if not in_facts(net, subject, attribute):
        pytest.skip(f"no {attribute} of {subject} in these data")
    args = {**PAIR, "better": "caspian", "than": "russia", "change": (subject, attribute), **more}
    tip = cr.break_even(net, **args)
    low = tip.at / 20 if "speed" in attribute else 0.0
    return cr.break_even(net, **args, within=(low, reach * tip.at))


@pytest.mark.parametrize(("subject", "attribute", "reach"), [f[1:] for f in FACTS])
def test_facts_agree_with_data_built_anew(net, subject, attribute, reach):
    tip = tip_of(net, subject, attribute, reach)
    low, high = tip.within
    power = -1 if "speed" in attribute else 1
    near = [x for c in tip.crossings["value"] for x in (c - 1e-4 * high, c + 1e-4 * high)]
    for x in [low + 1e-3 * (high - low), low + 0.37 * (high - low), high, *near]:
        there = moved(net, subject, attribute, x, tip.at)
        agree(tip, x, measured(there, "caspian"), measured(there, "russia"), power)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("subject", "attribute", "reach"), [f[1:] for f in FACTS])
def test_facts_agree_on_random_networks(net, subject, attribute, reach, seed):
    # The bundled network with every tariff, time and wait drawn anew: other routes win.
    facts = net.data.facts.copy()
    random = np.exp(np.random.default_rng(seed).normal(0.0, 0.7, len(facts)))
    kinds = ("tariff_usd_per_tkm", "freight_usd_per_t", "dwell_d", "border_d", "length_km")
    facts["value"] = facts["value"].where(~facts["attribute"].isin(kinds), facts["value"] * random)
    other = cr.build_network(replace(net.data, facts=facts))
    tip = tip_of(other, subject, attribute, reach)
    low, high = tip.within
    power = -1 if "speed" in attribute else 1
    for x in np.linspace(low + 1e-3 * (high - low), high, 12):
        there = moved(other, subject, attribute, x, tip.at)
        agree(tip, x, measured(there, "caspian"), measured(there, "russia"), power)


WEIGHTS = [
    ("value_of_time_usd_per_t_d", 200.0),
    ("carbon_price_usd_per_t", 5000.0),
    ("delay_price_usd_per_t_d", 300.0),
    ("non_delivery_usd_per_t", 500.0),
]


@pytest.mark.parametrize(("name", "high"), WEIGHTS)
@pytest.mark.parametrize("pair", [("caspian", "russia"), ("iran", "china"), ("caspian", "any")])
def test_weights_agree_with_best_route(net, name, high, pair):
    args = {"better": pair[0], "than": pair[1], "change": name, "within": (0.0, high)}
    try:
        tip = cr.break_even(net, **PAIR, **args)
    except cr.NoRouteError:
        pytest.skip("one of the corridors has no route")
    for x in np.linspace(0.0, high, 9):
        weights = cr.CostWeights(**{name: x})
        agree(tip, x, *(measured(net, corridor, weights) for corridor in pair))


def test_the_value_of_a_tonne_agrees_with_prices_changed(net):
    args = {"better": "caspian", "than": "russia", "change": "commodity_value"}
    tip = cr.break_even(net, **PAIR, **args)
    for part in (0.2, 3.0, 9.0):
        prices = net.data.prices.copy()
        prices["value"] *= part
        there = cr.build_network(replace(net.data, prices=prices))
        agree(tip, part * tip.at, measured(there, "caspian"), measured(there, "russia"))


@pytest.mark.parametrize("by", ["cost_usd_per_t", "time_d", "co2_kg_per_t"])
def test_other_measures_are_at_most_those_of_the_cheapest_route(net, by):
    change = ("transfer:kuryk/rail_1520/ferry", "dwell_d")
    if by != "time_d":
        change = ("mode:rail_1520/KZ", {"cost_usd_per_t": "tariff_usd_per_tkm"}.get(by, ""))
    if by == "co2_kg_per_t":
        change = ("link:ra_beyneu__aktau_station", "emission_kg_per_tkm")
    if not in_facts(net, *change):
        pytest.skip("not in these data")
    tip = cr.break_even(net, **PAIR, better="caspian", than="russia", change=change, by=by)
    for corridor in ("caspian", "russia"):
        row = read_off(tip, corridor, tip.at)
        least = row["cost_from"] + (row["cost_to"] - row["cost_from"]) * (tip.at - row["from"]) / (
            row["to"] - row["from"]
        )
        assert least <= measured(net, corridor, by=by) + 1e-6


# -- what holds by itself --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def subsidy(net):
    dear, cheap = sorted(("caspian", "russia"), key=lambda name: -measured(net, name))
    args = {"better": dear, "than": cheap, "change": "subsidy_usd_per_t"}
    return cr.break_even(net, **PAIR, **args, within=(0.0, 1e4))


def test_the_subsidy_that_tips_it_is_the_gap(net, subsidy):
    gap = measured(net, subsidy.better) - measured(net, subsidy.than)
    assert subsidy.value == pytest.approx(gap)
    assert subsidy.slope == pytest.approx(-1.0)
    assert (subsidy.better_below, subsidy.better_above) == (subsidy.than, subsidy.better)


def test_the_other_way_round_is_the_same_value(net):
    change = {"change": ("mode:rail_1520/RU", "tariff_usd_per_tkm"), "within": (0.0, 2.0)}
    one = cr.break_even(net, **PAIR, better="caspian", than="russia", **change)
    two = cr.break_even(net, **PAIR, better="russia", than="caspian", **change)
    assert one.crossings["value"].to_list() == pytest.approx(two.crossings["value"].to_list())
    assert one.crossings["below"].to_list() == two.crossings["below"].to_list()
    assert one.gap_today == pytest.approx(-two.gap_today)


def test_none_in_the_range_says_who_stays_behind(net, subsidy):
    args = {"better": subsidy.better, "than": subsidy.than, "change": "subsidy_usd_per_t"}
    tip = cr.break_even(net, **PAIR, **args, within=(0.0, subsidy.value / 2))
    assert (tip.value, tip.in_range, tip.better_below) == (None, False, "")
    assert f"{subsidy.better} stays dearer than {subsidy.than} by" in repr(tip)
    assert tip.gap_least == pytest.approx(subsidy.value / 2)


def test_the_repr_is_one_line_and_the_html_is_escaped(subsidy):
    assert "\n" not in repr(subsidy)
    assert "&lt;b&gt;" in replace(subsidy, quantity="<b>")._repr_html_()
    assert list(subsidy.to_frame().columns)[:3] == ["corridor", "from", "to"]


def test_facts_that_move_together_are_named(net):
    facts = net.state_graph("copper").fact_map.facts
    keys = facts.groupby(["subject", "attribute"]).size()
    for subject, attribute in keys[keys > 1].index:
        if not subject.startswith(("border:", "mode:", "link:", "transfer:")):
            continue
        try:
            args = {"better": "caspian", "than": "russia", "change": (subject, attribute)}
            tip = cr.break_even(net, **PAIR, **args)
        except ValueError:
            continue
        if len(tip.moved) > 1:
            assert any("one factor" in note for note in tip.notes)
            return
    pytest.skip("no quantity of several facts in these data")


def test_the_duration_of_a_hazard_enters_squared(net):
    graph = net.state_graph("copper")
    route = cr.best_route(net, *ENDS, corridor="caspian", n_draws=2)
    terms = graph.fact_map.terms.iloc[graph.terms_of(graph.legs_of(list(route.arcs)))]
    hazards = sorted(set(terms.loc[terms["quantity"] == "delay", "charge"]))
    if not hazards:
        pytest.skip("no hazard on the way")
    change = (f"hazard:{hazards[0]}", "duration_d")
    args = {**PAIR, "better": "caspian", "than": "russia", "change": change}
    tip = cr.break_even(net, **args, within=(0.0, 300.0))
    for x in (1.0, 50.0, 300.0):
        there = moved(net, *change, x, tip.at)
        gap = measured(there, "caspian") - measured(there, "russia")
        assert tip.gap_least - 1e-6 <= gap <= tip.gap_most + 1e-6
    weights = cr.CostWeights(non_delivery_usd_per_t=100.0)
    with pytest.raises(ValueError, match="several powers"):
        cr.break_even(net, **args, weights=weights)


class TestBadInput:
    @pytest.fixture
    def ask(self, net):
        def call(change="subsidy_usd_per_t", **more):
            args = {**PAIR, "better": "caspian", "than": "russia", "change": change, **more}
            return cr.break_even(net, **args)

        return call

    def test_unknown_names_offer_the_nearest(self, ask):
        with pytest.raises(cr.UnknownIdError, match="carbon_price_usd_per_t"):
            ask("carbon_prize_usd_per_t")
        with pytest.raises(cr.UnknownIdError, match="link:cpc"):
            ask(("link:cpcc", "tariff_usd_per_t"))
        with pytest.raises(cr.UnknownIdError, match="dwell_d"):
            ask(("transfer:kuryk/rail_1520/ferry", "dwel_d"))
        with pytest.raises(cr.UnknownIdError, match="time_d"):
            ask(by="time_days")
        with pytest.raises(cr.UnknownIdError, match="caspian"):
            ask(better="caspien")

    def test_a_corridor_against_itself(self, ask):
        with pytest.raises(ValueError, match="both"):
            ask(than="caspian")

    @pytest.mark.parametrize("within", [(5.0, 5.0), (9.0, 1.0), (0.0, float("nan")), (0, np.inf)])
    def test_ranges_that_are_none(self, ask, within):
        with pytest.raises(ValueError, match="within"):
            ask(within=within)

    def test_values_without_meaning(self, ask):
        with pytest.raises(ValueError, match="can be 0 to inf"):
            ask("carbon_price_usd_per_t", within=(-1.0, 5.0))
        with pytest.raises(ValueError, match="start above 0"):
            ask(("mode:rail_1520/KZ", "speed_km_per_d"), within=(0.0, 100.0))

    def test_what_nothing_reads_says_what_is_read(self, ask):
        with pytest.raises(ValueError, match="reads no tariff_usd_per_t of link:cpc"):
            ask(("link:cpc", "tariff_usd_per_t"))
        with pytest.raises(ValueError, match="does not read"):
            ask("carbon_price_usd_per_t", by="time_d")
        with pytest.raises(ValueError, match="subsidy is money"):
            ask(by="time_d")

    def test_a_change_that_is_no_pair(self, ask):
        with pytest.raises(ValueError, match="subject, attribute"):
            ask(("link:cpc",))

    def test_a_corridor_without_a_route(self, net):
        with pytest.raises(cr.NoRouteError):
            cr.break_even(
                net,
                commodity="natural_gas",
                origin="galkynysh",
                destination="market_it",
                better="caspian",
                than="russia",
                change="subsidy_usd_per_t",
            )


# -- the page of the worked example ----------------------------------------------------------------

PAGE = Path(__file__).parents[2] / "docs" / "break-even.md"


def run_page(names):
    """Return the page with what its examples print now."""
    text = PAGE.read_text(encoding="utf-8")
    out, pieces = [], doctest.DocTestParser().parse(text)
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(piece.source, str(PAGE), "single"), names)
        lines = piece.source.rstrip("\n").split("\n")
        out += [f"{'>>>' if i == 0 else '...'} {line}\n" for i, line in enumerate(lines)]
        # The fence that ends a block of the page stands where its parser looks for output.
        out.append(printed.getvalue() + ("```\n" if piece.want.endswith("```\n") else ""))
    return text, "".join(out)


def test_the_worked_example_runs_and_prints_what_the_page_says(data):
    names = {}
    said, printed = run_page(names)
    if data.data_hash[:12] in said:
        assert said == printed
    else:
        pytest.skip("the data have changed: python -m tests.routes.test_tipping writes the page")


if __name__ == "__main__":
    PAGE.write_text(run_page({})[1], encoding="utf-8")
