"""Security of supply: how concentrated, exposed and resilient flows are, and what tips them."""
