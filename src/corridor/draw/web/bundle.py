"""The programs and styles of an interactive map, read from packages, never from a network."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

EXTRA: Final = "corridor[report]"
_OURS: Final = Path(__file__).parent / "assets"
_SOURCE_MAP: Final = "//# sourceMappingURL="


@cache
def map_scripts() -> tuple[str, ...]:
    """
    Return the scripts of a page with maps: MapLibre GL JS, then what draws our layers with it.

    Returns
    -------
    scripts
        To be inlined as they are, in this order, once a page.

    Raises
    ------
    ImportError
        The package that carries MapLibre GL JS is not installed; says what to install.

    Examples
    --------
    >>> library, ours = map_scripts()
    >>> "maplibregl" in library, "</script" in library + ours
    (True, False)
    """
    library = _package_file("maplibre-gl.js").read_text(encoding="utf-8")
    lines = [line for line in library.splitlines() if not line.startswith(_SOURCE_MAP)]
    return ("\n".join(lines) + "\n", (_OURS / "map.js").read_text(encoding="utf-8"))


@cache
def map_styles() -> tuple[str, ...]:
    """
    Return the styles of a page with maps: MapLibre's, then ours.

    Returns
    -------
    styles
        To be inlined as they are, in this order, once a page.

    Raises
    ------
    ImportError
        The package that carries MapLibre GL JS is not installed; says what to install.

    Examples
    --------
    >>> any("@import" in style or "</style" in style for style in map_styles())
    False
    """
    library = _package_file("maplibre-gl.css").read_text(encoding="utf-8")
    return (library, (_OURS / "map.css").read_text(encoding="utf-8"))


def _package_file(name: str) -> Path:
    """Return a file of MapLibre GL JS in the package that carries it, without importing that."""
    spec = find_spec("maplibre")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "srcjs" / name
        if path.is_file():
            return path
    raise ImportError(
        f"an interactive map needs MapLibre GL JS, which the package 'maplibre' carries ({name} "
        f'was not found); install it with: pip install "{EXTRA}"'
    )
