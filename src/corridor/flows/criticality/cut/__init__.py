"""The least cut between producers and markets: what holds down the tonnes that can pass."""
