"""A disruption week by week: what still moves, what is stored, shut in or late, and its cost."""
