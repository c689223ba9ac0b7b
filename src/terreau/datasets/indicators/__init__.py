"""Indicators: definitions kept in files, and their values for the territories of a kind.

See ``docs/explanation/indicators.md``.
"""
