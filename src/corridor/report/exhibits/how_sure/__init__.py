"""Exhibits about disruption, uncertainty, validation and sources."""
