"""Flows in ensembles: every draw is the optimum of its own facts, the same bits wherever solved."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assembly.drawn.problem import drawn_problem
from corridor.flows.program.master import Master
from corridor.network.lookup import FactBook
from corridor.network.network import Network
from corridor.scenarios.comparing.shares import flows_under_shares
from corridor.scenarios.ensemble.chunks.job import Job
from corridor.scenarios.ensemble.flows.cases import FlowDemand
from corridor.scenarios.ensemble.flows.measures import FLOW_METRICS
from corridor.scenarios.ensemble.sampling import drawn_facts

N, CHUNK, SEED = 24, 12, 5
CARGO = ["copper", "crude_oil", "natural_gas"]
BASE = cr.Scenario("base")
NO_RU = cr.Scenario("no RU", (cr.CloseTerritory("RU"),))
SCENARIOS = (BASE, NO_RU)


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="module")
def need(data):
    return data.demand[data.demand["commodity"].isin(CARGO)]


def job_of(data, need, scenarios=SCENARIOS, n=N, chunk=CHUNK):
    return Job(data, scenarios, (), (), cr.CostWeights(), n, SEED, chunk, FlowDemand(need))


@pytest.fixture(scope="module")
def job(data, need):
    return job_of(data, need)


def run(data, need, scenarios=SCENARIOS, **options):
    given = {"n": N, "seed": SEED, "pairs": [], "corridors": [], "chunk": CHUNK, "progress": False}
    return cr.run_ensemble(data, scenarios, flows=True, demand=need, **(given | options))


@pytest.fixture(scope="module")
def ensemble(data, need):
    return run(data, need)


@pytest.fixture(scope="module")
def facts(job):
    """The facts of every draw, and their names."""
    table = job.cases[0].assembly.graph(0).fact_map.facts
    names = (*job.sample.names, *job.flow_sample.names)
    normals = np.vstack([job.sample.normals(0, N), job.flow_sample.normals(0, N)])
    return drawn_facts(table, names, normals)


@pytest.fixture(scope="module")
def solved(job, facts):
    """Numbers and flows of all draws, solved as one chunk, by scenario."""
    return [case.solve(facts) for case in job.cases]


def with_facts(network, values):
    """A network of the same data in which the facts have other values, compiled from nothing."""
    book = FactBook(network.data)
    book.facts = book.facts.assign(value=values)
    return Network(network.data, book)


def same(one, other):
    pairs = zip(
        (one.values, one.utilisation, one.price, one.by_unmet),
        (other.values, other.utilisation, other.price, other.by_unmet),
        strict=True,
    )
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def check_draw(job, ensemble, facts, solved, draw, scenario):
    """One draw of an ensemble against an assignment to a network with those facts."""
    network = with_facts(job.networks[scenario], facts[:, draw])
    with pytest.warns(cr.UnmetDemandWarning) if scenario else nullcontext():
        cold = cr.assign_flows(network, job.flows.demand)
    objective = solved[scenario][1].objective[draw]
    assert objective == pytest.approx(cold.solution.objective, rel=1e-9)
    mine = dict(zip(FLOW_METRICS, ensemble.flows.values[scenario, 0, :, draw], strict=True))
    assert mine["delivered_t_per_y"] == pytest.approx(cold.delivered_t_per_y, rel=1e-7)
    assert mine["unmet_t_per_y"] == pytest.approx(cold.unmet_t_per_y, rel=1e-7, abs=1e-3)
    # Where tonnes of two fields mix, which goes to which market is open. The objective is the same
    # (tested below), but losses compound along either way: products of losses, 1e-6 of the cost.
    assert mine["cost_usd_per_y"] == pytest.approx(cold.cost_usd_per_y, rel=2e-5)
    assert mine["usd_per_delivered_t"] == pytest.approx(cold.usd_per_delivered_t, rel=2e-5)
    touches = cold.routes["territories"].map(lambda seen: "RU" in seen)
    tonnes = cold.routes["flow_t_per_y"]
    assert mine["share_off_RU"] == pytest.approx(tonnes[~touches].sum() / tonnes.sum(), rel=1e-7)
    co2 = (tonnes * cold.routes["co2_kg_per_t"]).sum() / 1000.0
    assert mine["co2_t_per_y"] == pytest.approx(co2, rel=1e-6)
    limits = cold.assembly.limits["limit"].tolist()
    place = {str(name): row for row, name in enumerate(ensemble.flows.limits["limit"])}
    for number, limit in enumerate(limits):
        price = ensemble.flows.price[scenario, place[limit], draw] if limit in place else 0.0
        assert price == pytest.approx(cold.solution.limit_price[number], rel=1e-6, abs=1e-6)


def test_a_draw_is_the_assignment_of_its_facts(job, ensemble, facts, solved):
    check_draw(job, ensemble, facts, solved, 3, 0)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [0, 1])
def test_each_of_twenty_draws_is_the_assignment_of_its_facts(
    job, ensemble, facts, solved, scenario
):
    for draw in range(20):
        check_draw(job, ensemble, facts, solved, draw, scenario)


def test_every_draw_is_proved_and_is_that_of_a_program_solved_anew(job, solved):
    for case, (drawn, found) in zip(job.cases, solved, strict=True):
        assert ((found.objective - found.lower_bound) <= 1e-8 * found.objective).all()
        for draw in range(0, N, 5):
            alone = Master(case.assembly.problem).solve(
                limits=drawn.limits[:, draw],
                source_amount=drawn.source_amount[:, draw],
                demand_amount=drawn.demand_amount[:, draw],
                demand_penalty=drawn.demand_penalty[:, draw],
                cost=[cost[:, draw] for cost in drawn.cost],
            )
            assert found.objective[draw] == pytest.approx(alone.objective, rel=1e-9)


def test_the_numbers_of_a_draw_are_those_of_its_data_set(job, facts):
    case = job.cases[0]
    drawn = drawn_problem(case.assembly, facts)
    cold = assemble(with_facts(job.networks[0], facts[:, 11]), job.flows.demand)
    place = {str(name): row for row, name in enumerate(case.assembly.limits["limit"])}
    rows = [place[str(name)] for name in cold.limits["limit"]]
    assert drawn.limits[rows, 11] == pytest.approx(cold.problem.limits, rel=1e-12)
    extra = sorted(set(range(len(place))) - set(rows))
    assert np.isinf(drawn.limits[extra, 11]).all()
    assert drawn.demand_amount[:, 11] == pytest.approx(cold.problem.demand_amount, rel=1e-12)
    assert drawn.demand_penalty[:, 11] == pytest.approx(cold.problem.demand_penalty, rel=1e-12)
    for mine, block in zip(drawn.cost, cold.problem.blocks, strict=True):
        assert mine[:, 11] == pytest.approx(block.cost, rel=1e-12)
    copper = [b.name for b in case.assembly.problem.blocks].index("copper/KZ")
    aktau = place["transfer:aktau/rail_1520/sea/container"]
    teu = facts[
        case.assembly.graph(0).fact_map.facts.index.get_loc("commodity:copper|t_per_teu||||")
    ]
    # A tonne of copper takes 1 / 22 TEU at central values, 1 / drawn in each draw.
    assert drawn.use[copper, aktau] == pytest.approx(22.0 / teu)


def test_a_capacity_has_the_range_of_its_fact(data, need):
    job = job_of(data, need, (BASE,), 512, 512)
    case, facts = job.cases[0], job.cases[0].assembly.graph(0).fact_map.facts
    names = job.flow_sample.names
    drawn = drawn_facts(facts, names, job.flow_sample.normals(0, 512))
    limits = drawn_problem(case.assembly, drawn).limits
    row = case.assembly.limits.set_index("limit").loc["link:sea_aktau_makhachkala/forward"]
    number = case.assembly.limit_number("link:sea_aktau_makhachkala/forward")
    assert np.isnan(row["committed_per_y"]) or row["committed_per_y"] == 0.0
    low, high = np.quantile(limits[number], [0.1, 0.9])
    assert (low, high) == pytest.approx((row["low_per_y"], row["high_per_y"]), rel=0.02)
    unknown = case.assembly.limits.index[~case.assembly.limits["known"]]
    assert np.isinf(limits[unknown]).all()


def test_shares_stay_off_the_territory_in_every_draw(data):
    most = cr.Scenario("most", (cr.ShareOff("RU", 0.9, "copper"),))
    need = data.demand[data.demand["commodity"] == "copper"]
    shares = run(data, need, (BASE, most), n=8).flows.draws("share_off_RU", "copper")
    assert shares[0].min() < 0.9
    assert shares[1] == pytest.approx(np.maximum(shares[0], 0.9), abs=1e-9)


def test_shares_are_of_what_the_draw_delivers_without_them(data):
    most = cr.Scenario("most", (cr.ShareOff("RU", 0.9, "copper"),))
    need = data.demand[data.demand["commodity"] == "copper"]
    ensemble, job = run(data, need, most, n=8), job_of(data, need, (most,), 8)
    table = job.cases[0].assembly.graph(0).fact_map.facts
    values = drawn_facts(table, job.flow_sample.names, job.flow_sample.normals(0, 8))
    supply = data.supply[data.supply["commodity"] == "copper"]
    network = with_facts(job.networks[0], values[:, 5])
    cold = flows_under_shares(network, need, most.shares_off, supply=supply)
    assert ensemble.flows.draws("cost_usd_per_y")[0, 5] == pytest.approx(
        cold.cost_usd_per_y, rel=1e-7
    )


def test_closing_russia_moves_all_off_it(ensemble):
    assert (ensemble.flows.draws("share_off_RU")[1] == 1.0).all()
    base, closed = ensemble.flows.draws("delivered_t_per_y")
    assert (closed < base).all()


def test_what_is_not_delivered_sets_the_price_of_what_it_waits_for(job, solved, ensemble):
    """Crude off Russian territory waits for tankers at Aktau: worth the penalty less the way."""
    case, (drawn, found) = job.cases[1], solved[1]
    number = case.assembly.limit_number("group:aktau_tankers")
    short = found.unmet[(case.assembly.demands["commodity"] == "crude_oil").to_numpy()].sum(axis=0)
    waits = (found.limit_price[number] > 0) & (short > 0)
    assert waits.mean() > 0.5
    assert found.by_unmet[number][waits].all()
    assert (found.limit_price[number][waits] > 800).all()
    assert (found.limit_price[number][waits] < drawn.demand_penalty.max()).all()
    # In the base all is delivered: no price is set by what is not.
    assert not solved[0][1].by_unmet.any()
    assert not np.nansum(ensemble.flows.by_unmet[0])


def test_routes_keep_their_draws_beside_flows(data, need):
    pair = ("copper", "balkhash_smelter", "duisburg")
    given = {"n": 8, "seed": 3, "pairs": [pair], "corridors": ["caspian"], "progress": False}
    plain = cr.run_ensemble(data, **given)
    both = cr.run_ensemble(data, flows=True, demand=need, **given)
    assert np.array_equal(plain.values, both.values)
    assert plain.flows is None
    assert both.flows.n == 8


def test_tables_are_those_of_the_draws(ensemble):
    flows = ensemble.flows
    table = flows.quantiles().set_index(["scenario", "commodity", "metric"])
    off = flows.draws("share_off_RU")[0]
    assert table.at[("base", "all", "share_off_RU"), "p50"] == pytest.approx(np.median(off))
    frame = flows.to_frame().set_index(["scenario", "commodity", "draw"])
    parts = frame.loc["base"]["delivered_t_per_y"].drop("all").groupby("draw").sum()
    assert parts.to_numpy() == pytest.approx(flows.draws("delivered_t_per_y")[0])
    limits = flows.bottlenecks()
    agreement = limits[limits["limit"] == "control:kz_ru_oil_transit_agreement"]
    row = agreement[agreement["scenario"] == "base"].set_index("measure")
    place = flows.limits.index[flows.limits["limit"] == "control:kz_ru_oil_transit_agreement"][0]
    assert row.at["utilisation", "p90"] == pytest.approx(1.0)
    assert row.at["utilisation", "set_by_unmet"] == 0.0
    assert row.at["utilisation", "binds"] == (flows.price[0, place] > 1e-6).mean()
    assert (limits.loc[limits["measure"] == "utilisation", "p90"] <= 1.0 + 1e-9).all()
    assert "no RU" in flows._repr_html_()


def test_threads_give_the_same_bits(data, need, ensemble):
    with ThreadPoolExecutor(2) as pool:
        assert same(run(data, need, executor=pool).flows, ensemble.flows)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_processes_give_the_same_bits(data, need, ensemble, workers):
    with ProcessPoolExecutor(workers) as pool:
        assert same(run(data, need, executor=pool).flows, ensemble.flows)


def test_the_order_of_rows_gives_the_same_bits(data, need, ensemble):
    names = ("facts", "links", "sections", "transfers", "borders", "nodes", "prices", "supply")
    mixed = {name: getattr(data, name).sample(frac=1, random_state=4) for name in names}
    rows = need.sample(frac=1, random_state=4)
    assert same(run(replace(data, **mixed), rows).flows, ensemble.flows)


def test_an_interrupted_run_goes_on_and_another_demand_is_refused(data, tmp_path):
    path = tmp_path / "draws"
    need = data.demand[data.demand["commodity"] == "copper"]
    given = {"scenarios": BASE, "n": 6, "chunk": 2}
    whole = run(data, need, store=path, **given)
    raw = path.read_bytes()
    path.write_bytes(raw[:-100])
    assert same(run(data, need, store=path, **given).flows, whole.flows)
    assert path.read_bytes() == raw
    with pytest.raises(cr.ScenarioError, match="another job"):
        run(data, need.iloc[1:], store=path, **given)


def test_one_poison_draw_leaves_the_others(data, monkeypatch):
    from corridor.scenarios.ensemble.flows import chunk as module

    honest = module.drawn_facts
    need = data.demand[data.demand["commodity"] == "copper"]
    job = job_of(data, need, n=6, chunk=3)
    poison = job.flow_sample.normals(0, 6)[0, 4]

    def poisoned(facts, names, normals):
        values = honest(facts, names, normals)
        values[:, np.isclose(normals[0], poison)] = np.nan
        return values

    clean = run(data, need, n=6, chunk=3)
    monkeypatch.setattr(module, "drawn_facts", poisoned)
    hurt = run(data, need, n=6, chunk=3)
    assert hurt.failed[["scenario", "draw"]].to_numpy().tolist() == [["base", 4], ["no RU", 4]]
    assert np.isnan(hurt.flows.values[..., 4]).all()
    others = np.arange(6) != 4
    one, other = (e.flows.values[..., others] for e in (clean, hurt))
    assert np.allclose(one, other, rtol=1e-9, equal_nan=True)


def test_wrong_requests_say_what_is_wrong(data, ensemble):
    with pytest.raises(ValueError, match="flows=True"):
        cr.run_ensemble(data, n=1, demand=data.demand)
    with pytest.raises(cr.ScenarioError, match="'then' cannot be assembled: no demand of 2012"):
        run(data, None, cr.Scenario("then", (cr.AsOf(2012),)))
    with pytest.raises(cr.UnknownIdError, match="delivered_t_per_y"):
        ensemble.flows.draws("delivered")
    with pytest.raises(cr.UnknownIdError, match="copper"):
        ensemble.flows.draws("unmet_t_per_y", "coper")
