"""Visits, promises, questions and loads as a reader may see them."""
