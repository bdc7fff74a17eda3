"""Where one tonne goes: the best route under a corridor rule, and the comparison of corridors."""
