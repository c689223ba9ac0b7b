"""One report for each territory of a kind: which territories, then a file each."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import django
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, ProgramFault, TerreauError
from terreau.core.text import fold
from terreau.web.apps.observatory.indicating import KINDS, territories_of
from terreau.web.apps.observatory.map_scope import chosen_scope, inside
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.reports import formats, making
from terreau.web.apps.territories.selectors import get_territory

# Territories handed to a process at once: enough to warm it, few enough to tell how far one is.
_AT_ONCE = 4


@dataclass(frozen=True)
class Wanted:
    """What is asked of a series of reports.

    Parameters
    ----------
    kind : str
        Of the territories.
    country : str
        "FR", or "XX" for the example country.
    within : str
        "region:84", "departement:42", or "" for the whole country.
    suffix : str
        The format.
    language : str
        "fr" or "en".
    site : str
        Address of the installation.
    """

    kind: str
    country: str
    within: str
    suffix: str
    language: str
    site: str


@dataclass(frozen=True)
class Written:
    """A report of a series: its file, or why there is none."""

    code: str
    name: str
    file: str = ""
    sentence: str = ""


def list_codes(wanted: Wanted) -> tuple[str, ...]:
    """Return the codes of the territories of a series.

    Raises
    ------
    BadInput
        No such kind, format, region or department, or no such territory in it.
    """
    formats.chosen(wanted.suffix)
    if wanted.kind not in KINDS:
        raise BadInput(
            _("Cette catégorie n’a pas de rapports en série"),
            value=wanted.kind,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(KINDS)},
        )
    asked = territories_of(wanted.kind, wanted.country)
    scope = chosen_scope(wanted.within, kind=wanted.kind, country=wanted.country)
    if scope is not None:
        asked = inside(asked, scope)
    if not asked.members:
        raise BadInput(
            _("Aucun territoire de cette catégorie n’est installé ici"),
            value=wanted.kind,
            remedy=_("Apportez sa liste dans la page des données."),
        )
    return tuple(code for code, _communes in asked.members)


def write_series(
    wanted: Wanted, folder: Path, *, workers: int = 1, tell: Callable[[Written], None]
) -> list[Written]:
    """Write a report for each territory in a folder, and tell of each.

    Parameters
    ----------
    wanted : Wanted
        What is asked.
    folder : Path
        Where the files go.
    workers : int
        Processes that share the work; 1 does it here.
    tell : Callable
        Called after each, in order.

    Raises
    ------
    BadInput
        As `list_codes`.
    ProgramFault
        If a process ends before its work.
    """
    found = []
    for written in _written(wanted, folder, list_codes(wanted), workers):
        found.append(written)
        tell(written)
    return found


def _written(wanted: Wanted, folder: Path, codes: Sequence[str], workers: int) -> Iterator[Written]:
    write = partial(write_one, wanted, folder)
    if workers == 1:
        yield from map(write, codes)
        return
    # A process of its own, not a copy of this one: connections and threads are not shared.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=django.setup) as pool:
        try:
            yield from pool.map(write, codes, chunksize=_AT_ONCE)
        except BrokenProcessPool as error:
            raise ProgramFault("A process that made reports ended before its work") from error
        finally:
            pool.shutdown(cancel_futures=True)


def write_one(wanted: Wanted, folder: Path, code: str) -> Written:
    """Write the report of a territory; a territory that cannot be made is told, not raised."""
    name = code
    with translation.override(wanted.language):
        try:
            territory = get_territory(kind=wanted.kind, code=code)
            name = territory.name
            document = making.profile_document(territory, Asked(), site=wanted.site)
            made = making.make(document, formats.chosen(wanted.suffix), f"{code}-{fold(name)}")
        except TerreauError as error:
            return Written(code, name, sentence=error.sentence())
    (folder / made.name).write_bytes(made.content)
    return Written(code, name, file=made.name)
