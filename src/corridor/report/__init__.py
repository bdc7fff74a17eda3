"""Pages made of results: plain text now, reports for people who decide."""
