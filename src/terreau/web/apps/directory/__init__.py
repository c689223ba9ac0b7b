"""Who does what: organisations, and the people who act for them or for a territory."""
