"""What an ensemble computes, a chunk of draws at a time, and where solved chunks are kept."""
