"""Writing a report: the same letters every time, and nothing left behind."""

import gc

import pytest

import corridor as cr
from corridor.report.findings.findings import Findings

COPPER = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(scope="module")
def findings(net):
    return Findings(net, {COPPER: cr.compare_corridors(net, *COPPER, n_draws=50)})


def test_two_pages_of_the_same_findings_are_the_same(findings, tmp_path):
    one, two = (cr.write_report(findings, tmp_path / f"{name}.html") for name in "ab")
    assert one.read_bytes() == two.read_bytes()
    assert gc.isenabled()


def test_garbage_stays_uncollected_where_it_was(findings, tmp_path):
    gc.disable()
    try:
        cr.write_report(findings, tmp_path / "a.html")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_failure_leaves_the_collector_on(tmp_path):
    with pytest.raises(TypeError):
        cr.write_report(object(), tmp_path / "a.html")
    assert gc.isenabled()
