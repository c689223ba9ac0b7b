"""A dataset: one imported state of a source, with what the catalogue says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from terreau.core.said import Said


@dataclass(frozen=True)
class Dataset:
    """One imported state of a source; immutable.

    Parameters
    ----------
    id : str
        Identifier, unique in this installation ("urssaf-ze-a38").
    title, publisher, licence, vintage, address : str
        As the description states them; ``address`` is "" when not given.
    country : str
        "FR", or "XX" for the fictitious example country.
    content : str
        "figures", "series", "perimeters", "passages" or "outlines".
    measure : str
        What the values are, from `terreau.datasets.measures.MEASURES`, or from `RATES`
        for a series; "" where there is no value.
    note : str
        What a reader must know before using the figures, shown with them; "" for nothing.
    territory_kind : str
        Kind of the territories ("commune", "zone_emploi"…).
    geography : int or None
        Vintage of the territory codes; None when the description does not say.
    nomenclature : str or None
        Level of the sector codes ("A38"); None when the table has no sector.
    sectors : tuple of str
        Sector codes found in the table, sorted; ``("",)`` when it has no sector.
    periods : tuple of int
        Years found in the table, sorted.
    absent : str
        What a cell that is not in the table means: "zero", "secret" or "missing".
    residual : tuple of str
        Codes counted in the nation that belong to no perimeter.
    covers_nation : bool
        Whether the rows add up to the country.
    checksum : str
        Twelve hexadecimal digits of the file with its description.
    rows_kept, rows_rejected, rows_hidden : int
        Rows stored, rows refused with a reason, rows stored without value (secret or missing).
    territories : int
        Number of distinct territories, residual left out; of perimeters, in a table of perimeters.
    has_units, has_largest : bool
        Whether the table carries numbers of establishments, and the largest establishment.
    imported_at : datetime
        Instant of the import, UTC.
    file_name, file_sha256 : str
        Name and digest of the imported file.
    source, edition : str
        Official source and its edition; "" for an own table.
    fetched_from : str
        Address the file was fetched from, "mirror" when it came from one; "" when a person gave it.
    fetched_at : datetime or None
        When, UTC.
    remarks : tuple of Said
        What the checks of the source found, as sentences.
    is_partial : bool
        Whether the checks of its source found that it is not the whole country.
    files : tuple of (str, str)
        Name and SHA-256 of each file of the version but the cells, which their index knows.
    period_names : tuple of str
        Periods of a series as they are written ("2021-T1"), sorted; empty for other contents.
    path : Path
        Folder of this version in the store.
    """

    id: str
    title: str
    publisher: str
    licence: str
    vintage: str
    address: str
    country: str
    content: str
    measure: str
    note: str
    territory_kind: str
    geography: int | None
    nomenclature: str | None
    sectors: tuple[str, ...]
    periods: tuple[int, ...]
    absent: str
    residual: tuple[str, ...]
    covers_nation: bool
    checksum: str
    rows_kept: int
    rows_rejected: int
    rows_hidden: int
    territories: int
    has_units: bool
    has_largest: bool
    imported_at: datetime
    file_name: str
    path: Path
    file_sha256: str = ""
    source: str = ""
    edition: str = ""
    fetched_from: str = ""
    fetched_at: datetime | None = None
    remarks: tuple[Said, ...] = ()
    is_partial: bool = False
    period_names: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious example country."""
        return self.country == "XX"

    @property
    def is_complete(self) -> bool:
        """Whether every cell is known: none is secret or missing, and an absent one is a zero."""
        return self.rows_hidden == 0 and self.absent == "zero"

    @property
    def table_path(self) -> Path:
        """The stored table, Parquet."""
        return self.path / "table.parquet"

    @property
    def rejected_path(self) -> Path:
        """The rejected rows with their line, reason and sentence, Parquet."""
        return self.path / "rejected.parquet"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields in order, ready for JSON, without where they are on this machine."""
        left_out = ("path", "files")
        fields = {n: getattr(self, n) for n in self.__dataclass_fields__ if n not in left_out}
        return fields | {
            "sectors": list(self.sectors),
            "periods": list(self.periods),
            "residual": list(self.residual),
            "imported_at": self.imported_at.isoformat(timespec="seconds"),
            "fetched_at": self.fetched_at and self.fetched_at.isoformat(timespec="seconds"),
            "remarks": [remark.as_dict() for remark in self.remarks],
            "period_names": list(self.period_names),
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any], path: Path) -> Dataset:
        """Return the dataset that ``as_dict`` wrote, found in the folder ``path``."""
        return cls(
            **{
                **fields,
                "sectors": tuple(fields["sectors"]),
                "periods": tuple(fields["periods"]),
                "residual": tuple(fields["residual"]),
                "imported_at": datetime.fromisoformat(fields["imported_at"]),
                "fetched_at": _instant(fields.get("fetched_at")),
                "remarks": tuple(map(_said, fields.get("remarks", ()))),
                "period_names": tuple(fields.get("period_names", ())),
                "files": tuple((name, digest) for name, digest in fields.get("files", ())),
                "path": path,
            }
        )


def _said(remark: Mapping[str, str] | str) -> Said:
    # Tables stored before remarks were in two languages have them in English.
    return Said(remark, remark) if isinstance(remark, str) else Said(**remark)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
