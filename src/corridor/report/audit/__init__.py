"""How good the data are: coverage, evidence, gaps."""
