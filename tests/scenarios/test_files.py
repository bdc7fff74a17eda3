"""Scenario files: what is read, and what is refused with file, line and key."""

import datetime as dt
import time

import pytest

import corridor as cr
from corridor.scenarios.files.reading import scenario_from_text

WHOLE = """
name: test
title: A test
description: "Everything a file can say: twice"
changes:
  - close: link:cpc
    from: 2025-11-29
    to: 2026-01-31
    note: one buoy
  - open: link:tcgp
  - close_territory: RU
    commodity_groups: [container, dry_bulk]
  - scale: link:btc
    attribute: tariff_usd_per_t
    factor: 1.5
  - set: link:cpc
    attribute: tariff_usd_per_t
    value: 45
    unit: USD/t
    low: 40
    high: 5e1
  - build: tanap_24
  - as_of: 2022
  - weight: carbon_price_usd_per_t
    value: 100
  - share_off: RU
    share: 0.35
    commodity: uranium
"""


def test_every_verb_makes_its_change():
    scenario = scenario_from_text(WHOLE)
    assert [c.change for c in scenario.changes] == [
        cr.Close("link:cpc"),
        cr.Open("link:tcgp"),
        cr.CloseTerritory("RU", ("container", "dry_bulk")),
        cr.ScaleFact("link:btc", "tariff_usd_per_t", 1.5),
        cr.SetFact("link:cpc", "tariff_usd_per_t", 45.0, "USD/t", 40.0, 50.0),
        cr.Build("tanap_24"),
        cr.AsOf(2022),
        cr.SetWeight("carbon_price_usd_per_t", 100.0),
        cr.ShareOff("RU", 0.35, "uranium"),
    ]
    assert scenario.weights().carbon_price_usd_per_t == 100.0
    assert scenario.shares_off == (cr.ShareOff("RU", 0.35, "uranium"),)
    assert cr.Close("link:cpc") in [c.change for c in scenario.on(dt.date(2026, 1, 31)).changes]
    assert cr.Close("link:cpc") not in [c.change for c in scenario.on(dt.date(2026, 2, 1)).changes]


def test_every_shipped_scenario_applies_to_the_bundled_data():
    data = cr.load_dataset()
    for name in cr.list_scenarios():
        scenario = cr.load_scenario(name)
        assert scenario.name == name
        assert scenario.title
        scenario.apply(data)
        for dated in scenario.changes:
            assert not dated.source_id or dated.source_id in data.sources.index


BAD = {
    "name: a\nname: b": (2, "twice"),
    "name: a\nchanges:\n- close: link:cpc\n  close: link:btc": (4, "twice"),
    "nam: a": (1, "nearest: name"),
    "title: a": (1, "missing"),
    "name: a\nchanges: close": (2, "list"),
    "name: a\nchanges:\n- shut: link:cpc": (3, "one of close"),
    "name: a\nchanges:\n- close: link:cpc\n  open: link:cpc": (3, "one of close"),
    "name: a\nchanges:\n- close: link:cpc\n  till: 2025-01-01": (4, "unknown key"),
    "name: a\nchanges:\n- close: link:cpc\n  from: tomorrow": (4, "day"),
    "name: a\nchanges:\n- close: link:cpc\n  from: 2025-02-01\n  to: 2025-01-01": (5, "before"),
    "name: a\nchanges:\n- scale: link:cpc\n  attribute: x\n  factor: 1e400": (5, "finite"),
    "name: a\nchanges:\n- scale: link:cpc\n  attribute: x\n  factor: .inf": (5, "finite"),
    "name: a\nchanges:\n- scale: link:cpc\n  attribute: x\n  factor: '2'": (5, "finite"),
    "name: a\nchanges:\n- scale: link:cpc\n  attribute: x\n  factor: 0": (3, "above 0"),
    "name: a\nchanges:\n- weight: carbon\n  value: 1": (3, "unknown weight"),
    "name: a\nchanges:\n- share_off: RU\n  share: 1.5": (3, "0 to 1"),
    "name: a\nchanges:\n- as_of: 2019.5": (3, "year"),
    "name: &x a\ntitle: *x": (1, "anchors"),
    "name: !!python/object/apply:os.system [ls]": (1, "tags"),
    "name: a\n---\nname: b": (2, "second document"),
    "": (1, "empty"),
    "- a": (1, "map of keys"),
    "name: [a]": (1, "text"),
    "? [a]\n: b": (1, "plain text"),
    "name: a\n\tchanges: []": (2, "bad.yaml"),
    "name: a\x00": (1, "special characters"),
    "a: " + "[" * 1000: (1, "nested deeper"),
    "name: a\nchanges: [" + "a, " * 30_000 + "]": (2, "more than"),
    "name: " + "x" * 300_000: (0, "bytes"),
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_a_bad_file_is_refused_at_its_line(text):
    line, words = BAD[text]
    start = time.process_time()
    with pytest.raises(cr.ScenarioError, match=words) as caught:
        scenario_from_text(text, file="bad.yaml")
    assert time.process_time() - start < 1.0
    assert caught.value.file == "bad.yaml"
    assert caught.value.line == line
    assert len(str(caught.value)) < 400


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"name: a\ntitle: \xff\xfe")
    with pytest.raises(cr.ScenarioError, match="UTF-8") as caught:
        cr.load_scenario(path)
    assert caught.value.line == 2


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(cr.ScenarioError, match="cpc-closed"):
        cr.load_scenario("cpc-close")
    with pytest.raises(cr.ScenarioError, match="no such file"):
        cr.load_scenario("nowhere/at-all.yaml")


def test_norway_is_no_falsehood():
    change = scenario_from_text("name: NO\nchanges:\n- close_territory: NO")
    assert change.name == "NO"
    assert change.changes[0].change == cr.CloseTerritory("NO")
