"""Read a scenario file: which keys there are, what each holds, and the change each line makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridor.data.files.schema import bundled_folder
from corridor.errors import CorridorError, ScenarioError, nearest_ids
from corridor.scenarios.changes.access import Close, CloseTerritory, Open
from corridor.scenarios.changes.building import Build
from corridor.scenarios.changes.policy import AsOf, SetWeight, ShareOff
from corridor.scenarios.changes.quantities import ScaleFact, SetFact
from corridor.scenarios.changes.rules import Lift
from corridor.scenarios.files.fields import Fields
from corridor.scenarios.files.strict_yaml import MAX_BYTES, read_yaml
from corridor.scenarios.scenario import Dated, Place, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.scenarios.changes.change import Change

__all__ = ["list_scenarios", "load_scenario", "scenario_from_text"]

FOLDER = "scenarios"
TOP = ("name", "title", "description", "changes")
COMMON = ("from", "to", "source", "note")


def list_scenarios() -> list[str]:
    """
    Return the names of the scenarios that come with the library.

    Returns
    -------
    names
        Sorted; each can be given to `load_scenario`.

    Examples
    --------
    >>> "cpc-closed" in list_scenarios()
    True
    """
    return sorted(path.stem for path in (bundled_folder() / FOLDER).glob("*.yaml"))


def load_scenario(name: str | Path) -> Scenario:
    """
    Return a scenario that comes with the library, or that of a file.

    Parameters
    ----------
    name
        One of `list_scenarios`, or a path that ends in ``.yaml``.

    Returns
    -------
    scenario
        Ids in it are checked against the data when it is applied.

    Raises
    ------
    ScenarioError
        There is no such file, or it breaks a rule; names file, line and key.

    Examples
    --------
    >>> print(load_scenario("cpc-closed"))
    cpc-closed: Close('link:cpc'); Close('link:cpc_atyrau')
    """
    path = Path(name)
    if path.suffix != ".yaml":
        known = list_scenarios()
        if str(name) not in known:
            near = ", ".join(nearest_ids(str(name), known)) or ", ".join(known)
            msg = f"no scenario {str(name)!r} comes with the library; nearest: {near}"
            raise ScenarioError(msg, key="name")
        path = bundled_folder() / FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise ScenarioError("there is no such file", file=path.as_posix())
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    return scenario_from_text(raw, file=path.name)


def scenario_from_text(text: str | bytes, *, file: str = "scenario") -> Scenario:
    r"""
    Return the scenario that a text in the strict subset of YAML describes.

    Parameters
    ----------
    text
        Keys `name`, `title`, `description` and `changes`.
    file
        What to call it in errors.

    Returns
    -------
    scenario
        Changes in the order of the text.

    Raises
    ------
    ScenarioError
        Names file, line and key.

    Examples
    --------
    >>> print(scenario_from_text("name: x\nchanges:\n- close_territory: NO"))
    x: CloseTerritory('NO')
    """
    top = Fields(read_yaml(text, file), file)
    top.only(TOP)
    changes = top.items("changes")
    return Scenario(
        top.text("name"),
        tuple(_dated(Fields(item, file)) for item in changes),
        top.text("title", ""),
        top.text("description", ""),
    )


def _year(said: Fields, key: str) -> int:
    year = said.number(key)
    if not year.is_integer():
        raise said.wrong(key, "here a year belongs, such as 2019")
    return int(year)


def _set(m: Fields) -> Change:
    return SetFact(
        m.text("set"),
        m.text("attribute"),
        m.number("value"),
        m.text("unit"),
        m.maybe("low"),
        m.maybe("high"),
        m.text("commodity_group", ""),
    )


# Verb: the keys it takes besides, and the change it makes.
_VERBS: dict[str, tuple[tuple[str, ...], Callable[[Fields], Change]]] = {
    "close": ((), lambda m: Close(m.text("close"))),
    "open": ((), lambda m: Open(m.text("open"))),
    "close_territory": (
        ("commodity_groups",),
        lambda m: CloseTerritory(m.text("close_territory"), m.texts("commodity_groups")),
    ),
    "scale": (
        ("attribute", "factor"),
        lambda m: ScaleFact(m.text("scale"), m.text("attribute"), m.number("factor")),
    ),
    "set": (("attribute", "value", "unit", "low", "high", "commodity_group"), _set),
    "build": ((), lambda m: Build(m.text("build"))),
    "lift": ((), lambda m: Lift(m.text("lift"))),
    "as_of": ((), lambda m: AsOf(_year(m, "as_of"))),
    "weight": (("value",), lambda m: SetWeight(m.text("weight"), m.number("value"))),
    "share_off": (
        ("share", "commodity"),
        lambda m: ShareOff(m.text("share_off"), m.number("share"), m.text("commodity", "")),
    ),
}


def _dated(said: Fields) -> Dated:
    """Return the change of one item of the list."""
    verbs = [key for key in said.values if key in _VERBS]
    if len(verbs) != 1:
        found = ", ".join(verbs) or ", ".join(list(said.values)[:3]) or "nothing"
        msg = f"a change has one of {', '.join(_VERBS)}; here stands {found[:80]}"
        raise ScenarioError(msg, file=said.file, line=said.line, key="changes")
    keys, make = _VERBS[verbs[0]]
    said.only((verbs[0], *keys, *COMMON))
    try:
        change = make(said)
        days = said.day("from"), said.day("to")
        place = Place(said.file, said.values[verbs[0]].line, verbs[0])
        return Dated(change, *days, said.text("source", ""), said.text("note", ""), place)
    except ScenarioError as error:
        if error.file:
            raise
        raise said.wrong(error.key if error.key in said.values else verbs[0], str(error)) from None
    except CorridorError as error:
        raise said.wrong(verbs[0], str(error)) from None
