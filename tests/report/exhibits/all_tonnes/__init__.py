"""Tests of the exhibits about all tonnes."""
