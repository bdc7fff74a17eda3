"""Where flows are likely to go: a path-size logit under capacity, and the scale of its choices."""
