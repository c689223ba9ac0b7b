"""What the command line may call of the web: prepare, serve, profile, manage.

Django is loaded when this module is imported, and only then.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db.utils import DatabaseError, IntegrityError
from django.utils import translation

from terreau.core.errors import BadInput, StoreFailure
from terreau.core.home import terreau_home
from terreau.datasets.example import installation

SETTINGS = ("dev", "demo", "test", "prod")
_PREPARING = "preparing.lock"
# What SQLite says when it waited in vain for another writer; when what it reads makes no sense.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def load(settings_name: str = "") -> None:
    """Load Django with the settings of a place of use (idempotent).

    Raises
    ------
    BadInput
        If there are no settings of that name.
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
    with _disk():
        django.setup()


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
    from terreau.web.apps.territories.services import sync_perimeters

    home = Path(settings.TERREAU_HOME)
    with _disk(), _one_at_a_time(home):
        if with_example and not installation.is_complete(home):
            installation.install(home)
        call_command("migrate", verbosity=0, interactive=False)
        report = sync_perimeters(home=home)
    return [*(f"loaded {o}" for o in report.loaded), *(f"removed {o}" for o in report.removed)]


def bring_newest_editions() -> None:
    """Leave it to the worker to bring the official sources that are not here."""
    from terreau.web.apps.territories import tasks

    tasks.bring_newest_editions.enqueue()


@dataclass(frozen=True)
class ProfileWish:
    """What a person asks of `terreau profile`; empty = no wish.

    Parameters
    ----------
    kind : str
        Kind of territory, or "list".
    source, start, end, level, method : str
        Dataset, years, level of activities and method of the effects.
    output : str
        "text", "json" or "csv".
    show : str
        Key of the only figure to print, in full precision.
    language : str
        "fr" or "en".
    """

    kind: str = ""
    source: str = ""
    start: str = ""
    end: str = ""
    level: str = ""
    method: str = ""
    output: str = "text"
    show: str = ""
    language: str = "fr"


def values_text(
    indicator: str, *, by: str, year: str, country: str, output: str, show: str, language: str
) -> str:
    """Return the values of an indicator for the territories of a kind, as CSV, JSON or a table.

    With ``show``, the exact value of one territory.

    Raises
    ------
    BadInput
        Unknown indicator, kind or year, or a table that is not here.
    """
    from terreau.web.apps.observatory import values_export
    from terreau.web.apps.observatory.map_asked import Wish
    from terreau.web.apps.observatory.map_page import get_values_of_map

    written = {
        "json": values_export.as_json_text,
        "csv": values_export.as_csv,
        "text": values_export.as_text,
    }
    with translation.override(language), _disk():
        page = get_values_of_map(Wish(indicator=indicator, kind=by, year=year, country=country))
        if show:
            return values_export.one_value(page.rows, show)
        return written[output](page.values, page.rows)


def dashboard_text(dashboard: str, key: str, *, output: str, show: str, language: str) -> str:
    """Return a dashboard for a territory as text, JSON or CSV, or one of its figures.

    Raises
    ------
    BadInput
        Unknown dashboard, territory or figure.
    """
    from terreau.web.apps.observatory import dashboard_out, dashboard_page
    from terreau.web.apps.observatory.numbers_export import one_number

    written = {
        "text": dashboard_out.as_text,
        "json": dashboard_out.as_json_text,
        "csv": dashboard_out.as_csv,
    }
    with translation.override(language), _disk():
        page = dashboard_page.get_dashboard_page(
            dashboard_page.find_dashboard(dashboard), dashboard_page.asked_territory([key])
        )
        return one_number(page.numbers(), show) if show else written[output](page)


def profile_text(name: str, wish: ProfileWish) -> str:
    """Return the profile of a territory as text, JSON or CSV.

    Raises
    ------
    UnknownPerimeter, AmbiguousName, BadInput
        As the sentences say.
    """
    from terreau.web.apps.observatory import exports, selectors, terminal
    from terreau.web.apps.observatory.numbers_export import one_number
    from terreau.web.apps.observatory.rules import Asked
    from terreau.web.apps.territories.covering import get_surroundings
    from terreau.web.apps.territories.naming import find_by_name

    written = {"text": terminal.as_text, "json": exports.as_json_text, "csv": exports.as_csv}
    with translation.override(wish.language), _disk():
        territory = find_by_name(name, kind=wish.kind)
        asked = Asked(
            source=wish.source,
            start=wish.start,
            end=wish.end,
            level=wish.level,
            method=wish.method,
        )
        found = selectors.get_profile(get_surroundings(territory), asked)
        return one_number(found.numbers(), wish.show) if wish.show else written[wish.output](found)


def comparison_text(names: Sequence[str], *, output: str, show: str, language: str) -> str:
    """Return a comparison of territories as text, JSON or CSV, or one of its figures.

    Parameters
    ----------
    names : Sequence[str]
        Names, codes or "kind:code".
    output : str
        "text", "json" or "csv".
    show : str
        Key of the only figure to print; "" for all.
    language : str
        "fr" or "en".

    Raises
    ------
    UnknownPerimeter, AmbiguousName, BadInput
        As the sentences say.
    """
    from terreau.web.apps.observatory import compared_export as export
    from terreau.web.apps.observatory.comparing import compare
    from terreau.web.apps.observatory.numbers_export import one_number
    from terreau.web.apps.territories.naming import key_of_name

    written = {"text": export.as_text, "json": export.as_json_text, "csv": export.as_csv}
    with translation.override(language), _disk():
        found = compare([key_of_name(name) for name in names])
        return one_number(found.numbers(), show) if show else written[output](found)


def manage(arguments: list[str]) -> None:
    """Run a Django management command."""
    execute_from_command_line(["terreau manage", *arguments])


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Wait for another command that prepares the same base, then have it to ourselves."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _PREPARING).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _disk() -> Iterator[None]:
    """Say in one sentence what the disk or the database refuses."""
    try:
        yield
    except IntegrityError:
        raise  # a fault of ours
    except DatabaseError as error:
        raise _of_database(error) from error
    except FileNotFoundError as error:
        raise StoreFailure(
            "A file has vanished while it was needed",
            value=error.filename,
            why="It may have been replaced or removed by another command",
            remedy="Run the command again",
            kept=_INTACT,
        ) from error
    except OSError as error:
        raise _refused(error) from error


_INTACT = "What was there before is intact"


def _of_database(error: DatabaseError) -> StoreFailure:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__
    # The extended codes of SQLite keep the first one in their low byte.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return StoreFailure(
            "Another program is writing the database",
            value=str(terreau_home()),
            why=str(error),
            remedy="Wait until it ends, then run the command again",
            kept=_INTACT,
        )
    if code in _DAMAGED:
        return StoreFailure(
            "The database is damaged",
            value=str(settings.DATABASES["default"]["NAME"]),
            why=str(error),
            remedy="Remove this file and run `terreau prepare`: all that it holds is rebuilt",
            kept="The imported tables are intact",
        )
    return _refused(error)


def _refused(error: OSError | DatabaseError) -> StoreFailure:
    return StoreFailure(
        "The disk refused what the database needs",
        value=str(terreau_home()),
        why=str(error),
        remedy="Make room there, or choose another folder with TERREAU_HOME",
        kept=_INTACT,
    )
