"""The subsidy at which cargo turns to a corridor, and the volume that pays for it."""
