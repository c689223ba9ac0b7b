"""Batches of reports made by a task: asked for, made, kept a while as a ZIP.

A ZIP appears at once, whole. A batch that a worker left in the middle is asked for again.
"""

from __future__ import annotations

import contextlib
import shutil
import time
import zipfile
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, TerreauError
from terreau.datasets import catalogue
from terreau.web.apps.observatory.map_scope import chosen_scope
from terreau.web.apps.reports.enums import UNDER_WAY, BatchState
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.apps.reports.series import Wanted, Written, list_codes, write_series
from terreau.web.apps.reports.signals import batch_requested

# Seconds between two writings of how far a batch is.
_PACE = 0.5
# ZIPs of older batches give their room back.
_KEPT = 10


def request_batch(wanted: Wanted) -> ReportBatch:
    """Ask for a batch; a second request for the same while it is made returns the one there is.

    Raises
    ------
    BadInput
        As `list_codes`.
    """
    total = len(list_codes(wanted))
    scope = chosen_scope(wanted.within, kind=wanted.kind, country=wanted.country)
    asked = asdict(wanted)
    site = asked.pop("site")
    with transaction.atomic():
        batch, is_new = ReportBatch.objects.get_or_create(
            **asked,
            state__in=sorted(UNDER_WAY),
            defaults={"site": site, "total": total, "within_name": scope.name if scope else ""},
        )
        if is_new:
            transaction.on_commit(lambda: batch_requested.send(ReportBatch, batch_id=batch.pk))
    return batch


def run_batch(*, batch_id: int) -> None:
    """Make a batch that waits; nothing when it no longer does."""
    waiting = ReportBatch.objects.filter(pk=batch_id, state=BatchState.WAITING)
    if not waiting.update(state=BatchState.RUNNING):
        return
    batch = ReportBatch.objects.get(pk=batch_id)
    folder = archive(batch).with_suffix(".making")
    try:
        _make(batch, folder)
    except TerreauError as error:
        _end(batch, BatchState.FAILED, sentence=error.sentence())
    except OSError:
        with translation.override(batch.language):
            said = _("Le disque de cette installation n’a pas pu garder ces rapports.")
        _end(batch, BatchState.FAILED, sentence=said)
    except Exception as error:
        _end(batch, BatchState.FAILED, sentence=f"{error!r}"[:500])
        raise
    except BaseException:
        # The worker is told to stop.
        _end(batch, BatchState.INTERRUPTED)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def interrupt_lost_batches() -> int:
    """End the batches that a worker left in the middle, ask again for those that wait.

    Returns
    -------
    int
        How many were ended. To be called by the only worker there is, before it works.
    """
    for batch in ReportBatch.objects.filter(state=BatchState.WAITING):
        batch_requested.send(ReportBatch, batch_id=batch.pk)  # run once, even if asked twice
    for left in _folder().glob("*.making"):
        shutil.rmtree(left, ignore_errors=True)
    lost = ReportBatch.objects.filter(state=BatchState.RUNNING)
    return lost.update(state=BatchState.INTERRUPTED, ended_at=timezone.now())


def list_batches() -> list[ReportBatch]:
    """Return the last batches, the newest first."""
    return list(ReportBatch.objects.all()[:_KEPT])


def archive(batch: ReportBatch) -> Path:
    """Return where the ZIP of a batch stands once it is made."""
    return _folder() / f"batch-{batch.pk}.zip"


def _make(batch: ReportBatch, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = Wanted(
        kind=batch.kind,
        country=batch.country,
        within=batch.within,
        suffix=batch.suffix,
        language=batch.language,
        site=batch.site,
    )
    home = Path(settings.TERREAU_HOME)
    before = catalogue.revision(home)
    written = write_series(wanted, folder, tell=_Teller(batch))
    if catalogue.revision(home) != before:
        with translation.override(batch.language):
            raise BadInput(
                _("Les données ont changé pendant que ces rapports se faisaient"),
                remedy=_("Demandez-les à nouveau : tous diront alors la même chose."),
            )
    left_out = [asdict(each) for each in written if not each.file]
    if len(left_out) == len(written):
        raise BadInput(left_out[0]["sentence"])
    _pack(folder, archive(batch))
    _end(batch, BatchState.DONE, done=len(written), left_out=left_out)
    _make_room()


class _Teller:
    """Writes how far a batch is, twice a second at most."""

    def __init__(self, batch: ReportBatch) -> None:
        self._batch, self._done, self._written_at = batch, 0, 0.0

    def __call__(self, _written: Written) -> None:
        """Note one more; one that cannot be written now is left to the next."""
        self._done += 1
        now = time.monotonic()
        if now - self._written_at < _PACE:
            return
        self._written_at = now
        with contextlib.suppress(DatabaseError):
            running = ReportBatch.objects.filter(pk=self._batch.pk, state=BatchState.RUNNING)
            running.update(done=self._done)


def _pack(folder: Path, target: Path) -> None:
    beside = folder / "all.zip"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            if file != beside:
                packed.write(file, file.name)
    beside.replace(target)


def _make_room() -> None:
    """Remove the ZIPs that no longer belong to the last batches."""
    kept = {archive(batch) for batch in list_batches()}
    for file in set(_folder().glob("batch-*.zip")) - kept:
        file.unlink(missing_ok=True)


def _end(batch: ReportBatch, state: BatchState, **fields: object) -> None:
    running = ReportBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING)
    running.update(state=state, ended_at=timezone.now(), **fields)


def _folder() -> Path:
    return Path(settings.TERREAU_HOME) / "reports"
