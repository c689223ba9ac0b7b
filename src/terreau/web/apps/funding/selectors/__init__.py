"""Money as a reader may see it."""
