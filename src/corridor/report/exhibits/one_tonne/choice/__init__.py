"""Exhibits about the choice between corridors: taste, trade-offs, what would tip it."""
