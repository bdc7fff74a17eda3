"""Scenarios run on common data with common draws, and compared in one table."""
