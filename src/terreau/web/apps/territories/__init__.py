"""Perimeters of every kind and their versions; the search that finds them."""
