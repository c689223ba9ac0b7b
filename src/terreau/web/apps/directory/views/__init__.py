"""Pages of the directory. A view parses, calls one service or selector, renders."""
