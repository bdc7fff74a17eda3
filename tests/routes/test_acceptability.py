"""Rank acceptability: shares of a simplex that can be counted by hand, and by searching anew."""

import numpy as np
import pytest

import corridor as cr
from corridor.routes.acceptability import simplex_draws
from corridor.routes.tipping.lead import changes_along
from corridor.routes.tipping.menu import Menu

PAIR = ("copper", "balkhash_smelter", "istanbul")
ALL = ("cost", "time", "co2", "risk")


@pytest.fixture(scope="module")
def ranks(net):
    return cr.rank_acceptability(net, *PAIR, n=256)


def test_shares_add_up_to_one(ranks):
    assert ranks.table["share"].sum() == pytest.approx(1.0)
    assert ranks.table["share"].between(0.0, 1.0).all()
    assert (ranks.table["error"] >= 0).all()
    assert not ranks.table.loc[~ranks.table["feasible"], "share"].any()


def test_the_same_seed_gives_the_same_answer(net, ranks):
    again = cr.rank_acceptability(net, *PAIR, n=256)
    assert again.table.equals(ranks.table)
    assert again.changes.equals(ranks.changes)


def test_the_error_covers_another_seed(net, ranks):
    other = cr.rank_acceptability(net, *PAIR, n=256, seed=1)
    gap = (other.table["share"] - ranks.table["share"]).abs()
    allowed = 6.0 * np.hypot(other.table["error"], ranks.table["error"]) + 0.02
    assert (gap <= allowed).all()


@pytest.mark.parametrize("d", [2, 3, 4])
def test_draws_are_uniform_on_the_simplex(d):
    draws = simplex_draws(d, 4096, 0, 0)
    assert draws.sum(axis=1) == pytest.approx(np.ones(4096))
    assert (draws >= 0).all()
    # Dirichlet(1, ..., 1): mean 1/d, variance (d - 1) / (d^2 (d + 1)).
    assert draws.mean(axis=0) == pytest.approx(np.full(d, 1 / d), abs=2e-3)
    assert draws.var(axis=0) == pytest.approx((d - 1) / d**2 / (d + 1), rel=0.02)


def test_the_replicates_are_different():
    assert not np.array_equal(simplex_draws(3, 64, 0, 0), simplex_draws(3, 64, 0, 1))


@pytest.mark.parametrize("corridor", ["caspian", "russia", "china"])
@pytest.mark.parametrize("criteria", [("cost", "time"), ("cost", "co2", "risk"), ALL])
def test_the_routes_chosen_are_those_of_a_search_at_every_draw(net, corridor, criteria):
    try:
        route = cr.best_route(net, *PAIR, corridor=corridor, n_draws=2)
    except cr.NoRouteError:
        pytest.skip("no route")
    menu = Menu(route, criteria)
    weights = simplex_draws(len(criteria), 256, 3, 0) / np.maximum(menu.least, 1e-3)
    chosen = menu.choose(weights)
    for row, number in zip(weights, chosen, strict=True):
        costs = row @ menu.arcs
        anew = costs[list(menu.seeker.cheapest(costs))].sum()
        assert costs[list(menu._found[number])].sum() == pytest.approx(anew, abs=1e-6)


def test_two_criteria_share_is_the_length_of_the_line(net):
    ranks = cr.rank_acceptability(net, *PAIR, criteria=("cost", "time"), n=4096)
    marks = [0.0, *ranks.changes["weight_on_second"], 1.0]
    leads = [*ranks.changes["below"], *ranks.changes["above"].iloc[-1:]]
    if not leads:
        assert (ranks.table["share"] == 1.0).sum() == 1
        return
    length = dict.fromkeys(ranks.table.index, 0.0)
    for low, high, name in zip(marks, marks[1:], leads, strict=True):
        length[name] += high - low
    for name, share in ranks.table["share"].items():
        assert share == pytest.approx(length[name], abs=2e-3)


class Line:
    """A corridor of one route with two criteria, in place of a search."""

    def __init__(self, first, second):
        self.arcs = np.array([[first], [second]])
        self.seeker = self

    def cheapest(self, _costs):
        return (0,)

    def exact(self, _arcs):
        return self.arcs[:, 0]


def test_the_lead_changes_where_two_lines_meet():
    menus = {"cheap": Line(1.0, 5.0), "quick": Line(4.0, 1.0), "never": Line(5.0, 6.0)}
    # 1 + 4 t = 4 - 3 t at t = 3/7.
    ((weight, below, above),) = changes_along(menus, np.ones(2), 0, 1)
    assert (weight, below, above) == (pytest.approx(3 / 7), "cheap", "quick")


def test_a_criterion_without_hazards_on_record_is_said(ranks):
    assert ranks.table["hazards_on_record"].dtype == bool


def test_the_repr_names_shares_and_the_html_is_escaped(ranks):
    assert "share of the weights" in repr(ranks)
    assert "<b>" in ranks._repr_html_()


class TestBadInput:
    def test_unknown_criterion(self, net):
        with pytest.raises(cr.UnknownIdError, match="nearest: cost"):
            cr.rank_acceptability(net, *PAIR, criteria=("cst", "time"))

    @pytest.mark.parametrize("criteria", [("cost",), ("cost", "cost"), ()])
    def test_criteria_that_are_none(self, net, criteria):
        with pytest.raises(ValueError, match="two or more"):
            cr.rank_acceptability(net, *PAIR, criteria=criteria)

    @pytest.mark.parametrize("n", [0, 32, 100, 64.0, True])
    def test_n_has_to_be_a_power_of_two(self, net, n):
        with pytest.raises(ValueError, match="power of two"):
            cr.rank_acceptability(net, *PAIR, n=n)

    def test_unknown_corridor(self, net):
        with pytest.raises(cr.UnknownIdError, match="caspian"):
            cr.rank_acceptability(net, *PAIR, corridors=["caspien"])

    def test_no_corridor_has_a_route(self, net):
        with pytest.raises(cr.NoRouteError, match="any of the corridors"):
            cr.rank_acceptability(net, "natural_gas", "galkynysh", "market_it", n=64)
