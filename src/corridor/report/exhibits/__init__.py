"""The exhibits of a report, made of findings."""
