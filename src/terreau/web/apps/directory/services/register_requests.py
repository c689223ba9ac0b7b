"""Readings of registers asked for: a territory by the machine, a list or a file by a keeper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.datasets.registers import Chosen, activities
from terreau.datasets.registers.asking import RegisterApi
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import Register, RegisterRunState
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.register_rules import NUMBERS_AT_ONCE, Entry, as_json, of_json
from terreau.web.apps.directory.signals import register_requested
from terreau.web.apps.territories.models import Perimeter


def register_api() -> RegisterApi:
    """Return the API of the register, where this installation may ask it.

    Raises
    ------
    BadInput
        If it may not.
    """
    if settings.REGISTER_API is None:
        raise BadInput(
            _("Ce site n’interroge pas le registre des entreprises"),
            remedy=_(
                "Demandez à qui l’installe de l’ouvrir ; d’ici là, donnez un fichier du "
                "territoire ou ajoutez l’organisation à la main."
            ),
        )
    return RegisterApi(folder_of_registers() / "answers", **settings.REGISTER_API)


def folder_of_registers() -> Path:
    """Return the folder of what is read of registers."""
    return Path(settings.TERREAU_HOME) / "registers"


def request_stock(
    *, perimeter: Perimeter, options: dict[str, Any], is_trial: bool = False
) -> RegisterRun:
    """Ask for a territory to be read out of the stock files, by the right of the machine.

    A run of the same files and the same choice that did not end is gone on with.

    Raises
    ------
    BadInput
        If an activity or a band of headcount is none.
    """
    Chosen(frozenset(), activities(options.get("naf", [])), options.get("least", ""))
    same = RegisterRun.objects.filter(
        register=Register.SIRENE, perimeter=perimeter, options=options, is_trial=is_trial
    )
    left = same.exclude(state=RegisterRunState.DONE).first()
    return left or RegisterRun.objects.create(
        register=Register.SIRENE, perimeter=perimeter, options=options, is_trial=is_trial
    )


@transaction.atomic
def request_list(
    *,
    acting: Acting,
    register: Register,
    numbers: Sequence[str] = (),
    entries: Sequence[Entry] = (),
    rejected: Sequence[dict[str, Any]] = (),
    is_trial: bool = False,
    is_left_to_worker: bool = True,
) -> RegisterRun:
    """Ask for a list of numbers, or the lines of a file, to be brought in the directory.

    Raises
    ------
    NotHere
        If who acts keeps no directory.
    BadInput
        If there is nothing, there are too many numbers, or the register may not be asked.
    """
    if not acting.is_operator and not keeps_a_directory(acting.scope):
        raise nothing_here()
    if register == Register.SEARCH_API:
        register_api()
        if not 0 < len(numbers) <= NUMBERS_AT_ONCE:
            raise BadInput(
                _("Une liste a de 1 à %s numéros") % NUMBERS_AT_ONCE,
                value=len(numbers),
                remedy=_("Coupez-la en plusieurs."),
            )
    run = RegisterRun.objects.create(
        register=register,
        asked_by=acting.user,
        numbers=list(numbers),
        entries=[as_json(entry) for entry in entries],
        rejected=list(rejected),
        is_trial=is_trial,
        edition=timezone.localdate().isoformat(),
    )
    if is_left_to_worker:
        send_run(run)
    return run


def send_run(run: RegisterRun) -> None:
    """Leave a run to the worker, once it is written."""
    transaction.on_commit(lambda: register_requested.send(RegisterRun, run_id=run.pk))


@transaction.atomic
def request_again(*, run: RegisterRun) -> None:
    """Go on with a run that failed or was interrupted, from where it stands."""
    left = (RegisterRunState.FAILED, RegisterRunState.INTERRUPTED)
    found = RegisterRun.objects.filter(pk=run.pk, state__in=left).exclude(register=Register.SIRENE)
    if found.update(state=RegisterRunState.WAITING, ended_at=None, sentence=""):
        send_run(run)


@transaction.atomic
def confirm_run(*, acting: Acting, run: RegisterRun) -> RegisterRun:
    """Write what a trial said it would; the run there is, where it was confirmed already.

    Raises
    ------
    BadInput
        If it is no trial that has ended.
    """
    if not run.is_trial or run.state != RegisterRunState.DONE or run.register == Register.SIRENE:
        raise BadInput(_("Cet essai n’est pas terminé : il n’y a rien à écrire"), value=run.pk)
    locked = RegisterRun.objects.select_for_update().get(pk=run.pk)
    if confirmed := locked.options.get("confirmed"):
        return RegisterRun.objects.get(pk=confirmed)
    entries = [of_json(kept) for kept in locked.entries]
    if not entries:
        raise BadInput(
            _("Cet essai est trop ancien, ou n’a rien lu"), remedy=_("Donnez le fichier à nouveau.")
        )
    made = request_list(
        acting=acting,
        register=Register.FILE if locked.register == Register.FILE else Register.SEARCH_API,
        numbers=locked.numbers,
        entries=entries,
        rejected=locked.rejected,
    )
    locked.options, locked.entries = {"confirmed": made.pk}, []
    locked.save(update_fields=("options", "entries"))
    return made
