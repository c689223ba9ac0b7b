"""Pages of know-how."""
