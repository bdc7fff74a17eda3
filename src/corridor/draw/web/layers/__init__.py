"""What an interactive map shows: ground, corridors, flows, limits and elements."""
