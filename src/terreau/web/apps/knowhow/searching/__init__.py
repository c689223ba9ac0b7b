"""Finding who can do what: one index for both databases, read with the rights of each reader."""
