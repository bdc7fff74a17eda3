"""Errors say what is wrong, keep it as attributes and survive a process boundary."""

from __future__ import annotations

import inspect
import pickle

import pytest

from corridor import errors
from corridor.errors import Fault

FAULTS = [Fault("a.csv", 2, "x", "1", "x is 2"), Fault("b.csv", 0, "", "", "the file exists")]
EXAMPLES = [
    errors.SchemaError(FAULTS),
    errors.ProvenanceError(FAULTS),
    errors.ProvenanceError("no fact"),
    errors.UnknownIdError("node", "aktua", ["aktau", "poti"]),
    errors.UnitError("furlong"),
    errors.NoRouteError("a", "b", rule="no RU", reason="parted", cut=["link:c"]),
    errors.InfeasibleError("too much", demand=["node:a"], capacity=["link:c"]),
    errors.SolverError("time is up", status="time_limit"),
    errors.ScenarioError("unknown key", file="s.yaml", line=3, key="closee"),
]


def test_every_fault_is_a_line():
    assert str(errors.SchemaError(FAULTS)).splitlines() == [
        "2 faults in the data",
        "a.csv:2: x '1': broken rule: x is 2",
        "b.csv: broken rule: the file exists",
    ]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_errors_travel_whole(error):
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert (str(twin), vars(twin)) == (str(error), vars(error))


@pytest.mark.parametrize(
    ("error", "base"),
    list(
        zip(
            EXAMPLES,
            [*[ValueError] * 3, LookupError, *[ValueError] * 2, *[RuntimeError] * 2, ValueError],
            strict=True,
        )
    ),
)
def test_errors_are_also_builtins(error, base):
    assert isinstance(error, base)
    assert isinstance(error, errors.CorridorError)


def test_unknown_id_names_the_nearest():
    error = EXAMPLES[3]
    assert str(error) == "unknown node 'aktua'; nearest: aktau"
    assert (error.unknown, error.nearest) == ("aktua", ("aktau",))


def test_no_route_names_ends_rule_reason_and_cut():
    assert str(EXAMPLES[5]) == "no route from 'a' to 'b' under no RU: parted (cut: link:c)"


def test_scenario_error_names_the_place():
    assert str(EXAMPLES[8]) == "s.yaml:3: closee: unknown key"


def test_every_class_has_one_base():
    classes = [c for _, c in inspect.getmembers(errors, inspect.isclass)]
    for kind in classes:
        if issubclass(kind, Exception) and kind.__module__ == "corridor.errors":
            assert issubclass(kind, (errors.CorridorError, errors.CorridorWarning))
