"""Vessels and wagons as capacity: how many tonnes a year so many of them carry."""
