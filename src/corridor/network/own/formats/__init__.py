"""Networks read from files and graphs, and written to them."""
