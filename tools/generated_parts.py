"""Write the generated parts of a page, between its marks, and leave the rest as it is."""

from __future__ import annotations

import re
from pathlib import Path

PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write_page(path: Path, parts: dict[str, str], *, check: bool) -> int:
    """Write the parts of a page; with `check`, only return 1 when it is out of date."""
    old = path.read_text(encoding="utf-8")
    places = [found.group(2) for found in PART.finditer(old)]
    if sorted(places) != sorted(parts):
        raise SystemExit(f"{path.name}: parts {places}, expected {list(parts)}")
    new = PART.sub(lambda found: found.group(1) + parts[found.group(2)] + found.group(3), old)
    if check:
        if old != new:
            print(f"{path.name} is out of date: run the tool that writes it")
        return int(old != new)
    path.write_text(new, encoding="utf-8")
    return 0
