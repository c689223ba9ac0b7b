"""Know-how as a reader may see it."""
