"""The terms of a plan: years, budget, target, cost of capital, and what plans share."""
