"""A map of a scenario file: its keys asked for by type, with errors that name line and key."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from corridor.errors import ScenarioError, nearest_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.scenarios.files.strict_yaml import Value

__all__ = ["Fields"]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class Fields:
    """A map of the file, asked key by key."""

    def __init__(self, value: Value, file: str) -> None:
        self.file, self.line = file, value.line
        if not isinstance(value.content, dict):
            raise ScenarioError("here a map of keys belongs", file=file, line=value.line)
        self.values = value.content

    def wrong(self, key: str, why: str) -> ScenarioError:
        """Return the error of a key."""
        line = self.values[key].line if key in self.values else self.line
        return ScenarioError(why, file=self.file, line=line, key=key[:60])

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that have no meaning here."""
        for key in self.values:
            if key not in known:
                near = ", ".join(nearest_ids(key[:60], known)) or ", ".join(known)
                raise self.wrong(key, f"unknown key; nearest: {near}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text of a key."""
        if key not in self.values:
            if default is None:
                raise self.wrong(key, "this key is missing")
            return default
        content = self.values[key].content
        if not isinstance(content, str) or not content.strip():
            raise self.wrong(key, "here text belongs")
        return content.strip()

    def number(self, key: str) -> float:
        """Return the number of a key."""
        if key not in self.values:
            raise self.wrong(key, "this key is missing")
        number = self.values[key].number()
        if number is None:
            raise self.wrong(key, "here a finite number belongs, such as 1.5 or 2e6")
        return number

    def maybe(self, key: str) -> float | None:
        """Return the number of a key, or None where it is left out."""
        return self.number(key) if key in self.values else None

    def items(self, key: str) -> list[Value]:
        """Return the list of a key; empty where it is left out."""
        content = self.values[key].content if key in self.values else []
        if not isinstance(content, list):
            raise self.wrong(key, "here a list belongs")
        return content

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts of a key."""
        parts = [item.content for item in self.items(key)]
        texts = tuple(part for part in parts if isinstance(part, str))
        if len(texts) != len(parts):
            raise self.wrong(key, "here a list of texts belongs")
        return texts

    def day(self, key: str) -> dt.date | None:
        """Return the day of a key, or None where it is left out."""
        if key not in self.values:
            return None
        text = self.text(key)
        try:
            # Weeks and days without dashes are days to Python, but hardly to a reader.
            day = dt.date.fromisoformat(text) if DAY.match(text) else None
        except ValueError:
            day = None
        if day is None:
            raise self.wrong(key, "here a day belongs, such as 2025-11-29")
        return day
