"""What if, and how sure: changes, scenarios, disruptions in time, ensembles, sensitivity."""
