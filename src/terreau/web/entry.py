"""What the command line may call of the web: load, prepare, manage.

Django is loaded when this module is imported, and only then.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, execute_from_command_line
from django.utils import timezone

from terreau.core.errors import BadInput
from terreau.datasets.example import installation
from terreau.web.disk import disk
from terreau.web.keeping import restoring
from terreau.web.shared import retention
from terreau.web.shared.collected import is_collected
from terreau.web.shared.engine import check_engine

SETTINGS = ("dev", "demo", "test", "prod")
_PREPARING = "preparing.lock"


def load(settings_name: str = "") -> None:
    """Load Django with the settings of a place of use (idempotent).

    Raises
    ------
    BadInput
        If there are no settings of that name, or a variable of the environment is wrong.
    """
    if settings_name and settings_name not in SETTINGS:
        raise BadInput(
            "There are no settings of that name",
            value=settings_name,
            remedy=f"Choose among {', '.join(SETTINGS)}",
        )
    if settings_name:
        os.environ["DJANGO_SETTINGS_MODULE"] = f"terreau.web.settings.{settings_name}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.web.settings.demo")
    try:
        with disk():
            django.setup()
    except ImproperlyConfigured as error:
        raise BadInput(str(error)) from error


def prepare(*, with_example: bool) -> list[str]:
    """Create or update the database and load what changed.

    Parameters
    ----------
    with_example : bool
        Install the fictitious example country too.

    Returns
    -------
    list[str]
        What was loaded or removed, for a person to read; empty when nothing changed.
    """
    from terreau.web.apps.accounts.renewing import encipher_anew
    from terreau.web.apps.directory.example_seeds import sow
    from terreau.web.apps.funding.services.printed import seed_printed_schemes
    from terreau.web.apps.knowhow.search_tasks import forget_waiting
    from terreau.web.apps.plans.services.printed import seed_printed_plans
    from terreau.web.apps.territories.services import sync_perimeters

    home = Path(settings.TERREAU_HOME)
    with disk(), one_at_a_time(home):
        if with_example and not installation.is_complete(home):
            installation.install(home)
        check_engine()
        restoring.check_whole(home)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        report = sync_perimeters(home=home)
        done = [f"loaded {o}" for o in report.loaded] + [f"removed {o}" for o in report.removed]
        if renewed := encipher_anew():
            done.append(f"enciphered {renewed} rows under the new secret")
        if with_example and sow():
            done.append("loaded the people of the example country")
        if seed_printed_plans():
            done.append("wrote the action plans that documents print")
        if seed_printed_schemes():
            done.append("wrote the schemes that documents print")
        if with_example:  # the worker makes the index of the search when it starts
            forget_waiting()
    return done


def collect_files() -> list[str]:
    """Collect the files of pages where a public instance lacks some; return what was done."""
    if is_collected():
        return []
    with disk():
        call_command("collectstatic", verbosity=0, interactive=False)
    return ["collected the files of pages"]


def bring_newest_editions() -> None:
    """Leave it to the worker to bring the official sources that are not here."""
    from terreau.web.apps.territories import tasks

    tasks.bring_newest_editions.enqueue()


def warnings_before_erasure(email: str) -> list[str]:
    """Return what whoever erases a person should know; raises as `erase`."""
    from terreau.web.apps.accounts import erasing, personal

    with disk():
        warned = personal.warnings_before_erasure(erasing.get_person(email))
        return [each.sentence for each in warned]


def erase(email: str, typed: str) -> None:
    """Erase a person for whoever holds the machine.

    Parameters
    ----------
    email : str
        Their address.
    typed : str
        The same, typed again by who is sure.

    Raises
    ------
    NotHere
        If nobody has this address.
    BadInput
        If what was typed is not it.
    """
    from terreau.web.apps.accounts import erasing
    from terreau.web.apps.accounts.scope import OPERATOR

    with disk():
        person = erasing.get_person(email)
        home = Path(settings.TERREAU_HOME)
        erasing.erase_person(acting=OPERATOR, person_id=person.pk, typed=typed, home=home)


def purge(*, is_trial: bool) -> dict[str, int]:
    """Delete the personal data that are kept no longer, or count them.

    Parameters
    ----------
    is_trial : bool
        Count, and delete nothing.

    Returns
    -------
    dict[str, int]
        By name of the rule, how much is deleted.
    """
    with disk():
        now = timezone.now()
        return retention.count_expired(now) if is_trial else retention.purge(now)


def manage(arguments: list[str]) -> None:
    """Run a Django management command."""
    execute_from_command_line(["terreau manage", *arguments])


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Wait for another command that prepares the same base, then have it to ourselves."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / _PREPARING).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
