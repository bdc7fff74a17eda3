"""Exhibits about what happens along a route: where it runs, days, money, borders, CO2e."""
