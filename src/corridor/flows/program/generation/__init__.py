"""Column generation: paths made when they pay, limits stated when they bind."""
