"""Maps of all tonnes: lines as wide as what they carry, and what hurts most when it is lost."""
