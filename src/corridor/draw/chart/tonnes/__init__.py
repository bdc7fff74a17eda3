"""Charts of all tonnes: stacked bars, bands from producer to market, panels of curves."""
