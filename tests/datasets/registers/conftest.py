"""What the tests of registers read."""

from __future__ import annotations

from pathlib import Path

import pytest
from stock_files import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "stock").mkdir()
    return Files(tmp_path / "stock")
