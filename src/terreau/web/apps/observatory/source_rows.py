"""Where each official source stands, as the pages and the API tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terreau.datasets.dataset import Dataset
from terreau.datasets.pulling import PullOutcome, PullState
from terreau.datasets.sources import Edition, Source
from terreau.datasets.sources.getting import SourceState, source_states
from terreau.datasets.stored_table import read_stored
from terreau.web.apps.observatory import source_uses
from terreau.web.apps.observatory.enums import Standing
from terreau.web.apps.observatory.source_coverage import Coverage, coverage_of
from terreau.web.apps.territories import import_runs
from terreau.web.apps.territories.enums import RunFault, RunState
from terreau.web.apps.territories.models import ImportRun
from terreau.web.shared.formatting import format_number

_OF_RUN = {RunState.FAILED: Standing.FAILED, RunState.INTERRUPTED: Standing.INTERRUPTED}
_OF_PULL = {
    PullOutcome.FAILED: Standing.FAILED,
    PullOutcome.INTERRUPTED: Standing.INTERRUPTED,
    PullOutcome.RUNNING: Standing.RUNNING,
}


@dataclass(frozen=True)
class Ending:
    """How the last attempt to bring a source went, when that still matters."""

    standing: Standing
    at: datetime
    fault: str = ""
    detail: str = ""


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
        """Whether something is under way."""
        return self.standing == Standing.RUNNING

    @property
    def is_bad(self) -> bool:
        """Whether the last attempt did not end well."""
        return self.standing in (Standing.FAILED, Standing.INTERRUPTED)

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
    def pullable(self) -> Edition | None:
        """The edition that a button can bring."""
        return import_runs.pullable_edition(self.source)

    @property
    def command(self) -> str:
        """What to type to import a file that a person has."""
        return source_uses.command_of(self.source, self.source.editions[-1])

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
    """Return what nothing here brings, with the sources that would, in their order."""
    found: dict[str, list[SourceRow]] = {}
    for row in rows:
        found.setdefault(row.use[0], []).append(row)
    return {
        use: sources
        for use, sources in found.items()
        if not any(row.state.datasets for row in sources)
    }


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
        return SourceRow(state, Standing.RUNNING, _progress(run), run=run)
    ending = _ending(state, run)
    if ending is not None:
        return SourceRow(state, ending.standing, _of_ending(ending), ending.detail)
    if not state.datasets:
        standing = Standing.NEVER_BROUGHT
    else:
        standing = Standing.UP_TO_DATE if state.is_latest else Standing.NEWER_EXISTS
    return SourceRow(state, standing, _SENTENCES[standing](state))


def _ending(state: SourceState, run: ImportRun | None) -> Ending | None:
    """Return the last attempt when it is under way or went wrong, and nothing came after it."""
    attempts = [_of_journal(each.pull) for each in state.editions if each.pull is not None]
    if run is not None:
        at = run.ended_at or run.created_at
        standing = _OF_RUN.get(RunState(run.state), Standing.UP_TO_DATE)
        attempts.append(Ending(standing, at, run.fault, run.sentence))
    if not attempts:
        return None
    last = max(attempts, key=lambda ending: (ending.at, bool(ending.fault)))
    is_settled = state.imported_at is not None and state.imported_at > last.at
    return None if is_settled or last.standing == Standing.UP_TO_DATE else last


def _of_journal(pull: PullState) -> Ending:
    # The journal counts in seconds: an end at the same second as a run's is the run's.
    at = (pull.ended_at or pull.began_at).replace(microsecond=0)
    return Ending(_OF_PULL.get(pull.outcome, Standing.UP_TO_DATE), at, detail=pull.sentence)


def _of_ending(ending: Ending) -> str:
    if ending.standing == Standing.RUNNING:
        return _("Une commande l’apporte en ce moment.")
    if ending.standing == Standing.INTERRUPTED:
        return _("L’arrivée a été interrompue ; la prochaine reprendra où elle s’est arrêtée.")
    what = str(RunFault(ending.fault).label) if ending.fault else _("La dernière fois, en vain.")
    kept = _("Ce qui était ici n’a pas changé.")
    return f"{what} {kept}"


def _progress(run: ImportRun) -> str:
    if run.state == RunState.WAITING:
        return _("En attente de son tour.")
    if run.stage == "waiting":
        return _("Le site de l’éditeur se fait attendre : nouvel essai dans un instant.")
    what = str(RunState(run.state).label)
    what = what[:1].upper() + what[1:]
    if not run.done_bytes:
        return f"{what}."
    if not run.total_bytes:
        return _("%(what)s : %(done)s Mo.") % {"what": what, "done": _mega(run.done_bytes)}
    return _("%(what)s : %(done)s Mo sur %(total)s Mo.") % {
        "what": what,
        "done": _mega(run.done_bytes),
        "total": _mega(run.total_bytes),
    }


def _mega(size: int) -> str:
    return format_number(size / 1e6, 0 if size >= 10e6 else 1)


def _up_to_date(state: SourceState) -> str:
    return _("Apportée le %(day)s.") % {"day": _day(state)}


def _newer_exists(state: SourceState) -> str:
    newest = source_uses.edition_name(state.source, state.source.editions[-1])
    return _("Apportée le %(day)s ; l’édition « %(newest)s » est parue depuis.") % {
        "day": _day(state),
        "newest": newest,
    }


def _never(state: SourceState) -> str:
    if import_runs.pullable_edition(state.source) is not None:
        return _("Rien n’en est ici.")
    if settings.MIRROR:
        return _("Rien n’en est ici ; le miroir de cette installation n’a pas le fichier.")
    return _("Rien n’en est ici ; son éditeur n’offre pas d’adresse stable.")


def _day(state: SourceState) -> str:
    assert state.imported_at is not None
    return date_format(state.imported_at, "j F Y")


_SENTENCES: dict[Standing, Callable[[SourceState], str]] = {
    Standing.UP_TO_DATE: _up_to_date,
    Standing.NEWER_EXISTS: _newer_exists,
    Standing.NEVER_BROUGHT: _never,
}
