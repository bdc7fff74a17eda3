"""A flow problem in many draws of the facts at once."""
