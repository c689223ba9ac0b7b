"""Stock files that are wrong, damaged or cut short: one sentence, with the line."""

from __future__ import annotations

import pytest
from stock_files import ACME, ACME_HEAD, ACME_SECOND, HERE, SIRETS, Files, establishment, read, unit

from terreau.core.errors import BadInput, BadTable
from terreau.datasets.registers import Chosen, activities, read_stock


def test_a_wrong_file_says_which_columns_are_missing(files: Files) -> None:
    stock = files.write("csv", [unit(ACME)])
    with pytest.raises(BadTable, match=r"Columns are missing.*siret"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_a_line_cut_short_is_said(files: Files) -> None:
    stock = files.write("csv", [establishment(ACME_HEAD), establishment(ACME_SECOND)])
    stock.write_bytes(stock.read_bytes()[:-40])
    with pytest.raises(BadTable, match="line 3"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_another_encoding_is_said_with_its_line(files: Files) -> None:
    rows = [establishment(ACME_HEAD), establishment(ACME_SECOND, enseigne1Etablissement="FORGÉ")]
    stock = files.write("csv", rows, encoding="latin-1")
    with pytest.raises(BadTable, match=r"line 3.*UTF-8"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


@pytest.mark.parametrize("suffix", ["parquet", "zip"])
@pytest.mark.parametrize("kept_bytes", [0.05, 0.5, 0.97])
def test_a_truncated_file_is_one_sentence(files: Files, suffix: str, kept_bytes: float) -> None:
    stock = files.write(suffix, [establishment(n) for n in SIRETS])
    whole = stock.read_bytes()
    stock.write_bytes(whole[: int(len(whole) * kept_bytes)])
    with pytest.raises(BadTable, match="damaged or cut short"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_too_many_are_refused(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terreau.datasets.registers.stock._MOST", 1)
    with pytest.raises(BadInput, match="too many establishments"):
        read(files, [establishment(ACME_HEAD), establishment(ACME_SECOND)])


def test_unknown_choices_are_refused() -> None:
    with pytest.raises(BadInput, match="No activity"):
        activities(["99.99Z"])
    with pytest.raises(BadInput, match="band of headcount"):
        Chosen(frozenset(), least="99")
