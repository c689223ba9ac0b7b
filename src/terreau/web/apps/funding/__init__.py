"""Money: which scheme fits, where a file stands, who promised and paid what."""
