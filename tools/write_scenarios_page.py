"""
Write docs/scenarios.md: the scenarios that come with the library, from their files.

    python tools/write_scenarios_page.py            # write the page
    python tools/write_scenarios_page.py --check    # end with 1 if the page is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

import corridor as cr
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]
SUPPOSED = "supposed"


def basis(scenario: cr.Scenario) -> str:
    """Say what the changes rest on: sources, suppositions, both, or the data set itself."""
    sourced = any(dated.source_id for dated in scenario.changes)
    supposed = any(SUPPOSED in dated.note for dated in scenario.changes)
    words = ["sources"] * sourced + [SUPPOSED] * supposed
    return " and ".join(words) or "the data set"


def days(scenario: cr.Scenario) -> str:
    """Return the first and the last day of dated changes."""
    starts = [dated.start for dated in scenario.changes if dated.start]
    ends = [dated.end for dated in scenario.changes if dated.end]
    if not starts and not ends:
        return ""
    return f"{min(starts) if starts else ''} to {max(ends) if ends else ''}".strip()


def table() -> str:
    """Return the table of scenarios."""
    lines = ["| scenario | what is different | days | changes | rests on |"]
    lines.append("| --- | --- | --- | ---: | --- |")
    for name in cr.list_scenarios():
        scenario = cr.load_scenario(name)
        what = f"**{scenario.title}.** {scenario.description}"
        parts = f"`{name}`", what, days(scenario), str(len(scenario.changes)), basis(scenario)
        lines.append(f"| {' | '.join(part.replace('|', ' ') for part in parts)} |")
    return "\n".join(lines) + "\n"


def changes() -> str:
    """Return every change of every scenario with its source and note."""
    lines = []
    for name in cr.list_scenarios():
        lines += [f"### {name}", ""]
        for dated in cr.load_scenario(name).changes:
            rests = [f"source `{dated.source_id}`"] if dated.source_id else []
            rests += [dated.note] if dated.note else []
            lines.append(f"- `{dated}`" + (f": {'; '.join(rests)}" if rests else ""))
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    """Write the page, or say whether it is up to date."""
    check = "--check" in sys.argv[1:]
    parts = {"scenarios": table(), "changes": changes()}
    return write_page(ROOT / "docs" / "scenarios.md", parts, check=check)


if __name__ == "__main__":
    raise SystemExit(main())
