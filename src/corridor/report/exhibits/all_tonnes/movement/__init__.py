"""Exhibits about what moves where, and what fills up."""
