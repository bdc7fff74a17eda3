"""What a project that stands changes: capacity, time, length."""
