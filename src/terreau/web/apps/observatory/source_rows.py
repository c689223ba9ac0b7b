"""Where each official source stands, as the pages and the API tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from terreau.datasets.dataset import Dataset
from terreau.datasets.sources import Edition, Source
from terreau.datasets.sources.getting import SourceState, source_states
from terreau.datasets.stored_table import read_stored
from terreau.web.apps.observatory import source_uses
from terreau.web.apps.observatory.enums import Standing
from terreau.web.apps.observatory.source_coverage import Coverage, coverage_of
from terreau.web.apps.observatory.source_standing import (
    ending_of,
    progress_of,
    sentence_of,
    sentence_of_ending,
    standing_of,
)
from terreau.web.apps.territories import import_runs
from terreau.web.apps.territories.enums import RunState
from terreau.web.apps.territories.models import ImportRun


@dataclass(frozen=True)
class EditionRow:
    """An edition as the page of its source shows it.

    Parameters
    ----------
    name : str
        As a person names it.
    edition : Edition
        Which one.
    is_held, can_be_pulled : bool
        Whether something of it is here; whether a button can bring it.
    """

    name: str
    edition: Edition
    is_held: bool
    can_be_pulled: bool


@dataclass(frozen=True)
class SourceRow:
    """A source as a page shows it.

    Parameters
    ----------
    state : SourceState
        What is held of it and what was tried.
    standing : Standing
        In one word.
    sentence, detail : str
        The same in a sentence; what the work itself said of a failure, in English.
    run : ImportRun or None
        The run that works or waits.
    """

    state: SourceState
    standing: Standing
    sentence: str
    detail: str = ""
    run: ImportRun | None = None

    @property
    def source(self) -> Source:
        """Which one."""
        return self.state.source

    @property
    def is_running(self) -> bool:
        """Whether something is under way, or waits for its turn."""
        return self.standing in (Standing.RUNNING, Standing.WAITING)

    @property
    def is_here(self) -> bool:
        """Whether something of it is here, or comes."""
        return bool(self.state.datasets or self.state.damaged) or self.is_running

    @property
    def is_bad(self) -> bool:
        """Whether the last attempt did not end well, or what is here cannot be read."""
        return self.standing in (Standing.FAILED, Standing.INTERRUPTED, Standing.DAMAGED)

    @property
    def use(self) -> tuple[str, str]:
        """What it brings; the pages that show it."""
        return source_uses.use_of(self.source)

    @property
    def duty(self) -> str:
        """What the licence asks."""
        return source_uses.duty_of(self.source)

    @property
    def proof(self) -> str:
        """What its reading was not tried on."""
        return source_uses.proof_of(self.source)

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """How much of the country it covers here."""
        return coverage_of(self.state.datasets)

    @property
    def editions(self) -> list[EditionRow]:
        """Its editions, the newest first."""
        return [
            EditionRow(
                source_uses.edition_name(self.source, each.edition),
                each.edition,
                bool(each.datasets),
                import_runs.pullable_edition(self.source, each.edition.label) is not None,
            )
            for each in reversed(self.state.editions)
        ]

    @property
    def vintages(self) -> list[str]:
        """What the tables held say they are."""
        return list(dict.fromkeys(dataset.vintage for dataset in self.state.datasets))

    @property
    def pullable(self) -> list[Edition]:
        """What a button brings."""
        return import_runs.pullable_editions(self.source)

    @property
    def command(self) -> str:
        """What to type to import a file that a person has."""
        wanted = (*self.source.editions, *self.state.lacking)[-1]
        return source_uses.command_of(self.source, wanted)

    @property
    def rejected(self) -> int:
        """Cells refused, of all its tables."""
        return sum(dataset.rows_rejected for dataset in self.state.datasets)

    @property
    def remarks(self) -> int:
        """How many remarks its checks made."""
        return sum(len(dataset.remarks) for dataset in self.state.datasets)


def list_rows() -> list[SourceRow]:
    """Return every source with where it stands."""
    runs = import_runs.latest_runs()
    states = source_states(Path(settings.TERREAU_HOME))
    return [_row(state, runs.get(state.source.id)) for state in states]


def get_row(source_id: str) -> SourceRow | None:
    """Return one source with where it stands; None when there is none of that name."""
    return next((row for row in list_rows() if row.source.id == source_id), None)


def missing_uses(rows: Iterable[SourceRow]) -> dict[str, list[SourceRow]]:
    """Return what nothing here brings whole, with the sources that would, in their order."""
    found: dict[str, list[SourceRow]] = {}
    for row in rows:
        found.setdefault(row.use[0], []).append(row)
    return {
        use: sources
        for use, sources in found.items()
        if not any(row.state.datasets and not row.state.is_partial for row in sources)
    }


def list_runs(source: Source) -> list[tuple[ImportRun, str]]:
    """Return the runs of a source with the names of their editions, the last one first."""
    known = {edition.label: edition for edition in source.editions}
    return [
        (run, source_uses.edition_name(source, known[run.edition]) if run.edition in known else "")
        for run in import_runs.list_runs(source.id)
    ]


def rejected_reasons(dataset: Dataset) -> list[tuple[str, int]]:
    """Return why cells of a table were refused, the most frequent first."""
    if not dataset.rows_rejected:
        return []
    counted = read_stored(dataset.rejected_path, columns=["reason"])["reason"].value_counts()
    found = [(one["values"].as_py(), one["counts"].as_py()) for one in counted]
    named = [(str(source_uses.REASONS.get(reason, reason)), count) for reason, count in found]
    return sorted(named, key=lambda item: (-item[1], item[0]))


def _row(state: SourceState, run: ImportRun | None) -> SourceRow:
    if run is not None and run.is_running:
        is_waiting = run.state == RunState.WAITING
        standing = Standing.WAITING if is_waiting else Standing.RUNNING
        return SourceRow(state, standing, progress_of(run), run=run)
    ending = ending_of(state, run)
    if ending is not None:
        return SourceRow(state, ending.standing, sentence_of_ending(ending, state), ending.detail)
    return SourceRow(state, standing_of(state), sentence_of(state))
