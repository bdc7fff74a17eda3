"""Parts that charts are made of: stacked bars, totals, courses, names in a column."""
