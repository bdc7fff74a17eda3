"""Searches for more than one way: ways in order of cost, and label setting for exact fronts."""
