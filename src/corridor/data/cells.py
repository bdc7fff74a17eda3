"""Read cells that hold a list."""

from __future__ import annotations

__all__ = ["list_items"]


def list_items(cell: object) -> list[str]:
    """
    Return the items of a cell that joins them with ``;``.

    Parameters
    ----------
    cell
        Text, empty for no items.

    Returns
    -------
    items
        In the order of the cell.

    Examples
    --------
    >>> list_items("RU;BY")
    ['RU', 'BY']
    >>> list_items("")
    []
    """
    return [item for item in str(cell).split(";") if item]
