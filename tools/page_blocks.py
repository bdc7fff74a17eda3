"""Run the Python blocks of a page in order, and collect what each prints."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path

BLOCK = re.compile(
    r"^```python\n(.*?)^```\n(?:\n<!-- generated: (\w+) -->\n)?", re.MULTILINE | re.DOTALL
)


def outputs(page: Path) -> dict[str, str]:
    """
    Run every block of a page in one namespace; return the parts that follow blocks, by name.

    A block that is followed by a generated part is shown with what it prints, and with the value
    of its last line where that is an expression.
    """
    names: dict[str, object] = {"__name__": "__page__"}
    parts = {}
    for number, found in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), start=1):
        printed = run(found.group(1), names, f"{page.name}, block {number}")
        if found.group(2):
            lines = [line.rstrip() for line in printed.rstrip().split("\n")]
            parts[found.group(2)] = "\n".join(["```text", *lines, "```", ""])
    return parts


def run(code: str, names: dict[str, object], label: str) -> str:
    """Run one block; return what it prints and the value of its last expression."""
    tree = ast.parse(code, label)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as written:
        exec(compile(tree, label, "exec"), names)  # noqa: S102 - pages of this repository
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), label, "eval"), names)  # noqa: S307
            if value is not None:
                print(repr(value))
    return written.getvalue()
