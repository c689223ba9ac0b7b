"""Official sources brought to this installation: fetched, imported; where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terreau.core.progress import Progress, quiet
from terreau.datasets.catalogue import Damaged, list_damaged, list_datasets
from terreau.datasets.dataset import Dataset
from terreau.datasets.pulling import (
    LIMITS,
    Fetched,
    Limits,
    PullReport,
    PullState,
    Wanted,
    pull,
    pull_state,
)
from terreau.datasets.sources.importing import import_source
from terreau.datasets.sources.model import Edition, Editions, Source
from terreau.datasets.sources.registry import list_sources

_STARTS = {".zip": (b"PK\x03\x04",), ".xlsx": (b"PK\x03\x04",), ".parquet": (b"PAR1",)}


@dataclass(frozen=True)
class EditionState:
    """Where an edition stands here.

    Parameters
    ----------
    edition : Edition
        Which one.
    pull : PullState or None
        Its last pull; None when there was none.
    datasets : tuple of Dataset
        What was imported of it and is in force.
    """

    edition: Edition
    pull: PullState | None
    datasets: tuple[Dataset, ...]


@dataclass(frozen=True)
class SourceState:
    """Where a source stands here.

    Parameters
    ----------
    source : Source
        Which one.
    editions : tuple of EditionState
        Its editions, oldest first.
    damaged : tuple of Damaged
        What was imported of it and cannot be read any more.
    """

    source: Source
    editions: tuple[EditionState, ...]
    damaged: tuple[Damaged, ...] = ()

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """Everything held of it."""
        return tuple(dataset for edition in self.editions for dataset in edition.datasets)

    @property
    def lacking(self) -> tuple[Edition, ...]:
        """The editions without which what is held is not all there is; all it has where none is."""
        absent = tuple(each.edition for each in self.editions if not each.datasets)
        if self.source.editions_are == Editions.PARTS:
            return absent
        is_here = (
            bool(self.datasets)
            if self.source.editions_are == Editions.FORMS
            else bool(self.editions[-1].datasets)
        )
        return () if is_here else absent[-1:]

    @property
    def is_partial(self) -> bool:
        """Whether a table that is held is not the whole country, though its source is."""
        return any(dataset.is_partial for dataset in self.datasets)

    @property
    def is_extract(self) -> bool:
        """Whether such a table was given by hand: the publisher's file may be whole."""
        return any(dataset.is_partial and not dataset.fetched_from for dataset in self.datasets)

    @property
    def imported_at(self) -> datetime | None:
        """When the newest of its datasets was imported."""
        return max((dataset.imported_at for dataset in self.datasets), default=None)

    @property
    def can_be_pulled(self) -> bool:
        """Whether an edition has an address that lasts."""
        return any(each.edition.address for each in self.editions)


def source_states(home: Path | None = None) -> list[SourceState]:
    """Return where every source stands, in the order of the registry."""
    pulls = {(state.source, state.edition): state for state in pull_state(home)}
    held: dict[tuple[str, str], list[Dataset]] = {}
    for dataset in list_datasets(home):
        held.setdefault((dataset.source, dataset.edition), []).append(dataset)
    damaged = list_damaged(home)
    return [
        SourceState(
            source,
            tuple(
                EditionState(
                    edition,
                    pulls.get((source.id, edition.label)),
                    tuple(held.get((source.id, edition.label), ())),
                )
                for edition in source.editions
            ),
            tuple(one for one in damaged if one.id in source.datasets),
        )
        for source in list_sources()
    ]


def pull_sources(
    wanted: Sequence[tuple[Source, Edition]],
    *,
    home: Path | None = None,
    mirror: Path | None = None,
    progress: Callable[[Wanted], Progress] = lambda _: quiet,
    limits: Limits = LIMITS,
) -> list[PullReport]:
    """Fetch and import editions of sources; the failure of one stops no other.

    Parameters
    ----------
    wanted : Sequence[tuple[Source, Edition]]
        Which ones.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    mirror : Path, optional
        Folder to take the files from: ``<mirror>/<source>/<edition>/<official-name>``.
    progress : Callable
        Gives the progress of each.
    limits : Limits
        How patient and how bold a fetch may be.

    Returns
    -------
    list[PullReport]
        In the order asked; ``brought`` is a list of `ImportReport`.
    """

    def bring_in(one: Wanted, fetched: Fetched, tell: Progress) -> object:
        return import_source(
            one.source,
            fetched.path,
            edition=one.edition,
            home=home,
            fetched=fetched,
            progress=tell,
        )

    return pull(
        [_wanted(source, edition) for source, edition in wanted],
        bring_in,
        home=home,
        mirror=mirror,
        progress=progress,
        limits=limits,
    )


def newest_to_pull(sources: Iterable[Source]) -> list[tuple[Source, Edition]]:
    """Return the newest edition of each source that has an address that lasts; all of its parts."""
    return [
        (source, edition)
        for source in sources
        for edition in current(source, [each for each in source.editions if each.address])
    ]


def current(source: Source, editions: Sequence[Edition]) -> Sequence[Edition]:
    """Return those of some editions of a source, oldest first, that no other replaces."""
    return editions if source.editions_are == Editions.PARTS else editions[-1:]


def _wanted(source: Source, edition: Edition) -> Wanted:
    return Wanted(
        source.id,
        edition.label,
        edition.file_name,
        edition.address,
        edition.largest,
        starts_with=_STARTS.get(Path(edition.file_name).suffix, ()),
    )
