"""Plans as a reader may see them."""
