"""Two ways with a queue on the cheap one, small enough to know where the optimum is."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq, minimize_scalar

from corridor.errors import SchemaError, UnknownIdError
from corridor.flows.assembly.assembly import Assembly, assemble
from corridor.flows.program.master import Master
from corridor.flows.program.sample import two_ways
from corridor.flows.waiting.queue import wait_per_service
from corridor.flows.waiting.steps import waiting_steps

# The cheap way costs 20 USD/t and has room for 6 t/y, the dear one 50 for 9; ten are wanted.
BERTH = pd.DataFrame({"limit": ["link:cheap"], "servers": [2], "service_d": [2.0]})


def assembly_of(problem, **changed):
    limits = pd.DataFrame(
        {
            "limit": ["link:cheap", "link:dear"],
            "nameplate_per_y": [6.0, 9.0],
            "committed_per_y": 0.0,
            "background_per_y": 0.0,
            "known": True,
        }
    ).assign(**changed)
    empty = pd.DataFrame()
    return Assembly(None, problem, limits, empty, empty, empty, empty, {})


def wait(flow):
    return 2.0 * wait_per_service(2, flow / 6.0)


def test_the_optimum_of_the_whole_is_that_of_the_curve():
    """Least of transport and all waiting, found on the smooth curve by golden section."""
    value = 4.0
    waiting = waiting_steps(assembly_of(two_ways()), BERTH, value_usd_per_t_d=value, pieces=200)

    def total(x):
        return 20 * x + 50 * (10 - x) + value * x * wait(x)

    best = minimize_scalar(total, bounds=(1.0, 5.88), method="bounded")
    found = Master(waiting.problem).solve()
    assert found.limit_use[0] == pytest.approx(best.x, abs=0.05)
    assert found.objective == pytest.approx(best.fun, rel=1e-4)
    assert found.objective >= best.fun - 1e-9
    assert found.limit_use[0] < 6.0


def test_where_each_pays_its_own_wait_nobody_gains_by_changing():
    """The cheap way fills until its wait costs the 30 USD that the other costs more."""
    value = 4.0
    waiting = waiting_steps(
        assembly_of(two_ways()), BERTH, value_usd_per_t_d=value, pieces=200, pays="own"
    )
    even = brentq(lambda x: value * wait(x) - 30.0, 0.1, 5.87)
    own = Master(waiting.problem).solve().limit_use[0]
    assert own == pytest.approx(even, abs=0.05)
    whole = waiting_steps(assembly_of(two_ways()), BERTH, value_usd_per_t_d=value, pieces=200)
    # Alone, each crowds the others out: more use the berth than is best for all.
    assert Master(whole.problem).solve().limit_use[0] < own - 0.1


def test_steps_overstate_the_wait_by_less_than_they_say():
    waiting = waiting_steps(assembly_of(two_ways()), BERTH, value_usd_per_t_d=1.0)
    steps = waiting.steps
    assert (np.diff(steps["cost_usd_per_unit"]) >= 0).all()
    assert steps["width_per_y"].sum() == pytest.approx(6.0)
    used = steps["utilisation_to"].to_numpy() * 6.0
    cost = np.cumsum(steps["width_per_y"] * steps["cost_usd_per_unit"]).to_numpy()
    for low, high, here, there in zip(used[:-2], used[1:-1], cost[:-2], cost[1:-1], strict=True):
        assert here == pytest.approx(low * wait(low), rel=1e-9)
        middle = (low + high) / 2
        exact = middle * wait(middle)
        assert exact <= (here + there) / 2 + 1e-12
        if middle / 6.0 > 0.5:
            assert (here + there) / 2 <= exact * 1.03


def test_what_others_take_makes_cargo_wait():
    quiet = waiting_steps(assembly_of(two_ways()), BERTH, value_usd_per_t_d=1.0)
    problem = two_ways()
    problem.limits[0] = 2.0
    busy = assembly_of(problem, background_per_y=[4.0, 0.0])
    waiting = waiting_steps(busy, BERTH, value_usd_per_t_d=1.0)
    assert waiting.steps["utilisation_from"].iloc[0] == pytest.approx(4 / 6)
    assert waiting.steps["wait_from_d"].iloc[0] == pytest.approx(wait(4.0))
    assert waiting.steps["cost_usd_per_unit"].iloc[0] > quiet.steps["cost_usd_per_unit"].iloc[0]
    assert waiting.steps["width_per_y"].sum() == pytest.approx(2.0)


def test_the_berths_of_aktau_make_crude_wait(net):
    """With its berths short, less oil goes by Aktau where Russia is open."""
    need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    assembly = assemble(net, need, extra_capacity={"group:aktau_tankers": 20e6})
    berths = pd.DataFrame({"limit": ["node:aktau/crude"], "servers": [2], "service_d": [1.0]})
    waiting = waiting_steps(assembly, berths, value_usd_per_t_d=0.15)
    place = assembly.limit_number("node:aktau/crude")
    free, queued = Master(assembly.problem).solve(), Master(waiting.problem).solve()
    assert queued.limit_use[place] <= free.limit_use[place] + 1e-6
    assert queued.objective >= free.objective
    # A berth that is taken for a day handles a ship of twenty thousand tonnes at 7.5 Mt/y.
    assert waiting.lots["node:aktau/crude"] == pytest.approx(7.5e6 / 365 / 2)


@pytest.mark.parametrize(
    ("servers", "options", "message"),
    [
        (BERTH.assign(limit="link:cheep"), {}, "nearest: link:cheap"),
        (BERTH.assign(servers=0), {}, "servers of link:cheap"),
        (BERTH.assign(service_d=-1.0), {}, "service_d of link:cheap"),
        (pd.concat([BERTH, BERTH]), {}, "each limit once"),
        (BERTH, {"value_usd_per_t_d": np.nan}, "value_usd_per_t_d of link:cheap"),
        (BERTH, {"value_usd_per_t_d": {"link:dear": 1.0}}, "limit with a value of time"),
        (BERTH, {"pieces": 1}, "pieces"),
        (BERTH, {"most": 1.0}, "most"),
        (BERTH, {"pays": "some"}, "pays"),
    ],
)
def test_wrong_input_is_refused(servers, options, message):
    options = {"value_usd_per_t_d": 1.0, **options}
    with pytest.raises((ValueError, UnknownIdError), match=message):
        waiting_steps(assembly_of(two_ways()), servers, **options)


def test_a_limit_without_a_nameplate_has_no_utilisation():
    unknown = assembly_of(two_ways(), known=False)
    with pytest.raises(ValueError, match="no known nameplate"):
        waiting_steps(unknown, BERTH, value_usd_per_t_d=1.0)
    with pytest.raises(SchemaError, match="service_d"):
        waiting_steps(unknown, BERTH.drop(columns="service_d"), value_usd_per_t_d=1.0)
