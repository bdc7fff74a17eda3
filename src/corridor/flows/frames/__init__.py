"""Plain frames for the drawings of flows."""
