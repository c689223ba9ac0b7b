"""A new table beside the one that it replaces: one that says much less may be cut short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from terreau.core.errors import BadInput, StoreFailure
from terreau.core.said import Said, count_fr, some
from terreau.datasets.catalogue import get_dataset, list_datasets
from terreau.datasets.dataset import Dataset
from terreau.datasets.sources.model import Edition, Editions, Remark, Source, Stored, Weight
from terreau.datasets.storing import Origin

# Under this part of the territories or of the rows that stood there before, it is refused.
_LEAST_TERRITORIES = 0.97
_LEAST_ROWS = 0.9
_SHOWN = 8
_SHORT = "wrong_number_of_columns"


def says_less(stored: Stored, edition: Edition, home: Path | None) -> Iterator[Remark]:
    """Refuse a table that says much less than the one it would replace.

    Parameters
    ----------
    stored : Stored
        The new one.
    edition : Edition
        Of which it is: another edition may have other years.
    home : Path or None
        Folder of the installation.
    """
    former = _in_force(stored.description.id, home)
    if former is None:
        return
    lost = _lost_periods(stored, former) if former.edition == edition.label else []
    if lost:
        named = some(lost, _SHOWN)
        yield Remark(
            Said(
                f"The file no longer gives {named.en}, which the one here does: it may be cut "
                "short, or its headers misread",
                f"Le fichier ne donne plus {named.fr}, que donne celui d’ici : il est peut-être "
                "tronqué, ou ses en-têtes mal lus",
            ),
            Weight.REFUSAL,
        )
    territories = int(str(stored.contents.facts["territories"]))
    if territories < _LEAST_TERRITORIES * former.territories:
        yield _refusal("territories", "territoires", territories, former.territories)
    elif stored.contents.rows < _LEAST_ROWS * former.rows_kept:
        yield _refusal("rows", "lignes", stored.contents.rows, former.rows_kept)


def is_cut(stored: Stored, file: Path) -> Iterator[Remark]:
    """Refuse a text whose last line has no end and too few columns: the rest of it is missing."""
    if file.suffix.lower() not in (".csv", ".txt", ".tsv"):
        return
    lines = [r.line for r in stored.contents.rejects.found if r.reason == _SHORT]
    if lines and not _ends(file) and max(lines) >= _count_lines(file):
        yield Remark(
            Said(
                f"The last line of the file, {max(lines)}, is cut: the file is not whole",
                f"La dernière ligne du fichier, {count_fr(max(lines))}, est coupée : il n’est pas "
                "entier",
            ),
            Weight.REFUSAL,
        )


def _ends(file: Path) -> bool:
    with file.open("rb") as content:
        content.seek(-1, 2)
        return content.read(1) in (b"\n", b"\r")


def _count_lines(file: Path) -> int:
    with file.open("rb") as content:
        return sum(1 for _ in content)


def refuse_another_part(source: Source, origin: Origin, home: Path | None) -> None:
    """Refuse the file of one part of a source as another part.

    Raises
    ------
    BadInput
        If the same file is held as another part.
    """
    if source.editions_are != Editions.PARTS:
        return
    for dataset in list_datasets(home):
        is_same = (dataset.source, dataset.file_sha256) == (source.id, origin.sha256)
        if is_same and dataset.edition != origin.edition:
            raise BadInput(
                f"This very file is held as another edition, {dataset.edition!r}",
                value=origin.edition,
                remedy=f"Check which it is; `terreau data remove {dataset.id}` if it was not that",
            )


def _in_force(dataset_id: str, home: Path | None) -> Dataset | None:
    try:
        return get_dataset(dataset_id, home)
    except (BadInput, StoreFailure):  # none, or one that cannot be compared
        return None


def _lost_periods(stored: Stored, former: Dataset) -> list[str]:
    """Return the periods that are gone, but those that only left by the far end."""
    had = [*map(str, former.period_names or former.periods)]
    has = [*map(str, stored.contents.facts.get("period_names") or stored.contents.facts["periods"])]  # type: ignore[call-overload]
    first = min(has, default="")
    is_sliding = len(has) >= len(had)
    return [p for p in had if p not in has and not (is_sliding and p < first)]


def _refusal(what: str, what_fr: str, found: int, before: int) -> Remark:
    return Remark(
        Said(
            f"The file gives {found} {what} where the one here gives {before}: it may be cut short",
            f"Le fichier donne {count_fr(found)} {what_fr} où celui d’ici en donne "
            f"{count_fr(before)} : il est peut-être tronqué",
        ),
        Weight.REFUSAL,
    )
