"""Kinds of cargo: the arcs each may use, in layers, and where it is delivered at what price."""
