"""The scan: rows of a stored table → groups of territories × sectors × periods.

The only step that touches many rows. `aggregate` and `nation` are its door for the store,
`scan_files` for anybody's Parquet files; the engines behind them ("arrow", "ibis+duckdb",
"ibis+spark") give the same numbers. Nothing here knows what a territory is called.
"""

from __future__ import annotations

from terreau.datasets.catalogue import territories
from terreau.datasets.scan.entry import aggregate, nation, scan_files, totals
from terreau.datasets.scan.plan import sectors_at
from terreau.datasets.scan.result import Aggregate

__all__ = ["Aggregate", "aggregate", "nation", "scan_files", "sectors_at", "territories", "totals"]
