"""Cheapest ways for many sets of costs at once."""
