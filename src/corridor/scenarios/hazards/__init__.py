"""Hazards: how often, how long and how deep, what they cost a route, and choices under risk."""
