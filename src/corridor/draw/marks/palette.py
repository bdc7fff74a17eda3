"""Colours that colour-blind readers and printers can tell apart (Okabe-Ito, Paul Tol)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEA: Final = "#EAF2F7"
LAND: Final = "#F4F3EF"
BORDER: Final = "#BDBAB3"
SHADE: Final = "#DDD5CE"
SHADE_HATCH: Final = "#C0B2A6"
SHADE_TEXT: Final = "#7A665A"
INK: Final = "#222222"
MUTED: Final = "#6B6B6B"

CORRIDORS: Final[Mapping[str, str]] = {
    "caspian": "#0072B2",
    "russia": "#D55E00",
    "iran": "#009E73",
    "china": "#AA3377",
    "any": "#4D4D4D",
}
MODES: Final[Mapping[str, str]] = {
    "rail_1520": "#332288",
    "rail_1435": "#0077BB",
    "road": "#8C7A1E",
    "sea": "#33A0CC",
    "ferry": "#009988",
    "river": "#5AAE61",
    "oil_pipeline": "#111111",
    "gas_pipeline": "#E36414",
    "gas_swap": "#EE3377",
    "book_swap": "#AA4499",
}
COMPONENTS: Final[Mapping[str, str]] = {
    "transport": "#4477AA",
    "wagon_hire": "#77AADD",
    "empty_return": "#99BBDD",
    "loading": "#228833",
    "port": "#66CCEE",
    "transfer": "#44AA99",
    "forwarding": "#BBCC33",
    "border": "#EE6677",
    "toll": "#AA3377",
    "demurrage": "#FFAABB",
    "insurance": "#CCBB44",
    "war_risk": "#882255",
    "losses": "#EE8866",
    "inventory": "#DDCC77",
    "time": "#E5C494",
    "delay": "#B07AA1",
    "carbon": "#666666",
    "risk": "#997700",
    "other": "#BBBBBB",
}
FALLBACK: Final = (
    "#E69F00",
    "#56B4E9",
    "#882255",
    "#44AA99",
    "#999933",
    "#332288",
    "#CC6677",
    "#117733",
    "#CC79A7",
    "#661100",
)

WATER_MODES: Final = frozenset({"sea", "ferry", "river"})
PIPE_MODES: Final = frozenset({"oil_pipeline", "gas_pipeline"})
SWAP_MODES: Final = frozenset({"gas_swap", "book_swap"})

MODE_NAMES: Final[Mapping[str, str]] = {
    "rail_1520": "rail, 1520 mm",
    "rail_1435": "rail, 1435 mm",
}


def corridor_colours(names: Iterable[str]) -> dict[str, str]:
    """
    Return one colour per corridor.

    The standard corridors keep their colour in every figure; other names take the next free one in
    the order given.

    Parameters
    ----------
    names
        Corridor ids; repeats are ignored.

    Returns
    -------
    colours
        Corridor id to `#RRGGBB`.

    Examples
    --------
    >>> corridor_colours(["caspian", "arctic", "caspian"])
    {'caspian': '#0072B2', 'arctic': '#E69F00'}
    """
    return _assign(names, CORRIDORS)


def mode_colours(names: Iterable[str]) -> dict[str, str]:
    """
    Return one colour per mode.

    Parameters
    ----------
    names
        Modes; repeats are ignored.

    Returns
    -------
    colours
        Mode to `#RRGGBB`.

    Examples
    --------
    >>> mode_colours(["sea"])
    {'sea': '#33A0CC'}
    """
    return _assign(names, MODES)


def component_colours(names: Iterable[str]) -> dict[str, str]:
    """
    Return one colour per cost component, in the order in which they are stacked.

    Parameters
    ----------
    names
        Components; repeats are ignored. Known ones come first, in the order of a journey.

    Returns
    -------
    colours
        Component to `#RRGGBB`.

    Examples
    --------
    >>> list(component_colours(["carbon", "bribe", "transport"]))
    ['transport', 'bribe', 'carbon']
    """
    given = list(dict.fromkeys(names))
    order = {name: rank for rank, name in enumerate(COMPONENTS)}
    given.sort(key=lambda name: order.get(name, order["inventory"] - 0.5))
    return _assign(given, COMPONENTS)


def mode_name(mode: str) -> str:
    """
    Return the words for a mode.

    Parameters
    ----------
    mode
        Mode id.

    Returns
    -------
    name
        Readable words.

    Examples
    --------
    >>> mode_name("oil_pipeline"), mode_name("rail_1520")
    ('oil pipeline', 'rail, 1520 mm')
    """
    return MODE_NAMES.get(mode, mode.replace("_", " "))


def tint(colour: str, share: float) -> str:
    """
    Return a colour mixed with white.

    Parameters
    ----------
    colour
        `#RRGGBB`.
    share
        Share of white, 0 to 1.

    Returns
    -------
    tinted
        `#RRGGBB`.

    Examples
    --------
    >>> tint("#000000", 0.5)
    '#808080'
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p + (255 - p) * share):02X}" for p in parts)


def ink_on(colour: str) -> str:
    """
    Return the text colour, dark or white, that reads best on a background.

    Parameters
    ----------
    colour
        Background, `#RRGGBB`.

    Returns
    -------
    ink
        `#RRGGBB`.

    Examples
    --------
    >>> ink_on("#111111"), ink_on("#DDCC77")
    ('#FFFFFF', '#222222')
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return INK if light > 140 else "#FFFFFF"


def _assign(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Give known names their colour and the others the free fallback colours in turn."""
    unique = list(dict.fromkeys(names))
    taken = {known[name] for name in unique if name in known}
    free = [colour for colour in FALLBACK if colour not in taken]
    others = [name for name in unique if name not in known]
    spare = {name: free[rank % len(free)] for rank, name in enumerate(others)}
    return {name: known[name] if name in known else spare[name] for name in unique}
