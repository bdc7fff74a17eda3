"""Hundreds of hostile scenario files, each refused quickly with file, line and key."""

import subprocess
import sys
import time

import pytest

import corridor as cr
from corridor.scenarios.files.reading import scenario_from_text
from tests.scenarios.files import hostile_text, hostile_words
from tests.scenarios.files.hostile import ANY

FILES = [
    item
    for module in (hostile_text, hostile_words)
    for family in module.FAMILIES
    for item in family()
]
FAMILIES = sorted({item.family for item in FILES})


def test_there_are_more_than_three_hundred_different_ones():
    assert len({item.text for item in FILES}) == len(FILES) > 300


@pytest.mark.parametrize("family", FAMILIES)
def test_every_file_is_refused_at_its_place_within_a_second(family):
    data = cr.load_dataset()
    for item in (item for item in FILES if item.family == family):
        start = time.process_time()
        with pytest.raises(cr.ScenarioError) as caught:
            scenario_from_text(item.text, file="bad.yaml").apply(data)
        assert time.process_time() - start < 1.0, item.text[:80]
        error = caught.value
        assert error.file == "bad.yaml"
        assert error.line >= 1 if item.line == ANY else error.line == item.line, item.text[:80]
        assert item.key is None or error.key == item.key, item.text[:80]
        assert len(str(error)) < 400


SCRIPT = """
import resource, sys
import yaml
from corridor.scenarios.files.reading import scenario_from_text
from corridor.errors import ScenarioError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for text in (b"name: " + b"x" * 20_000_000, b"name: [" + b"[]," * 66_000, b"- " * 99_000):
    try:
        scenario_from_text(text, file="bad.yaml")
    except ScenarioError:
        continue
    sys.exit("not refused")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_the_largest_take_less_than_200_megabytes():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 200


def test_control_characters_and_lone_surrogates_do_not_come_in_by_an_escape():
    with pytest.raises(cr.ScenarioError, match=r"U\+001B is not allowed") as caught:
        scenario_from_text('name: a\ntitle: "\\e[31mred"', file="bad.yaml")
    assert caught.value.line == 2


def test_a_fault_of_a_change_made_in_code_keeps_its_own_error():
    data = cr.load_dataset()
    with pytest.raises(cr.UnknownIdError, match="nearest: scp, cpc"):
        cr.Scenario("a", (cr.Close("link:cpx"),)).apply(data)
    read = scenario_from_text("name: a\nchanges:\n- close: link:cpx", file="a.yaml")
    with pytest.raises(cr.ScenarioError, match=r"a.yaml:3: close: .*nearest: scp, cpc"):
        read.apply(data)
    assert read.changes == cr.Scenario("a", (cr.Close("link:cpx"),)).changes
