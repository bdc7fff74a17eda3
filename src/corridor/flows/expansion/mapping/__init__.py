"""From a projects table to numbers: who can be a candidate, what opens, what is added."""
