"""Sensitivity: known functions through the same numeric core, and the bundled data."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.stats import sobol_indices, uniform

import corridor as cr
from corridor.scenarios.sensitivity.families import family_of
from corridor.scenarios.sensitivity.morris import elementary_effects
from corridor.scenarios.sensitivity.run import run_sensitivity
from corridor.scenarios.sensitivity.sobol import Design, variance_shares

COPPER = ("copper", "balkhash_smelter", "duisburg")
CRUDE = ("crude_oil", "tengiz", "trieste")


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


def ishigami(shares):
    x, y, z = np.pi * (2 * shares - 1)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def singles(size):
    return [np.array([i]) for i in range(size)]


def test_sobol_shares_of_the_ishigami_function_are_the_known_ones():
    shares = variance_shares(Design(ishigami, 3, n=4096, seed=2), singles(3))
    # Sobol and Levitan 1999: a = 7, b = 0.1.
    assert shares["first"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert shares["total"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_sobol_shares_are_those_of_scipy():
    known = sobol_indices(
        func=ishigami, n=4096, dists=[uniform()] * 3, rng=np.random.default_rng(1)
    )
    shares = variance_shares(Design(ishigami, 3, n=4096, seed=1), singles(3))
    assert shares["first"].to_numpy() == pytest.approx(known.first_order, abs=0.015)
    assert shares["total"].to_numpy() == pytest.approx(known.total_order, abs=0.015)


def test_shares_of_groups_of_a_linear_model_are_their_variances():
    slopes = np.array([4.0, 3.0, 2.0, 1.0])
    design = Design(lambda x: slopes @ x, 4, n=2048, seed=5)
    shares = variance_shares(design, [np.array([0, 3]), np.array([1]), np.array([2])])
    # Squares 16 + 1, 9 and 4 of 30.
    for name in ("first", "total"):
        assert shares[name].to_numpy() == pytest.approx([17 / 30, 9 / 30, 4 / 30], abs=0.01)
    for name in ("first", "total"):
        assert (shares[f"{name}_low"] < shares[name]).all()
        assert (shares[name] < shares[f"{name}_high"]).all()


def test_intervals_narrow_with_more_draws():
    few = variance_shares(Design(ishigami, 3, n=128, seed=0), singles(3))
    many = variance_shares(Design(ishigami, 3, n=2048, seed=0), singles(3))
    width = [(t["total_high"] - t["total_low"]).mean() for t in (few, many)]
    # Sixteen times as many draws: about a quarter of the width.
    assert 0.15 < width[1] / width[0] < 0.4


def test_a_constant_has_no_shares():
    shares = variance_shares(Design(lambda x: np.ones(x.shape[1]), 2, n=8, seed=0), singles(2))
    assert (shares == 0).all(axis=None)


def test_morris_effects_of_a_linear_function_are_its_slopes():
    slopes = np.array([5.0, -2.0, 0.0, 0.5])
    effects = elementary_effects(lambda x: 3 + slopes @ x, 4, n_trajectories=6, seed=3)
    assert effects.mu == pytest.approx(slopes)
    assert effects.mu_star == pytest.approx(np.abs(slopes))
    assert effects.sigma == pytest.approx(0.0, abs=1e-12)


def test_morris_tells_what_acts_together_from_what_acts_alone():
    effects = elementary_effects(lambda x: x[0] * x[1] + x[2], 3, n_trajectories=40, seed=0)
    assert effects.sigma[2] == pytest.approx(0.0, abs=1e-12)
    assert (effects.sigma[:2] > 0.2).all()
    # The mean of the other input on four levels from 0 to 1 is one half.
    assert effects.mu_star[:2] == pytest.approx([0.5, 0.5], abs=0.15)


@pytest.mark.parametrize("n", [0, 1, 3, 100])
def test_sobol_draws_are_a_power_of_two(n):
    with pytest.raises(ValueError, match="power of 2"):
        Design(ishigami, 3, n=n, seed=0)


def test_every_attribute_of_the_data_has_a_family(data):
    mode_of = data.links["mode"].to_dict()
    facts = cr.build_network(data).state_graph("crude_oil").fact_map.facts
    families = {family_of(str(name), mode_of) for name in facts.index}
    assert {"rail tariffs", "sea freight", "border times", "prices"} <= families
    assert not families & set(data.attributes.index)


@pytest.fixture(scope="module")
def fixed(data):
    return run_sensitivity(data, pair=CRUDE, route="fixed", n=128, trajectories=3, singles=6)


def test_one_at_a_time_is_the_range_of_a_charge_on_the_route(data, fixed):
    name = "link:rail_tengiz_aktau|tariff_usd_per_t||||shipper"
    row = fixed.tornado.set_index("fact").loc[name]
    fact = cr.build_network(data).state_graph("crude_oil").fact_map.facts.loc[name]
    assert row["swing"] == pytest.approx(fact["high"] - fact["low"])
    assert row["at_p10"] < fixed.summary["median_facts"] < row["at_p90"]
    assert fixed.tornado["swing"].is_monotonic_decreasing


def test_on_a_fixed_route_only_its_own_facts_move_the_answer(data, fixed):
    moving = fixed.tornado.loc[fixed.tornado["swing"] > 0, "fact"]
    route = cr.best_route(cr.build_network(data), *CRUDE, corridor="caspian")
    links = {route.graph.arc_list[arc].subject for arc in route.arcs}
    moved = {fact.split("|")[0] for fact in moving if fact.startswith("link:")}
    assert moved
    assert moved <= links


def test_a_route_chosen_anew_costs_no_more_than_a_fixed_one(data, fixed):
    best = run_sensitivity(data, pair=CRUDE, n=128, trajectories=1, singles=2)
    for name in ("mean", "median_facts", "p90"):
        assert best.summary[name] <= fixed.summary[name] + 1e-9


def test_shares_add_up_to_about_one(fixed):
    assert fixed.facts["first"].sum() == pytest.approx(1.0, abs=0.2)
    assert fixed.families["first"].sum() == pytest.approx(1.0, abs=0.25)
    assert fixed.families["facts"].sum() == len(fixed.tornado) == len(fixed.screening)


def test_weakest_facts_say_range_and_source(data, fixed):
    weak = fixed.weakest_facts(3)
    assert weak.index.tolist() == [1, 2, 3]
    assert weak["first"].is_monotonic_decreasing
    rail = weak.set_index("fact").loc["link:rail_tengiz_aktau|tariff_usd_per_t||||shipper"]
    raw = data.facts.query("subject == 'link:rail_tengiz_aktau'")
    raw = raw[raw["attribute"] == "tariff_usd_per_t"]
    assert rail["value"] in raw["value"].to_list()
    assert (rail["unit"], rail["kind"]) == (raw["unit"].iloc[0], raw["kind"].iloc[0])
    assert rail["source"] == data.sources.at[raw["source_id"].iloc[0], "title"]
    with pytest.raises(ValueError, match="1 or more"):
        fixed.weakest_facts(0)


def test_two_corridors_are_compared_by_their_difference(data):
    given = {"route": "fixed", "n": 2, "trajectories": 1, "singles": 1, "pair": CRUDE}
    both = run_sensitivity(data, compare=("caspian", "russia"), **given)
    one = run_sensitivity(data, corridor="caspian", **given)
    other = run_sensitivity(data, corridor="russia", **given)
    gap = one.summary["median_facts"] - other.summary["median_facts"]
    assert both.summary["median_facts"] == pytest.approx(gap)


def test_the_same_seed_gives_the_same_numbers(data, fixed):
    again = run_sensitivity(data, pair=CRUDE, route="fixed", n=128, trajectories=3, singles=6)
    assert again.facts.equals(fixed.facts)
    assert again.screening.equals(fixed.screening)


def test_it_shows_and_draws(fixed):
    assert "crude_oil tengiz to trieste, caspian" in repr(fixed)
    assert "&lt;Sensitivity of" in fixed._repr_html_()
    ax = fixed.plot_tornado(Figure(figsize=(9, 4), layout="constrained").subplots(), k=4)
    assert len(ax.patches) == 8
    assert ax.get_yticklabels()[0].get_text().startswith("link:")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"metric": "cost_usd"}, cr.UnknownIdError, "cost_usd_per_t"),
        ({"route": "bets"}, cr.UnknownIdError, "best"),
        ({"corridor": "caspain"}, cr.UnknownIdError, "caspian"),
        ({"compare": ("caspian", "caspian")}, ValueError, "two different"),
        ({"compare": ("caspian",)}, ValueError, "two different"),
        ({"n": 100}, ValueError, "power of 2, 2 or more, such as 128"),
        ({"n": -4}, ValueError, "power of 2"),
        ({"trajectories": 0}, ValueError, "1 or more"),
        ({"singles": 0}, ValueError, "singles"),
        ({"seed": -1}, ValueError, "seed"),
    ],
)
def test_wrong_requests_say_what_is_wrong(data, options, error, words):
    with pytest.raises(error, match=words):
        run_sensitivity(data, **({"pair": CRUDE, "route": "fixed"} | options))


def test_a_closed_pair_says_why(data):
    closed = cr.Scenario("no RU", (cr.CloseTerritory("RU"),))
    with pytest.raises(cr.NoRouteError):
        run_sensitivity(data, closed, pair=COPPER, corridor="russia", n=4)
