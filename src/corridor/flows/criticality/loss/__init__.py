"""Losses of parts of a flow problem, in numbers alone: one, two, or the worst few together."""
