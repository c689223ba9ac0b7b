"""Readings of registers: asked for, run, gone on with after a kill. One at a time on a machine."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere, StoreFailure, TerreauError
from terreau.core.progress import Progress, quiet
from terreau.datasets.registers import Chosen, activities, read_stock
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.directory.enums import Register, RegisterOutcome, RegisterRunState
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    can_add_organisation,
)
from terreau.web.apps.directory.register import RUNNING, RegisterChange, RegisterRun
from terreau.web.apps.directory.register_rules import (
    Entry,
    as_json,
    entry_of,
    of_json,
)
from terreau.web.apps.directory.services.register_requests import (
    folder_of_registers,
    register_api,
)
from terreau.web.apps.directory.services.register_writing import write_entries
from terreau.web.apps.directory.signals import register_read, register_requested
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

# Seconds between two writings of how far a run is.
_PACE = 0.5


def run_register(*, run_id: int, progress: Progress = quiet) -> RegisterRun:
    """Read and write a run that has not ended, from where it stands.

    Raises
    ------
    TerreauError
        What went wrong; the run says it too.
    """
    run = RegisterRun.objects.select_related("perimeter", "asked_by").get(pk=run_id)
    with _alone():
        try:
            _go_on(run, progress)
        except TerreauError as error:
            _end(run, RegisterRunState.FAILED, str(error))
            raise
        except Exception as error:
            _end(run, RegisterRunState.FAILED, f"{error!r}"[:500])
            raise
        except BaseException:
            _end(run, RegisterRunState.INTERRUPTED)
            raise
    return run


def resume_lost_runs() -> int:
    """Ask again for the runs that a worker left in the middle; to be called by the only one."""
    lost = list(RegisterRun.objects.filter(state__in=RUNNING).exclude(register=Register.SIRENE))
    for run in lost:
        register_requested.send(RegisterRun, run_id=run.pk)
    return len(lost)


def forget_trials(before: datetime) -> None:
    """Forget what trials read that nobody had written."""
    old = RegisterRun.objects.filter(is_trial=True, created_at__lt=before)
    old.update(entries=[])


def _go_on(run: RegisterRun, progress: Progress) -> None:
    if run.state == RegisterRunState.DONE:
        return
    acting = _acting(run)
    teller, run.sentence = _Teller(run, progress), ""
    _move(run, RegisterRunState.READING)
    entries = _entries(run, teller)
    _move(run, RegisterRunState.WRITING, done=run.position, total=len(entries))
    write_entries(
        acting=acting,
        run=run,
        entries=entries,
        may_keep=_keeper(run, acting),
        progress=lambda done: teller("writing", done, len(entries)),
    )
    if run.register == Register.SIRENE:
        shutil.rmtree(_work(run), ignore_errors=True)
    if not run.is_trial:  # Written: what a unit was called is kept by its organisation alone.
        RegisterRun.objects.filter(pk=run.pk).update(entries=[])
    record(acting, Verb.CREATED, run, {"counts": ("", _in_words(run.counts))})
    _end(run, RegisterRunState.DONE, run.sentence if run.register == Register.SIRENE else "")


def _in_words(counts: Mapping[str, int]) -> str:
    """Return how many became what, in the base's own language."""
    with translation.override("fr"):
        labels = {outcome.value: str(outcome.label) for outcome in RegisterOutcome}
    return ", ".join(f"{labels.get(name, 'inchangée')} : {n}" for name, n in sorted(counts.items()))


def _entries(run: RegisterRun, teller: Progress) -> list[Entry]:
    """Return what the register says, always in the same order."""
    if run.register == Register.SIRENE:
        return _of_stock(run, teller)
    if run.register == Register.SEARCH_API and not run.entries:
        _ask_numbers(run, teller)
    return [of_json(kept) for kept in run.entries]


def _of_stock(run: RegisterRun, teller: Progress) -> list[Entry]:
    assert run.perimeter is not None
    options, work = run.options, _work(run)
    communes = frozenset(last_members([run.perimeter]))
    chosen = Chosen(
        communes, activities(options.get("naf", [])), options.get("least", ""), _known(run, work)
    )
    units = Path(options["units"]) if options.get("units") else None
    read = read_stock(Path(options["establishments"]), units, chosen, folder=work, progress=teller)
    run.edition = read.edition
    run.rejected = [
        {"line": line, "value": value, "reason": "siret"} for line, value in read.rejected
    ]
    run.save(update_fields=("edition", "rejected"))
    if read.rejected_count or read.duplicates:
        run.sentence = f"No SIRET: {read.rejected_count} lines; told twice: {read.duplicates}"
    return [entry_of(each) for each in read.establishments]


def _known(run: RegisterRun, work: Path) -> frozenset[str]:
    """Return the SIRET of the territory that are known when the run begins, and only then."""
    kept = work / "known.json"
    if not kept.is_file():
        assert run.perimeter is not None
        here = Organisation.objects.filter(within([run.perimeter.pk]).condition("seat"))
        sirets = here.exclude(siret="").order_by("siret").values_list("siret", flat=True)
        work.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(list(sirets)), encoding="utf-8")
    return frozenset(json.loads(kept.read_text(encoding="utf-8")))


def _ask_numbers(run: RegisterRun, teller: Progress) -> None:
    """Ask the register for each number of a list; what it says is kept with the run."""
    api, found, unknown = register_api(), [], []
    for rank, number in enumerate(run.numbers):
        teller("asking", rank, len(run.numbers))
        told = api.find(number)
        wanted = told if len(number) == 14 else [each for each in told if each.is_head][:1]
        found += [entry_of(each) for each in wanted]
        if not wanted:
            unknown.append(number)
    run.entries = [as_json(entry) for entry in found]
    run.counts = {RegisterOutcome.UNKNOWN.value: len(unknown)} if unknown else {}
    with transaction.atomic():
        run.save(update_fields=("entries", "counts"))
        RegisterChange.objects.bulk_create(
            RegisterChange(run=run, outcome=RegisterOutcome.UNKNOWN, siret=number)
            for number in unknown
        )


def _keeper(run: RegisterRun, acting: Acting) -> Callable[[Perimeter | None], bool]:
    """Return whether who acts keeps the directory of where an organisation sits."""
    if acting.is_operator and run.perimeter is not None:
        here = within([run.perimeter.pk])
        # One that its number brought here sits here, wherever the register says from now on.
        return here.holds
    if acting.is_operator:
        return lambda seat: seat is not None
    return lambda seat: can_add_organisation(acting.scope, seat)


def _acting(run: RegisterRun) -> Acting:
    if run.asked_by is None and run.register == Register.SIRENE:
        return OPERATOR  # Whoever holds the machine reads the stock, and nobody else does.
    if run.asked_by is None:
        raise NotHere(
            _("Qui a demandé cette lecture n’a plus de compte"),
            remedy=_("Donnez le fichier à nouveau."),
        )
    return Acting(run.asked_by, scope_of(run.asked_by))


def _work(run: RegisterRun) -> Path:
    return folder_of_registers() / f"run-{run.pk}"


def _move(run: RegisterRun, state: RegisterRunState, **fields: Any) -> None:
    RegisterRun.objects.filter(pk=run.pk).update(state=state, ended_at=None, sentence="", **fields)
    run.state = state


def _end(run: RegisterRun, state: RegisterRunState, sentence: str = "") -> None:
    ended = {"state": state, "sentence": sentence, "ended_at": timezone.now()}
    RegisterRun.objects.filter(pk=run.pk).update(**ended)
    run.state, run.sentence = state, sentence
    if run.position and not run.is_trial:
        register_read.send(RegisterRun, run_id=run.pk)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the readings of this machine: two at once would write the same organisations."""
    folder = folder_of_registers()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreFailure(
                "Another reading of a register is running",
                remedy="Wait until it ends, then run the command again",
                kept="This one changed nothing",
            ) from error
        yield


class _Teller:
    """Writes how far a run is, twice a second at most, and tells whoever waits."""

    def __init__(self, run: RegisterRun, progress: Progress) -> None:
        self._run, self._progress, self._at = run, progress, 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Note a step."""
        self._progress(stage, done, total)
        now = time.monotonic()
        if now - self._at >= _PACE:
            self._at = now
            RegisterRun.objects.filter(pk=self._run.pk).update(done=done, total=total)
