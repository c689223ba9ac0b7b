"""What a spreadsheet makes of a file of values."""

from __future__ import annotations


def harmless(words: str) -> str:
    """Quote what a spreadsheet would run as a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else words
