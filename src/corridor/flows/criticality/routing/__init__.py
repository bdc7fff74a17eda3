"""Criticality by routing: what each pair pays when a part of its shortest path is lost."""
