"""Exhibits about the routes of one tonne."""
