"""Read a strict subset of YAML: maps, lists, text and numbers, each with its line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import yaml

from corridor.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Value", "read_yaml"]

# Far above any scenario, far below what costs a second or a megabyte to refuse.
MAX_BYTES = 200_000
MAX_DEPTH = 12
MAX_ITEMS = 20_000
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)
# Control characters but for breaks and tabs, halves of surrogate pairs, and what turns text around.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
LONGEST = 60


@dataclass(frozen=True)
class Value:
    """
    A value with the line it stands on.

    Attributes
    ----------
    line
        From 1.
    content
        Text, a list of values, or a map from text to values.
    quoted
        Whether text stood in quotes: then it is never a number.
    """

    line: int
    content: str | list[Value] | dict[str, Value]
    quoted: bool = False

    def number(self) -> float | None:
        """Return the number that plain text writes, or None; never NaN nor infinity."""
        if not isinstance(self.content, str) or self.quoted or not NUMBER.match(self.content):
            return None
        number = float(self.content)
        return number if math.isfinite(number) else None


def read_yaml(text: str | bytes, file: str) -> Value:
    """
    Return the one document of a text.

    Text stays text (``NO`` is Norway, not False); keys are unique; anchors, aliases, tags and
    further documents are refused.

    Parameters
    ----------
    text
        UTF-8.
    file
        What to call it in errors.

    Returns
    -------
    value
        The document.

    Raises
    ------
    ScenarioError
        What is wrong, with file and line.

    Examples
    --------
    >>> read_yaml("country: NO", "x.yaml").content["country"].content
    'NO'
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAX_BYTES:
        raise ScenarioError(f"{len(raw)} bytes; a scenario has at most {MAX_BYTES}", file=file)
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError("not UTF-8 text", file=file, line=line) from None
    try:
        return _document(_Events(yaml.parse(decoded, Loader=yaml.SafeLoader), file))
    except ScenarioError:
        raise
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of(decoded, error)
        said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
        raise ScenarioError(said[:LONGEST], file=file, line=line) from None
    except (RecursionError, ValueError, OverflowError) as error:
        raise ScenarioError(f"not YAML: {str(error)[:LONGEST]}", file=file, line=1) from None


def _line_of(text: str, error: yaml.YAMLError) -> int:
    """Return the line of a character that YAML does not allow."""
    position = getattr(error, "position", 0)
    return text[: position or 0].count("\n") + 1


class _Events:
    """The events of the parser, one at a time, counted and free of what is refused."""

    def __init__(self, events: Iterator[yaml.Event], file: str) -> None:
        self.events = events
        self.file = file
        self.count = 0

    def next(self) -> yaml.Event:
        """Return the next event, or refuse it."""
        event = next(self.events)
        self.count += 1
        if self.count > MAX_ITEMS:
            self.refuse(event, f"more than {MAX_ITEMS} items")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, "anchors and aliases are not allowed; write the value out")
        tag = getattr(event, "tag", None)
        if tag:
            self.refuse(event, f"tags such as {str(tag)[:LONGEST]!r} are not allowed")
        return event

    def check_text(self, event: yaml.ScalarEvent) -> None:
        """Refuse characters that an escape brings in and that no table or terminal should see."""
        found = CONTROL.search(event.value)
        if found:
            self.refuse(event, f"character U+{ord(found[0]):04X} is not allowed")

    def refuse(self, event: yaml.Event, why: str, key: str = "") -> NoReturn:
        """Raise with the line of the event."""
        raise ScenarioError(why, file=self.file, line=_line(event), key=key[:LONGEST])


def _line(event: yaml.Event) -> int:
    """Return the line an event begins on, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _document(events: _Events) -> Value:
    """Return the only document."""
    event = events.next()
    while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
        event = events.next()
    if isinstance(event, yaml.StreamEndEvent):
        events.refuse(event, "the file is empty")
    value = _value(events, event, 1)
    events.next()
    last = events.next()
    if not isinstance(last, yaml.StreamEndEvent):
        events.refuse(last, "a second document; a file holds one scenario")
    return value


def _value(events: _Events, event: yaml.Event, depth: int) -> Value:
    """Return the value an event begins."""
    line = _line(event)
    if depth > MAX_DEPTH:
        events.refuse(event, f"nested deeper than {MAX_DEPTH}")
    if isinstance(event, yaml.ScalarEvent):
        events.check_text(event)
        return Value(line, event.value, event.style in ("'", '"'))
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Value] = []
        while not isinstance(event := events.next(), yaml.SequenceEndEvent):
            items.append(_value(events, event, depth + 1))
        return Value(line, items)
    content: dict[str, Value] = {}
    while not isinstance(event := events.next(), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            events.refuse(event, "a key is plain text")
        events.check_text(event)
        if event.value in content:
            events.refuse(event, "this key stands twice", key=event.value)
        key = event.value
        content[key] = _value(events, events.next(), depth + 1)
    return Value(line, content)
