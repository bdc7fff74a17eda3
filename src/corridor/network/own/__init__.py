"""Networks of one's own: from tables, files and graphs, and joined to the bundled one."""
