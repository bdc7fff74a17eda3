"""Charts as SVG inside a page: light and dark, small, and free of anything that runs."""
