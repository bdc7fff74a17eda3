"""Modelled against published flows: what can be compared, how the model scores, and its scale."""
