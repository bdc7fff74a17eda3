"""Ensembles: the same draws for all, the same numbers wherever and in whatever order."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import corridor as cr
from corridor.scenarios.ensemble.chunks.chunk import solve_chunk
from corridor.scenarios.ensemble.chunks.job import METRICS, Job
from corridor.scenarios.ensemble.chunks.store import ResultStore
from corridor.scenarios.ensemble.sampling import FactSample, drawn_facts

COPPER = ("copper", "balkhash_smelter", "duisburg")
CRUDE = ("crude_oil", "tengiz", "trieste")
COST = METRICS.index("cost_usd_per_t")


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


def run(data, **options):
    given = {"n": 24, "seed": 5, "pairs": [COPPER], "corridors": ["caspian", "russia"], "chunk": 8}
    return cr.run_ensemble(data, **(given | options))


@pytest.fixture(scope="module")
def ensemble(data):
    return run(data)


def job_of(data, corridors=("caspian", "russia"), n=24, chunk=8):
    base = (cr.Scenario("base"),)
    return Job(data, base, (COPPER,), corridors, cr.CostWeights(), n, 5, chunk)


def same(one, other):
    return (
        np.array_equal(one.values, other.values, equal_nan=True)
        and np.array_equal(one.way, other.way)
        and one.ways == other.ways
    )


def test_draws_do_not_depend_on_what_was_drawn_before():
    sample = FactSample(tuple("abcdefgh"), seed=3)
    whole = sample.normals(0, 64)
    assert np.array_equal(whole[:, 24:32], sample.normals(24, 8))
    assert np.array_equal(whole[:, :10], sample.normals(0, 10))
    # P10 and P90 of a standard normal.
    assert np.quantile(sample.normals(0, 4096), [0.1, 0.9]) == pytest.approx(
        [-1.2816, 1.2816], abs=0.01
    )


def test_drawn_facts_keep_their_deciles(data):
    facts = cr.build_network(data).state_graph("copper").fact_map.facts
    name = "link:ra_bolashak__bereket|background_t_per_y||||"
    assert facts.at[name, "range"] != "bounds"
    sample = FactSample((name,), seed=1)
    values = drawn_facts(facts, sample.names, sample.normals(0, 4096))[facts.index.get_loc(name)]
    row = facts.loc[name]
    assert np.quantile(values, 0.1) == pytest.approx(row["low"], rel=2e-3)
    assert np.quantile(values, 0.5) == pytest.approx(row["value"], rel=2e-3)
    assert np.quantile(values, 0.9) == pytest.approx(row["high"], rel=2e-3)


def test_each_draw_is_the_best_route_of_its_facts(data, ensemble):
    job = Job(
        data, (cr.Scenario("base"),), (COPPER,), ("caspian", "russia"), cr.CostWeights(), 24, 5, 8
    )
    graph = job.networks[0].state_graph("copper")
    draws = drawn_facts(graph.fact_map.facts, job.sample.names, job.sample.normals(0, 24))
    for draw in (0, 7, 23):
        facts = graph.fact_map.facts.assign(value=draws[:, draw])
        alone = replace(graph, fact_map=replace(graph.fact_map, facts=facts))
        net = cr.build_network(data)
        net._graphs["copper"] = alone
        for number, corridor in enumerate(("caspian", "russia")):
            route = cr.best_route(net, *COPPER, corridor=corridor)
            assert ensemble.values[0, 0, number, COST, draw] == pytest.approx(
                route.totals["cost_usd_per_t"], rel=1e-9
            )


def test_a_dearer_link_moves_only_what_uses_it(data):
    dear = cr.Scenario("dear", (cr.ScaleFact("link:cpc", "tariff_usd_per_t", 1.5),))
    runs = run(data, scenarios=[cr.Scenario("base"), dear], pairs=[CRUDE], n=16)
    cost = runs.draws("generalised_cost_usd_per_t")[:, 0]
    caspian, russia = cost[1] - cost[0]
    assert np.allclose(caspian, 0.0)
    # CPC's tariff is 38 USD/t: half of it where CPC stays best, less where another way is.
    assert (russia > 0).all()
    assert russia.max() == pytest.approx(19.0)
    assert np.median(russia) == pytest.approx(19.0)


def test_what_a_scenario_closes_has_no_route(data):
    no_russia = cr.Scenario("no RU", (cr.CloseTerritory("RU"),))
    runs = run(data, scenarios=no_russia, n=8)
    assert np.isnan(runs.values[0, 0, 1]).all()
    assert np.isfinite(runs.values[0, 0, 0, COST]).all()
    assert runs.probability_better("caspian", "russia")["draws"].tolist() == [0]


def test_chunks_in_any_order_are_the_chunks(data, ensemble):
    job = Job(
        data, (cr.Scenario("base"),), (COPPER,), ("caspian", "russia"), cr.CostWeights(), 24, 5, 8
    )
    last = solve_chunk(job, 2)
    assert np.array_equal(last.values, ensemble.values[..., 16:])


def test_threads_give_the_same_bits(data, ensemble):
    with ThreadPoolExecutor(2) as pool:
        assert same(run(data, executor=pool), ensemble)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_processes_give_the_same_bits(data, ensemble, workers):
    with ProcessPoolExecutor(workers) as pool:
        assert same(run(data, executor=pool), ensemble)


def test_the_order_of_rows_gives_the_same_bits(data, ensemble):
    names = ("facts", "links", "sections", "transfers", "borders", "nodes", "prices", "hazards")
    mixed = {name: getattr(data, name).sample(frac=1, random_state=4) for name in names}
    assert same(run(replace(data, **mixed)), ensemble)


@pytest.mark.slow
def test_the_hash_seed_gives_the_same_bits():
    script = (
        "import corridor as cr, hashlib\n"
        "e = cr.run_ensemble(cr.load_dataset(), n=4, seed=5, pairs=[('copper', 'balkhash_smelter',"
        " 'duisburg')], corridors=['caspian', 'iran'], progress=False)\n"
        "print(hashlib.sha256(e.values.tobytes() + e.way.tobytes()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(10)
    }
    assert len(said) == 1


def test_quantiles_and_shares_are_those_of_the_draws(ensemble):
    table = ensemble.quantiles().set_index(["corridor", "metric"])
    cost = ensemble.values[0, 0, :, COST]
    assert table.at[("russia", "cost_usd_per_t"), "p50"] == pytest.approx(np.median(cost[1]))
    wins = ensemble.probability_better("caspian", "russia", metric="cost_usd_per_t")
    assert wins["probability"].iloc[0] == pytest.approx((cost[0] < cost[1]).mean())
    ranks = ensemble.rank_probability(metric="cost_usd_per_t")
    first = ranks[ranks["rank"] == 1].set_index("corridor")["probability"]
    assert first.sum() == pytest.approx(1.0)
    assert first["caspian"] == pytest.approx(wins["probability"].iloc[0])
    assert ensemble.routes().groupby("corridor")["share"].sum().to_list() == pytest.approx([1, 1])
    assert len(ensemble.to_frame()) == 48


def test_more_netback_is_better(data):
    runs = run(data, pairs=[CRUDE], n=8)
    gain = runs.draws("netback_usd_per_t")[0, 0]
    wins = runs.probability_better("russia", "caspian", metric="netback_usd_per_t")
    assert wins["probability"].iloc[0] == pytest.approx((gain[1] > gain[0]).mean())


def test_an_interrupted_run_goes_on(data, ensemble, tmp_path):
    path = tmp_path / "draws"
    job = Job(
        data, (cr.Scenario("base"),), (COPPER,), ("caspian", "russia"), cr.CostWeights(), 24, 5, 8
    )
    store = ResultStore.open(path, job.identity)
    store.append(solve_chunk(job, 1))
    whole = path.read_bytes()
    for cut in (len(whole) - 1, len(whole) - 1000, 100, 30, 1):
        path.write_bytes(whole[:cut])
        assert ResultStore.open(path, job.identity).solved == {}
    path.write_bytes(whole + b"torn")
    assert same(run(data, store=path), ensemble)
    assert set(ResultStore.open(path, job.identity).solved) == {0, 1, 2}
    assert same(run(data, store=path), ensemble)


def test_a_store_of_another_job_or_a_damaged_one_is_refused(data, tmp_path):
    path = tmp_path / "draws"
    run(data, store=path, n=16)
    with pytest.raises(cr.ScenarioError, match="another job"):
        run(data, store=path, n=16, seed=6)
    raw = bytearray(path.read_bytes())
    raw[200] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(cr.ScenarioError, match="damaged"):
        run(data, store=path, n=16)
    other = tmp_path / "notes.txt"
    other.write_text("not a store, and longer than the first line of a store would be " * 3)
    with pytest.raises(cr.ScenarioError, match="no ensemble store"):
        run(data, store=other)
    assert other.read_text().startswith("not a store")


@pytest.mark.slow
def test_a_killed_run_loses_no_draw_it_has_acknowledged(data, tmp_path):
    path = tmp_path / "draws"
    script = (
        "import corridor as cr, sys\n"
        "pairs = [('copper', 'balkhash_smelter', 'duisburg')]\n"
        "cr.run_ensemble(cr.load_dataset(), n=40, seed=5, pairs=pairs, chunk=2, progress=False,\n"
        "    corridors=['caspian', 'russia'], store=sys.argv[1])\n"
    )
    rng = np.random.default_rng(0)
    identity = job_of(data, n=40, chunk=2).identity
    kept = set()
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-c", script, str(path)])
        time.sleep(float(rng.uniform(1.5, 4.0)))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if path.exists():
            there = set(ResultStore.open(path, identity).solved)
            assert kept <= there
            kept = there
    resumed = run(data, n=40, chunk=2, store=path)
    assert same(resumed, run(data, n=40, chunk=2))


def test_one_poison_draw_leaves_the_others(data, monkeypatch):
    from corridor.scenarios.ensemble.chunks import chunk as module

    honest = module.drawn_facts

    def poisoned(facts, names, normals):
        values = honest(facts, names, normals)
        bad = np.isclose(normals[0], poison)
        values[:, bad] = np.nan
        return values

    job = job_of(data, ("caspian",), 300, 100)
    poison = job.sample.normals(0, 300)[0, 137]
    clean = run(data, n=300, chunk=100, corridors=["caspian"])
    monkeypatch.setattr(module, "drawn_facts", poisoned)
    hurt = run(data, n=300, chunk=100, corridors=["caspian"])
    assert hurt.failed[["scenario", "draw"]].to_numpy().tolist() == [["base", 137]]
    others = np.arange(300) != 137
    assert np.isnan(hurt.values[..., 137]).all()
    assert np.allclose(hurt.values[..., others], clean.values[..., others], equal_nan=True)


def test_a_mean_converges_ten_times_faster_than_by_plain_draws(data):
    # The cost of one fixed route: smooth in every fact.
    from corridor.costs.totals import route_totals

    job = job_of(data, ("caspian",), 1024)
    route = cr.best_route(job.networks[0], *COPPER, corridor="caspian")
    facts = route.graph.fact_map.facts
    arcs = list(route.arcs)

    def mean(normals):
        drawn = drawn_facts(facts, job.sample.names, normals)
        return route_totals(route.graph, arcs, route.weights, facts=drawn).cost_usd_per_t.mean()

    sobol = [mean(FactSample(job.sample.names, s).normals(0, 1024)) for s in range(8)]
    shape = (len(job.sample.names), 1024)
    plain = [mean(np.random.default_rng(s).standard_normal(shape)) for s in range(8)]
    assert np.std(sobol) * 10 < np.std(plain)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"n": 0}, ValueError, "1 or more"),
        ({"seed": -1}, ValueError, "0 or more"),
        ({"scenarios": [cr.Scenario("a"), cr.Scenario("a")]}, ValueError, "twice: a"),
        ({"corridors": ["caspain"]}, cr.UnknownIdError, "nearest: caspian"),
        ({"pairs": [("coper", "x", "y")]}, cr.UnknownIdError, "nearest: copper"),
        (
            {"pairs": [("copper", "balkash_smelter", "duisburg")]},
            cr.UnknownIdError,
            "balkhash_smelter",
        ),
        ({"pairs": []}, ValueError, "pair"),
    ],
)
def test_wrong_requests_say_what_is_wrong(data, options, error, words):
    with pytest.raises(error, match=words):
        run(data, **options)
