"""A report as an editable presentation (PPTX), in our look or in a territory's own template."""

from __future__ import annotations

from terreau.reporting.slides.composing import slides_of

__all__ = ["slides_of"]
