"""The summary of a report in words, made from its numbers."""
