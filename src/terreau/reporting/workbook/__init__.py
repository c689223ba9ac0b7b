"""A report as a workbook (XLSX): numbers in full precision, formulas, native charts."""

from __future__ import annotations

from terreau.reporting.workbook.composing import workbook_of

__all__ = ["workbook_of"]
