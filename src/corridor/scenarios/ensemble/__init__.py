"""Many draws of every fact's range, carried through to routes and their ranks."""
