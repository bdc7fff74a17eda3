"""Turn amounts per year in any unit of the field into tonnes of a commodity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.errors import UnitError
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.network.factmap import Factor
    from corridor.network.graph import StateGraph

__all__ = ["BOXES", "tonne_factors", "tonnes_per"]

# The fact that says how much of the commodity one unit of a basis holds, and its power.
_PAYLOADS = {
    "1000m3": ("kg_per_m3", 1),
    "bbl": ("bbl_per_t", -1),
    "mmbtu": ("mmbtu_per_t", -1),
    "teu": ("t_per_teu", 1),
    "feu": ("t_per_feu", 1),
    "wagon": ("t_per_wagon", 1),
}
# What is counted in pieces whatever they hold: such a limit stays in its own unit.
BOXES = {"teu": "TEU/y", "feu": "FEU/y", "wagon": "wagon/y"}


def tonnes_per(graph: StateGraph, unit: str, *, stream: str = "") -> float:
    """
    Return how many tonnes per year one unit is, for a commodity.

    Parameters
    ----------
    graph
        The compiled graph of the commodity: its facts give barrels, density and payloads.
    unit
        An amount per year, such as ``Mt/y``, ``bcm/y``, ``TEU/y``, ``kb/d``.
    stream
        Crude grade, for barrels.

    Returns
    -------
    tonnes
        Tonnes per year.

    Raises
    ------
    UnitError
        The unit is not an amount per year, or no fact says how much it holds.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> tonnes_per(net.state_graph("copper"), "kt/y")
    1000.0
    >>> tonnes_per(net.state_graph("copper"), "TEU/y")
    22.0
    """
    factor, factors = tonne_factors(graph, unit, stream=stream)
    return float(factor * graph.product(factors))


def tonne_factors(graph: StateGraph, unit: str, *, stream: str = "") -> tuple[float, list[Factor]]:
    """
    Return what `tonnes_per` multiplies: a constant, and the facts that say how much a unit holds.

    Parameters
    ----------
    graph, unit, stream
        As of `tonnes_per`.

    Returns
    -------
    constant, factors
        No factor for an amount in tonnes.

    Raises
    ------
    UnitError
        As `tonnes_per`.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> tonne_factors(net.state_graph("copper"), "TEU/y")
    (1.0, [('commodity:copper|t_per_teu||||', 1)])
    """
    given = convert(unit)
    if given.dimension != "t/y" or given.currency or given.denominator:
        msg = f"{unit!r} is no amount per year; write such as 't/y', 'Mt/y', 'bcm/y' or 'TEU/y'"
        raise UnitError(msg)
    factors: list[Factor] = []
    for basis in given.numerator:
        attribute, power = _PAYLOADS[basis]
        subjects = [f"stream:{stream}"] if stream and basis == "bbl" else []
        subjects += [f"commodity:{graph.commodity}", f"group:{graph.group}"]
        found = graph.lookup.first(subjects, attribute)
        if found is None:
            msg = f"{unit!r} of {graph.commodity}: no fact {attribute} of {' or '.join(subjects)}"
            raise UnitError(msg)
        factors += [(name, 1 if own == power else -1) for name, own in found.factors]
    return given.factor, factors
