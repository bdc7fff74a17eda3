"""Many routes at once: graphs given as arrays, and many pairs of a network."""
