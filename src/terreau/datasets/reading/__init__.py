"""Reading of a person's file: CSV, spreadsheet or Parquet, in batches, with line numbers.

Here a file becomes batches of text or number columns. What the columns mean is in `rows` and
`perimeter_tables`; nothing here knows a territory or a sector.
"""

from __future__ import annotations

from terreau.datasets.reading.entry import check_readable, open_table
from terreau.datasets.reading.source import MalformedRow, RawBatch, TableSource

__all__ = ["MalformedRow", "RawBatch", "TableSource", "check_readable", "open_table"]
