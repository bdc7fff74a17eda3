"""What joins what: lines cut where they meet, ends joined over gaps, chains made one link."""
