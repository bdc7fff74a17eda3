"""The files of a data folder: what columns they have, and reading them cell by cell."""
