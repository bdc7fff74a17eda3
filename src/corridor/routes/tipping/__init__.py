"""Break-even: the value of one quantity at which the better of two corridors changes."""
