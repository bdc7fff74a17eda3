"""What published flows count, which can be compared, and how they divide among ways."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.flows.assembly.assembly import assemble
from corridor.flows.demand import Demand
from corridor.flows.program.master import Master
from corridor.flows.validation.bases import BASES, basis_of
from corridor.flows.validation.comparable import comparable_flows
from corridor.flows.validation.naive import naive_costs
from corridor.flows.validation.passing import Counted, paths_counted
from corridor.flows.validation.runs import YearRun
from corridor.flows.validation.shares import DIVIDES, published_shares


@pytest.fixture(scope="module")
def observations(data):
    return comparable_flows(data)


def test_every_observation_is_either_comparable_or_excluded_with_a_reason(data, observations):
    assert len(observations.comparable) + len(observations.excluded) == len(data.observed)
    assert (observations.excluded["reason"] != "").all()


def test_a_rule_says_what_every_published_basis_counts(data):
    bases = data.observed.loc[data.observed["commodity"] != "all", "basis"]
    unknown = [text for text in bases if basis_of(text).excluded.startswith("no rule")]
    assert unknown == []
    used = {max((n for n in BASES if text.startswith(n)), key=len, default="") for text in bases}
    assert set(BASES) <= used


def test_bases_are_not_mixed(observations):
    cpc = observations.comparable.query("subject == 'link:cpc' and period == ''")
    assert cpc[["year", "value"]].to_numpy().tolist() == [
        [2021, 53.1], [2022, 52.2], [2023, 56.05], [2024, 54.9],
    ]  # fmt: skip
    others = observations.excluded.query("subject == 'link:cpc'")
    assert set(others["reason"]) == {"counts Russian crude, which the supply table does not have"}
    turkmen = observations.excluded.query("subject == 'link:sea_turkmenbashi_baku'")
    assert "no demand of crude_oil from TM in 2023" in set(turkmen["reason"])
    assert not observations.comparable["subject"].isin(["link:tanap", "link:btc"]).any()
    assert (
        observations.excluded.query("commodity == 'all'")["reason"].str[:9] == "all cargo"
    ).all()


def test_what_rests_on_the_same_publication_as_an_input_says_so(observations):
    table = observations.comparable.query("period == ''").set_index(["subject", "year"])
    said = table["same_source"]
    assert said["link:kz_china", 2024].startswith("demand")
    assert said["link:druzhba_north", 2023] == "demand"
    assert said["node:tengiz", 2023] == "supply"
    assert said["node:karachaganak", 2023] == ""
    assert said["link:cpc", 2024] == ""


def test_an_estimate_that_repeats_another_subject_counts_once(observations):
    repeated = observations.excluded[observations.excluded["reason"].str.startswith("an estimate")]
    assert set(repeated["subject"]) == {"link:makhachkala_novorossiysk"}


def test_an_unknown_basis_is_listed_not_guessed(data):
    table = data.observed
    row = table[(table["subject"] == "link:cpc") & (table["year"] == 2024)].iloc[[0]]
    row = row.assign(basis="Kyrgyz crude")
    found = comparable_flows(replace(data, observed=row))
    assert found.comparable.empty
    assert found.excluded["reason"].tolist() == ["no rule says what 'Kyrgyz crude' counts"]


def test_shares_are_those_of_one_year_and_one_part_of_it(observations):
    shares = published_shares(observations.comparable).set_index(["divide", "year", "subject"])
    out = shares["published_share"]["ways out of Kazakhstan", 2024]
    total = 54.9 + 8.8 + 3.6
    assert out.to_dict() == pytest.approx(
        {"link:cpc": 54.9 / total, "link:atyrau_samara": 8.8 / total, "node:aktau": 3.6 / total}
    )
    # Of 2024 only January to October is published, of both ways by the same publication.
    sea = shares.loc["ways from Aktau over the sea", 2024]
    assert set(sea["period"]) == {"Jan-Oct"}
    assert sea["published_share"].to_dict() == pytest.approx(
        {"link:sea_aktau_baku": 1.2 / 2.8, "link:sea_aktau_makhachkala": 1.6 / 2.8}
    )
    assert shares.loc["corridor:caspian", 2023]["published_share"].tolist() == [0.64]


def assembled(net, need, commodity, **options):
    supply = net.data.supply
    return assemble(net, need, supply=supply[supply["commodity"] == commodity], **options)


@pytest.fixture(scope="module")
def crude(data, net):
    """Kazakh crude in 2024, and the links of each path, read from the plain graph."""
    base = assembled(net, data.demand[data.demand["commodity"] == "crude_oil"], "crude_oil")
    paths = Master(base.problem).solve().paths
    graph = net.state_graph("crude_oil")
    read = []
    for path in paths:
        arcs = [graph.arc_list[i] for i in base.problem.blocks[path.block].arc[list(path.arcs)]]
        links = [arc.subject.removeprefix("link:") for arc in arcs if arc.kind == "link"]
        read.append((links, path))
    return base, paths, read


def test_no_tonne_takes_two_ways_of_a_divide(crude):
    base, _, _ = crude
    paths = YearRun(base, ways=4).paths.paths
    for divide in DIVIDES:
        counts = [paths_counted(base, paths, Counted(s, ("KZ",))) for s in divide.subjects]
        assert np.min(np.sum(counts, axis=1)) > 0
        assert np.max(np.sum(counts, axis=0)) <= 1


def counted(crude, subject, through=""):
    base, paths, _ = crude
    return paths_counted(base, paths, Counted(subject, ("KZ",), through))


def test_a_pipe_described_by_two_links_counts_both(crude):
    _, _, read = crude
    expected = [bool({"cpc", "cpc_atyrau"} & set(links)) for links, _ in read]
    assert any("cpc" in links for links, _ in read)
    assert any("cpc_atyrau" in links for links, _ in read)
    assert counted(crude, "link:cpc").tolist() == expected


def test_a_port_counts_what_ships_take_there(crude, data):
    _, _, read = crude
    ships = set(data.links.index[(data.links["mode"] == "sea")])
    at = {"aktau"}
    expected = [
        any(
            link in ships
            and {data.links.at[link, "from_node_id"], data.links.at[link, "to_node_id"]} & at
            for link in links
        )
        for links, _ in read
    ]
    assert any(expected)
    assert counted(crude, "node:aktau").tolist() == expected


def test_a_field_counts_what_it_sends_by_one_pipe(crude):
    base, _, read = crude
    expected = [
        base.sources["node"][path.source] == "kashagan" and "cpc_atyrau" in links
        for links, path in read
    ]
    assert any(expected)
    assert counted(crude, "node:kashagan", "link:cpc").tolist() == expected


def test_cargo_of_other_countries_is_not_counted(crude):
    base, paths, _ = crude
    assert not paths_counted(base, paths, Counted("link:cpc", ("TM",))).any()


def test_a_corridor_counts_the_paths_that_keep_its_rule(net):
    need = Demand.of("uranium", {"malvesi": 1000.0}, origin="KZ")
    ways = {"any": (), "off Russia": ("RU", "BY", "IR", "CN")}
    for avoid in ways.values():
        base = assembled(net, need, "uranium", avoid=avoid)
        paths = Master(base.problem).solve().paths
        graph = net.state_graph("uranium")
        for path, keeps in zip(
            paths, paths_counted(base, paths, Counted("corridor:caspian", ("KZ",))), strict=True
        ):
            arcs = [graph.arc_list[i] for i in base.problem.blocks[0].arc[list(path.arcs)]]
            countries = set().union(*(arc.countries for arc in arcs))
            passages = set().union(*(arc.passages for arc in arcs))
            assert keeps == ("caspian" in passages and not countries & {"RU", "BY", "IR"})
        if avoid:
            assert keeps


def test_the_naive_cost_of_a_pipe_is_its_great_circle_at_one_rate(crude, data):
    base, _, _ = crude
    graph = base.graph(0)
    subject = np.array([graph.arc_list[i].subject for i in base.problem.blocks[0].arc])
    cost = naive_costs(base)[0][subject == "link:btc"]
    ends = data.nodes.loc[["sangachal", "ceyhan"], ["y_coord", "x_coord"]].to_numpy(float)
    (a, b), (c, d) = np.radians(ends)
    cosine = np.sin(a) * np.sin(c) + np.cos(a) * np.cos(c) * np.cos(b - d)
    # On a sphere of 6,371 km, within half a per cent of the ellipsoid.
    assert cost == pytest.approx(1.3 * 0.0804 * 6371.0 * np.arccos(cosine), rel=5e-3)
    assert (naive_costs(base)[0][np.char.startswith(subject.astype(str), "transfer:")] == 0).all()


def test_the_order_of_rows_does_not_matter(data, observations):
    mixed = data.observed.sample(frac=1.0, random_state=1)
    again = comparable_flows(replace(data, observed=mixed))
    pd.testing.assert_frame_equal(again.comparable, observations.comparable)
    pd.testing.assert_frame_equal(again.excluded, observations.excluded)
