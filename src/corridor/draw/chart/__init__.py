"""Charts: profiles over distance, stacked bars."""
