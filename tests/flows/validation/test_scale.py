"""The scale of route choice: recovered where it is known, with an interval that holds it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as f_distribution

from corridor.errors import UnknownIdError
from corridor.flows.validation.comparable import comparable_flows
from corridor.flows.validation.misfit import Misfit
from corridor.flows.validation.runs import year_runs
from corridor.flows.validation.scale import estimate_scale
from corridor.flows.validation.shares import published_shares

WAYS = 4


@pytest.fixture(scope="module")
def runs(data):
    found = year_runs(data, [(2023, "crude_oil"), (2024, "crude_oil")], ways=WAYS)
    return {year: run for (year, _), run in found.items()}


@pytest.fixture(scope="module")
def shares(data):
    table = published_shares(comparable_flows(data).comparable)
    return table[table["commodity"].eq("crude_oil") & table["year"].isin([2023, 2024])]


@pytest.mark.parametrize("theta", [0.08, 0.3])
def test_the_scale_that_made_the_shares_is_found_again(shares, runs, theta):
    first = Misfit(shares, runs)
    made = []
    for year in (2023, 2024):
        rows = shares[shares["year"] == year].sort_values("divide", kind="stable")
        made.append(rows.assign(published_share=np.concatenate(first.modelled(year, theta))))
    misfit = Misfit(pd.concat(made), runs)
    best = misfit.best([2023, 2024])
    assert best == pytest.approx(theta, rel=2e-3)
    assert misfit.at([2023, 2024], best) < 1e-4


def test_the_ends_of_the_interval_have_the_misfit_of_the_f_bound(shares, runs):
    misfit = Misfit(shares, runs)
    years = [2023, 2024]
    best = misfit.best(years)
    low, high = misfit.interval(years, best)
    n = 1 + 1 + 1 + 2  # log ratios: Aktau twice, ways out by two and by three.
    assert misfit.ratios(years) == n
    bound = misfit.at(years, best) * (1 + f_distribution.ppf(0.9, 1, n - 1) / (n - 1))
    assert low == 0.0 or misfit.at(years, low) == pytest.approx(bound, rel=1e-2)
    assert misfit.at(years, high) == pytest.approx(bound, rel=1e-2)
    inside = np.geomspace(max(low, 1e-3), high, 15)[1:-1]
    assert all(misfit.at(years, float(theta)) <= bound * (1 + 1e-9) for theta in inside)
    # No scale on a fine grid does better.
    assert min(misfit.at(years, float(t)) for t in np.geomspace(2e-3, 1.0, 40)) >= (
        misfit.at(years, best) - 1e-6
    )


def test_the_misfit_does_not_depend_on_which_way_is_the_reference(shares, runs):
    misfit = Misfit(shares, runs)
    modelled = np.concatenate(misfit.modelled(2024, 0.1))
    rows = misfit.table([2024], 0.1)
    assert np.allclose(rows["modelled_share"], modelled)
    total = 0.0
    for _, mine in rows.groupby("divide"):
        error = np.log(mine["published_share"] / mine["modelled_share"]).to_numpy()
        pairs = [(a - b) ** 2 for a in error for b in error]
        total += sum(pairs) / (2 * len(error))
    assert misfit.at([2024], 0.1) == pytest.approx(total)


def test_the_estimate_of_the_bundled_data(data):
    estimate = estimate_scale(data)
    assert estimate.years == (2022, 2023, 2024)
    assert estimate.n == 7
    # Some 20 USD/t make a way 2.7 times less likely; 5 would be too few, and none is too many.
    assert estimate.low == 0.0
    assert 0.03 < estimate.theta < 0.07
    assert 0.15 < estimate.high < 0.2
    ratios = estimate.used.groupby(["divide", "year"])["modelled_share"].sum()
    assert np.allclose(ratios, 1.0)
    assert set(estimate.used["source_id"]) <= set(data.sources.index)
    assert "link:kz_china" in set(estimate.unused["subject"])
    assert repr(estimate).startswith("<ScaleEstimate crude_oil by cost: 0.04")


def test_it_is_2022_that_leaves_the_scale_without_a_lower_end(data):
    """
    Ships and pipe at Aktau are full at any small scale, so that cost says nothing of their split.

    What they take is known of 2023: 1.56 Mt/y by ship to Baku and 3.0 to Makhachkala, where 0.25
    and 2.02 went in 2022. Without that year 7 to 30 USD/t make a way 2.7 times less likely.
    """
    run = year_runs(data, [(2022, "crude_oil")])[2022, "crude_oil"]
    table = published_shares(comparable_flows(data).comparable)
    crude = table[table["commodity"].eq("crude_oil") & table["year"].eq(2022)]
    misfit = Misfit(crude, {2022: run})
    for theta in (0.01, 0.02, 0.04):
        baku = misfit.table([2022], theta).set_index("subject").loc["link:sea_aktau_baku"]
        assert baku["published_share"] == pytest.approx(0.25 / 2.27, abs=0.01)
        assert baku["modelled_share"] == pytest.approx(1.56 / 4.56, rel=1e-3)
    others = estimate_scale(data, years=[2023, 2024])
    assert 0.03 < others.low < 0.08 < others.theta < 0.12 < others.high < 0.16


def test_what_cannot_be_estimated_says_why(data):
    with pytest.raises(ValueError, match="1 independent log ratios of uranium"):
        estimate_scale(data, commodity="uranium")
    with pytest.raises(ValueError, match=r"0 independent log ratios of crude_oil .* for 2019"):
        estimate_scale(data, years=[2019])
    with pytest.raises(UnknownIdError, match="crude_oil"):
        estimate_scale(data, commodity="crude_oli")
    with pytest.raises(ValueError, match="objective is 'price'; it is 'cost' or 'netback'"):
        estimate_scale(data, objective="price")
    nothing = replace(data, observed=data.observed.iloc[:0])
    with pytest.raises(ValueError, match="for no year"):
        estimate_scale(nothing)
