"""Exhibits about what breaks the flows, and what survives."""
