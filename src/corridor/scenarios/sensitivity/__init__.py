"""Which uncertain facts move an answer: screening, variance shares, one at a time."""
