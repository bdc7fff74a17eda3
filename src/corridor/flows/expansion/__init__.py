"""Which projects to build, in which order and year, for a budget or a target."""
