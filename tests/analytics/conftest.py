"""The real table that several tests read, and no clock on property tests: machines are shared."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import settings

settings.register_profile("no-clock", deadline=None)
settings.load_profile("no-clock")


@pytest.fixture(scope="session")
def zones_wide(shared: Path) -> pa.Table:
    """Return the Urssaf pivot: 305 zones × A38, one column a year."""
    return pq.read_table(shared / "data/employment/exdeco_pivot_urssaf_a38.parquet")


@pytest.fixture(scope="session")
def zones(zones_wide: pa.Table) -> pa.Table:
    """Return the same as a narrow table, empty cells included (Urssaf: they are zeros)."""
    return pa.concat_tables(
        pa.table(
            {
                "territory": zones_wide["code_ze"],
                "sector": zones_wide["a38"],
                "period": pa.array([year] * zones_wide.num_rows, pa.int32()),
                "value": zones_wide[f"eff_{year - 2000}"],
            }
        )
        for year in (2019, 2024)
    )
