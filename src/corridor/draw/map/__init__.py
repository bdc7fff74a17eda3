"""Maps: ground, lines and names."""
