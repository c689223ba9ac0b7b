"""Figures that can be drawn: their data, their table, their drawing. No Django, no words."""
