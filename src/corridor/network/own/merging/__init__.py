"""One network laid over another: which nodes are the same place, and what each one adds."""
