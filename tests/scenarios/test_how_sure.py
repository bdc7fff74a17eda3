"""The page on how sure the answers are: its examples run, its tables are those of the data."""

import doctest
import re
from pathlib import Path

import numpy as np
import pytest

import corridor as cr
from corridor.scenarios.ensemble.chunks.job import METRICS
from corridor.scenarios.sensitivity.run import run_sensitivity

PAGE = Path(__file__).parents[2] / "docs" / "how-sure.md"
CRUDE = ("crude_oil", "tengiz", "trieste")
COPPER = ("copper", "balkhash_smelter", "duisburg")
SIDES = ("caspian", "russia")
POINTS = ("p10", "p50", "p90")
CASES = (("base", CRUDE), ("cpc-closed", CRUDE), ("base", COPPER))


def scenario(name):
    return cr.Scenario("base") if name == "base" else cr.load_scenario(name)


def ensemble(data, n):
    both = [scenario("base"), scenario("cpc-closed")]
    return cr.run_ensemble(data, both, n=n, seed=7, pairs=[CRUDE, COPPER], progress=False)


def moved(data, n):
    both = [scenario("base"), scenario("no-russian-territory")]
    return cr.run_ensemble(data, both, n=n, seed=7, pairs=[], flows=True, progress=False)


def markdown(names, rows):
    body = [" | ".join(["", *map(str, row), ""]).strip() for row in rows]
    head = " | ".join(["", *names, ""]).strip()
    return "\n".join([head, "|" + "---|" * len(names), *body])


def quantiles(runs):
    table = runs.quantiles().set_index(["scenario", "commodity", "corridor", "metric"])
    rows = []
    for key in dict.fromkeys(k[:3] for k in table.index):
        cells = [table.loc[(*key, metric)] for metric in ("cost_usd_per_t", "time_d")]
        shown = [f"{cell[p]:.0f}" for cell in cells for p in ("p10", "p50", "p90")]
        rows.append((*key, *shown))
    names = [f"{unit}, {p}" for unit in ("USD/t", "days") for p in ("P10", "P50", "P90")]
    said = f"Data {runs.data_hash[:12]} as of {runs.year}, n={runs.n:,}, seed {runs.seed}."
    return said + "\n\n" + markdown(["scenario", "commodity", "corridor", *names], rows)


def tonnes(runs):
    table = runs.flows.quantiles()
    table = table[table["commodity"] == "all"].set_index(["scenario", "metric"])
    shown = {
        "delivered_t_per_y": ("Mt/y delivered", 1e-6, "{:.1f}"),
        "unmet_t_per_y": ("Mt/y not delivered", 1e-6, "{:.1f}"),
        "usd_per_delivered_t": ("USD per delivered tonne", 1.0, "{:.0f}"),
        "share_off_RU": ("off Russian territory", 1.0, "{:.0%}"),
    }
    rows = [
        (name, words, *(form.format(table.at[(name, metric), p] * unit) for p in POINTS))
        for name in runs.scenarios
        for metric, (words, unit, form) in shown.items()
    ]
    return markdown(["scenario", "of all cargo", "P10", "P50", "P90"], rows)


def tight(runs):
    table = runs.flows.bottlenecks()
    price = table[(table["measure"] != "utilisation") & (table["binds"] > 0.1)]
    rows = [
        (
            *(r.scenario, r.name, f"{r.binds:.0%}"),
            *(f"{r.p50:,.0f}", f"{r.p90:,.0f} USD/{r.unit[:-2]}", f"{r.set_by_unmet:.0%}"),
        )
        for r in price.itertuples(index=False)
    ]
    names = [
        "scenario",
        "limit",
        "binds in",
        "worth of one more, P50",
        "P90",
        "set by unmet demand",
    ]
    return markdown(names, rows)


def wins(runs):
    money = runs.probability_better(*SIDES, metric="cost_usd_per_t")
    whole = runs.probability_better(*SIDES)
    rows = [
        (a.scenario, a.commodity, f"{a.probability:.1%}", f"{b.probability:.1%}")
        for a, b in zip(money.itertuples(), whole.itertuples(), strict=True)
    ]
    names = ["scenario", "commodity", "cheaper in money", "cheaper all in all"]
    return markdown(names, rows)


def facts(data):
    parts = []
    for name, pair in CASES:
        given = {"metric": "cost_usd_per_t", "n": 1024, "trajectories": 1, "seed": 7}
        found = run_sensitivity(data, scenario(name), pair=pair, compare=SIDES, **given)
        bounds = found.facts.set_index("fact")
        rows = []
        for row in found.weakest_facts(5).itertuples():
            ends = bounds.loc[row.fact]
            source = f"[{row.source}]({row.url})" if row.url else row.source
            rows.append(
                (
                    " ".join(part for part in row.fact.split("|") if part),
                    f"{row.first:.0%} ({ends['first_low']:.0%} to {ends['first_high']:.0%})",
                    f"{row.value:,.4g} ({row.low:,.4g} to {row.high:,.4g}) {row.unit}",
                    row.kind,
                    source,
                )
            )
        mid, low, high = (round(found.summary[q]) + 0 for q in ("p50", "p10", "p90"))
        parts.append(f"**{pair[0]}, {name}**: {mid} USD/t ({low} to {high}).\n")
        names = ["fact", "share of variance", "value and range", "kind", "source"]
        parts.append(markdown(names, rows) + "\n")
    return "\n".join(parts).rstrip()


def written(text, name, body):
    pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
    return re.sub(pattern, lambda m: f"{m[1]}{body}\n{m[2]}", text, flags=re.DOTALL)


def test_the_examples_run():
    # A fence is no output.
    text = re.sub(r"^```.*$", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    page = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(page)
    assert found.attempted > 8
    assert found.failed == 0


def test_the_tables_are_those_of_the_data():
    data = cr.load_dataset()
    text = PAGE.read_text(encoding="utf-8")
    if data.data_hash[:12] not in text:
        pytest.skip(
            "the data have changed: python -m tests.scenarios.test_how_sure writes the page"
        )
    runs = ensemble(data, 128)
    cost = runs.values[:, :, :, METRICS.index("cost_usd_per_t")]
    for s, name in enumerate(runs.scenarios):
        for p, pair in enumerate(runs.pairs):
            for corridor in SIDES:
                said = re.search(rf"\| {name} \| {pair[0]} \| {corridor} \| \d+ \| (\d+)", text)
                middle = np.median(cost[s, p, runs.corridors.index(corridor)])
                assert float(said[1]) == pytest.approx(middle, rel=0.05)
    flows = moved(data, 32).flows
    for name, off in zip(flows.scenarios, flows.draws("usd_per_delivered_t"), strict=True):
        said = re.search(rf"\| {name} \| USD per delivered tonne \| \d+ \| (\d+)", text)
        assert float(said[1]) == pytest.approx(np.median(off), rel=0.05)


if __name__ == "__main__":
    data = cr.load_dataset()
    runs, flows = ensemble(data, 4096), moved(data, 1024)
    page = PAGE.read_text(encoding="utf-8")
    for name, body in (
        ("quantiles", quantiles(runs)),
        ("wins", wins(runs)),
        ("facts", facts(data)),
        ("tonnes", tonnes(flows)),
        ("tight", tight(flows)),
    ):
        page = written(page, name, body)
    PAGE.write_text(page, encoding="utf-8")
