"""Where a source stands, and how its last attempt went, in a sentence of the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.datasets.pulling import PullOutcome, PullState
from terreau.datasets.sources import Editions
from terreau.datasets.sources.getting import SourceState
from terreau.web.apps.observatory import source_uses
from terreau.web.apps.observatory.enums import Standing
from terreau.web.apps.territories import import_runs
from terreau.web.apps.territories.enums import RunFault, RunState
from terreau.web.apps.territories.models import ImportRun
from terreau.web.shared.formatting import format_day, format_number

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


def standing_of(state: SourceState) -> Standing:
    """Return where a source stands by what is held of it."""
    if state.damaged:
        return Standing.DAMAGED
    if not state.datasets:
        return Standing.NEVER_BROUGHT
    is_whole = state.source.editions_are != Editions.PARTS
    if state.is_partial or (state.lacking and not is_whole):
        return Standing.INCOMPLETE
    return Standing.NEWER_EXISTS if state.lacking else Standing.UP_TO_DATE


def ending_of(state: SourceState, run: ImportRun | None) -> Ending | None:
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


def sentence_of(state: SourceState) -> str:
    """Say where a source stands by what is held of it."""
    return _SENTENCES[standing_of(state)](state)


def sentence_of_ending(ending: Ending, state: SourceState) -> str:
    """Say how the last attempt ended, and what is here all the same."""
    if ending.standing == Standing.RUNNING:
        return _("Une commande l’apporte en ce moment.")
    if ending.standing == Standing.INTERRUPTED:
        return _("L’arrivée a été interrompue ; la prochaine reprendra où elle s’est arrêtée.")
    what = str(RunFault(ending.fault).label) if ending.fault else _("La dernière fois, en vain.")
    if not state.datasets:
        return what
    kept = _("Ce qui était ici n’a pas changé.")
    return f"{what} {kept} {sentence_of(state)}"


def progress_of(run: ImportRun) -> str:
    """Say how far a run is."""
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


def _incomplete(state: SourceState) -> str:
    words = {"day": _day(state)}
    if state.is_partial:
        return (
            _("Apportée le %(day)s, en partie : le fichier n’est pas celui de tout le pays.")
            % words
        )
    names = [source_uses.edition_name(state.source, edition) for edition in state.lacking]
    return _("Apportée le %(day)s ; il y manque : %(lacking)s.") % {
        **words,
        "lacking": ", ".join(names),
    }


def _damaged(state: SourceState) -> str:
    return _(
        "Des fichiers gardés ici sont abîmés (%(tables)s) : leurs chiffres ne sont plus montrés. "
        "L’apporter de nouveau les remplace."
    ) % {"tables": ", ".join(one.id for one in state.damaged)}


def _never(state: SourceState) -> str:
    if import_runs.pullable_editions(state.source):
        return _("Rien n’en est ici.")
    if settings.MIRROR:
        return _("Rien n’en est ici ; le miroir de cette installation n’a pas le fichier.")
    return _("Rien n’en est ici ; son éditeur n’offre pas d’adresse stable.")


def _day(state: SourceState) -> str:
    assert state.imported_at is not None
    return format_day(timezone.localtime(state.imported_at))


_SENTENCES: dict[Standing, Callable[[SourceState], str]] = {
    Standing.DAMAGED: _damaged,
    Standing.UP_TO_DATE: _up_to_date,
    Standing.INCOMPLETE: _incomplete,
    Standing.NEWER_EXISTS: _newer_exists,
    Standing.NEVER_BROUGHT: _never,
}
