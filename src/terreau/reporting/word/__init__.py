"""A report as an editable document (DOCX), in our look or in a territory's own template."""

from __future__ import annotations

from terreau.reporting.word.composing import word_of

__all__ = ["word_of"]
