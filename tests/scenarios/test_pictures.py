"""Pictures of ensembles: the bars are the quantiles and the shares of the draws."""

import matplotlib.pyplot as plt
import pytest

import corridor as cr
from corridor.errors import UnknownIdError


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def ensemble(data):
    pairs = [("copper", "balkhash_smelter", "duisburg")]
    return cr.run_ensemble(data, [cr.Scenario("base")], n=32, seed=7, pairs=pairs)


def test_bars_reach_from_p10_to_p90(ensemble):
    table = ensemble.quantiles()
    rows = table[table["metric"] == "time_d"]
    patches = ensemble.plot_distribution("time_d").patches
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in patches]
    assert spans == [pytest.approx(pair) for pair in zip(rows["p10"], rows["p90"], strict=True)]


def test_ranks_are_shares_of_the_draws(ensemble):
    table = ensemble.rank_probability()
    first = table[(table["rank"] == 1) & (table["corridor"] == "russia")]["probability"].iloc[0]
    notes = [text.get_text() for text in ensemble.plot_ranks().texts]
    assert f"first in {first:.0%}".replace("%", " %") in notes


def test_what_is_not_in_the_ensemble_is_named(ensemble):
    with pytest.raises(UnknownIdError, match="cost_usd_per_t"):
        ensemble.plot_distribution("cost_usd")
    with pytest.raises(UnknownIdError, match="base"):
        ensemble.plot_ranks(scenario="bas")
    with pytest.raises(UnknownIdError, match="copper"):
        ensemble.plot_ranks(pair=("coper", "balkhash_smelter", "duisburg"))
