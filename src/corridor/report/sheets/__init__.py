"""The spreadsheet and the Markdown of a report."""
