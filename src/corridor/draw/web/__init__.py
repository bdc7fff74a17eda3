"""Interactive maps of plain frames, each whole in one page that needs no network."""
