"""Scenario files: a strict subset of YAML in, scenarios out."""
