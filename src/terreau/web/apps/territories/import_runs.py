"""Official sources brought here by a task: asked for, run, told. One run at a time per edition.

Nothing here harms what is held: fetching and importing keep it whole by themselves. A run that was
cut short goes on from where it stood when it is asked for again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from terreau.core.errors import BadInput, FetchFailure, ProgramFault, StoreFailure, TerreauError
from terreau.datasets.pulling import is_reachable
from terreau.datasets.sources import Edition, Source, get_source
from terreau.datasets.sources.getting import current, pull_sources, source_states
from terreau.datasets.storing import ImportReport
from terreau.web.apps.territories.enums import RunFault, RunState
from terreau.web.apps.territories.models import ImportRun
from terreau.web.apps.territories.rules import RUNNING_STATES, states_before
from terreau.web.apps.territories.signals import pull_requested

# Seconds between two writings of how far a run is.
_PACE = 0.5
# Larger files than this (bytes) are brought only when somebody asks.
_UNASKED = 2 << 30
_OF_FETCHING = frozenset({"fetching", "copying", "waiting"})


def pullable_edition(source: Source, label: str = "") -> Edition | None:
    """Return the edition that can be brought from here without anybody giving a file.

    Parameters
    ----------
    source : Source
        Of which.
    label : str
        Which one; the newest that can be brought when it is left out.

    Returns
    -------
    Edition or None
        One with an address that lasts, or whose file stands in the mirror of this installation.
    """
    mirror = settings.MIRROR
    for edition in reversed(source.editions):
        if label not in ("", edition.label):
            continue
        place = mirror and Path(mirror) / source.id / edition.label / edition.file_name
        if place.is_file() if place else edition.address:
            return edition
    return None


def request_pull(*, source_id: str, label: str = "") -> ImportRun:
    """Ask for an edition; a second request while it runs returns the run there is.

    Parameters
    ----------
    source_id : str
        Which source.
    label : str
        Which edition; the newest that can be brought by default.

    Raises
    ------
    BadInput
        If there is no such source or edition, or it has no address.
    """
    source = get_source(source_id)
    edition = pullable_edition(source, source.edition(label).label if label else "")
    if edition is None:
        raise BadInput(
            "This edition has no address that lasts",
            value=f"{source_id} {label}".strip(),
            remedy=f"Take the file at {source.page}, then terreau data import {source_id} FILE",
        )
    with transaction.atomic():
        run, is_new = ImportRun.objects.get_or_create(
            source=source.id, edition=edition.label, state__in=sorted(RUNNING_STATES)
        )
        if is_new:
            _send(run.pk)
    return run


def pullable_editions(source: Source) -> list[Edition]:
    """Return what a button brings of a source: its newest edition, or all of its parts."""
    here = [e for e in source.editions if pullable_edition(source, e.label) is not None]
    return list(current(source, here))


def request_source(*, source_id: str) -> list[ImportRun]:
    """Ask for what a source has: its newest edition, or the parts that are not here yet.

    Where all are here, they are asked for again: their publisher may have changed them.

    Raises
    ------
    BadInput
        If there is no such source, or nothing of it has an address.
    """
    source = get_source(source_id)
    state = next(each for each in source_states(_home()) if each.source == source)
    offered = pullable_editions(source)
    lacking = [edition for edition in offered if edition in state.lacking]
    labels = [edition.label for edition in lacking or offered] or [""]
    return [request_pull(source_id=source_id, label=label) for label in labels]


def request_lacking() -> list[ImportRun]:
    """Ask for what is not held whole of each source."""
    return [
        request_pull(source_id=source.id, label=edition.label) for source, edition in list_lacking()
    ]


def request_newest() -> list[ImportRun]:
    """Do the same by itself, if the network is there.

    Returns
    -------
    list[ImportRun]
        Empty, and nothing said, when the first publisher cannot be reached at once.
    """
    wanted = list_lacking()
    is_near = settings.MIRROR or (wanted and is_reachable(wanted[0][1].address))
    return request_lacking() if is_near else []


def list_lacking() -> list[tuple[Source, Edition]]:
    """Return what is not held whole of each source and can be brought.

    The largest files wait until somebody names them.
    """
    return [
        (state.source, edition)
        for state in source_states(_home())
        for edition in pullable_editions(state.source)
        if (edition in state.lacking or state.is_extract or state.damaged)
        and edition.largest <= _UNASKED
    ]


def run_pull(*, run_id: int) -> None:
    """Bring the edition of a run that waits; nothing when it no longer waits."""
    if not _move(run_id, RunState.FETCHING, started_at=timezone.now()):
        return
    run = ImportRun.objects.get(pk=run_id)
    try:
        source = get_source(run.source)
        (report,) = pull_sources(
            [(source, source.edition(run.edition))],
            home=_home(),
            mirror=settings.MIRROR,
            progress=lambda _: RunProgress(run_id),
        )
    except TerreauError as error:
        _fail(run_id, error)
    except Exception as error:
        _end(run_id, RunState.FAILED, fault=RunFault.PROGRAM, sentence=f"{error!r}"[:500])
        raise
    except BaseException:
        # The worker is told to stop.
        _end(run_id, RunState.INTERRUPTED)
        raise
    else:
        if report.error is not None:
            _fail(run_id, report.error)
            if isinstance(report.error, ProgramFault):
                raise report.error
        else:
            brought: Any = report.brought
            _end(run_id, RunState.DONE, reports=_told(brought))


def interrupt_lost_runs() -> int:
    """End the runs that a worker left in the middle, ask again for those that wait.

    Returns
    -------
    int
        How many were ended. To be called by the only worker there is, before it works.
    """
    for run_id in ImportRun.objects.filter(state=RunState.WAITING).values_list("pk", flat=True):
        _send(run_id)  # its task may be lost; were it not, a run is only run once
    lost = ImportRun.objects.filter(state__in=[RunState.FETCHING, RunState.READING])
    return lost.update(state=RunState.INTERRUPTED, ended_at=timezone.now())


def latest_runs() -> dict[str, ImportRun]:
    """Return the run of each source that tells where it stands: the one that runs, or the last."""
    found: dict[str, ImportRun] = {}
    for run in ImportRun.objects.order_by("created_at", "pk"):
        if run.source not in found or run.is_running or not found[run.source].is_running:
            found[run.source] = run
    return found


def list_runs(source_id: str, *, limit: int = 20) -> list[ImportRun]:
    """Return the runs of a source, the last one first."""
    return list(ImportRun.objects.filter(source=source_id)[:limit])


class RunProgress:
    """Writes how far a run is, twice a second at most, from whichever thread tells it."""

    def __init__(self, run_id: int) -> None:
        self._run_id, self._written_at = run_id, 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Note a step; one that cannot be written now is left to the next."""
        now = time.monotonic()
        if now - self._written_at < _PACE:
            return
        self._written_at = now
        with contextlib.suppress(DatabaseError):
            if stage not in _OF_FETCHING:
                _move(self._run_id, RunState.READING)
            ImportRun.objects.filter(pk=self._run_id, state__in=RUNNING_STATES).update(
                stage=stage, done_bytes=max(done, 0), total_bytes=total
            )
        if threading.current_thread() is not threading.main_thread():
            connection.close()  # of this thread, which ends with the pull


def _send(run_id: int) -> None:
    transaction.on_commit(lambda: pull_requested.send(ImportRun, run_id=run_id))


def _move(run_id: int, state: RunState, **fields: object) -> bool:
    """Take a run to a state if its own allows it, in one step; return whether it did."""
    before = ImportRun.objects.filter(pk=run_id, state__in=states_before(state))
    return bool(before.update(state=state, **fields))


def _end(run_id: int, state: RunState, **fields: object) -> None:
    _move(run_id, state, ended_at=timezone.now(), **fields)


def _fail(run_id: int, error: TerreauError) -> None:
    kinds: dict[type[TerreauError], RunFault] = {
        FetchFailure: RunFault.FETCH,
        StoreFailure: RunFault.STORE,
        ProgramFault: RunFault.PROGRAM,
    }
    fault = next((kinds[kind] for kind in kinds if isinstance(error, kind)), RunFault.FILE)
    _end(run_id, RunState.FAILED, fault=fault, sentence=str(error))


def _told(reports: Iterable[ImportReport]) -> list[dict[str, object]]:
    return [
        {
            "dataset": report.dataset.id,
            "is_new": report.is_new,
            "rows_kept": report.dataset.rows_kept,
            "rows_rejected": report.dataset.rows_rejected,
            "reasons": {reason: count for reason, (count, _) in report.rejected.items()},
        }
        for report in reports
    ]


def _home() -> Path:
    return Path(settings.TERREAU_HOME)
