"""The room as a whole: lazy, and colours that differ."""

import subprocess
import sys

import pytest

from corridor.draw.marks.palette import CORRIDORS, FALLBACK, corridor_colours
from corridor.draw.marks.text import clean


def test_import_does_not_load_matplotlib():
    code = "import corridor.draw, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_corridors_never_share_a_colour():
    names = [*CORRIDORS, *(f"extra {n}" for n in range(len(FALLBACK)))]
    assert len(set(corridor_colours(names).values())) == len(names)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("$", r"\$"),
        ("a\nb\tc", "a b c"),
        ("\u202eab\x00", "ab"),
        (float("nan"), ""),
        ("x" * 300, "x" * 33 + "…"),
        ("Małaszewicze Köy", "Małaszewicze Köy"),
        ("中", "□"),
    ],
)
def test_clean(raw, safe):
    assert clean(raw) == safe
