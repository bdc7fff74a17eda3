"""What a leg costs, takes and emits, written as terms of the fact map."""
