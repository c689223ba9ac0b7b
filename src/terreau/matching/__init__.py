"""Bringing together those who seek and those who have: finding, ranking, explaining."""
