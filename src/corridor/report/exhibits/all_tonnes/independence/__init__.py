"""Exhibits about going without a territory: its price, what is open, what to build."""
