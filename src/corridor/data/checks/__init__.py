"""What must hold across tables: ids, numbers, sections, and where lines run."""
