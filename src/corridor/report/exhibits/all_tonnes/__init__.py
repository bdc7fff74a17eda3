"""Exhibits about the flows of all tonnes."""
