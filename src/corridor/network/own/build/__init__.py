"""From tables as a user has them to a data set: fill, derive, check, borrow the rest."""
