import numpy as np
import pytest

from corridor.flows.expansion.terms.annuity import capital_recovery_factor


@pytest.mark.parametrize(("rate", "years"), [(0.08, 25), (0.03, 40), (0.0, 12), (1e-12, 30)])
def test_the_yearly_payments_are_worth_the_capital(rate, years):
    payments = capital_recovery_factor(rate, years) / (1 + rate) ** np.arange(1, years + 1)
    assert payments.sum() == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize(("rate", "years"), [(-0.1, 25), (np.nan, 25), (0.1, 0), (0.1, np.inf)])
def test_what_is_no_rate_or_life_is_refused(rate, years):
    with pytest.raises(ValueError, match=r"(rate|years) is"):
        capital_recovery_factor(rate, years)
