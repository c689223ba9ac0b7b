"""Reports: what a territory takes to its committee, and the state of the data behind it."""
