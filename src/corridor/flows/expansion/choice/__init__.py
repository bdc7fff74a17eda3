"""The choice of projects in numbers: a small integer programme over the flows of a year."""
