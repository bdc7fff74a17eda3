"""Waiting that grows with use, at berths, borders and ferries."""
