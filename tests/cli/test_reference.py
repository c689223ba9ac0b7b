"""``terreau reference`` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from terreau.cli.reference import reference
from terreau.core.errors import BadInput


def test_check_says_what_the_bundle_holds() -> None:
    result = CliRunner().invoke(reference, ["check"])
    assert result.exit_code == 0, result.output
    assert "communes.parquet" in result.output
    assert "in 16 files" in result.output


def test_build_names_the_package_that_is_absent(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Give the folder that holds all of them"):
        CliRunner().invoke(
            reference,
            ["build", "--from", str(tmp_path), "--to", str(tmp_path / "out")],
            catch_exceptions=False,
        )
    assert not (tmp_path / "out").exists()
