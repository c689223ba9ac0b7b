"""Fetching one official file: asked, resumed, checked, put in force; or one sentence.

Whatever happens, the file that was held stays until another one is whole and checked.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terreau.core.errors import BadInput, FetchFailure, TerreauError
from terreau.core.progress import Progress, quiet
from terreau.datasets.pulling.answers import Ask
from terreau.datasets.pulling.breaks import Broken, Stopped
from terreau.datasets.pulling.exchange import Errand, once
from terreau.datasets.pulling.mirror import copied
from terreau.datasets.pulling.pace import paced
from terreau.datasets.pulling.parts import resumable
from terreau.datasets.pulling.patience import Patience
from terreau.datasets.pulling.places import FileRecord, Place, alone, disk_refusal
from terreau.datasets.pulling.wanted import LIMITS, Fetched, Limits, Wanted


def fetch(
    wanted: Wanted,
    *,
    home: Path | None = None,
    mirror: Path | None = None,
    progress: Progress = quiet,
    limits: Limits = LIMITS,
) -> Fetched:
    """Bring an official file to this machine, unless it is here already.

    Parameters
    ----------
    wanted : Wanted
        Which file.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    mirror : Path, optional
        Folder to take it from, in place of the network: ``<mirror>/<source>/<edition>/<name>``.
    progress : Progress
        Told "fetching" or "copying" with bytes, "waiting" with seconds between two tries; at most
        ten times a second. What it raises stops the fetch; what was received stays.
    limits : Limits
        How patient and how bold to be.

    Raises
    ------
    FetchFailure
        The network or the site did not give the file.
    BadInput
        The mirror does not have it, or nobody publishes it at an address.
    StoreFailure
        The disk refused, or another pull of this edition is running.

    Notes
    -----
    Whatever is raised, the file held before is still there, and the message says so.
    """
    with alone(wanted, home):
        return fetch_alone(
            wanted,
            home=home,
            mirror=mirror,
            progress=progress,
            patience=Patience(limits),
        )


def fetch_alone(
    wanted: Wanted,
    *,
    home: Path | None,
    mirror: Path | None,
    progress: Progress,
    patience: Patience,
) -> Fetched:
    """Fetch with the lock of the edition held already (see `fetch`)."""
    place = Place(wanted, home)
    errand = Errand(wanted, place, patience, paced(progress))
    with _told(errand):
        place.mend()
        held = place.held()
        if wanted.sha256 and held is not None and held.sha256 == wanted.sha256.lower():
            return held.fetched(place.file, is_new=False)
        if mirror is not None:
            record = copied(errand, mirror)
        elif wanted.address:
            record = _tried(errand, held)
        else:
            raise BadInput(
                "The publisher gives this file no address that lasts",
                value=str(wanted),
                remedy=f"You may {_by_hand(wanted)}",
            )
        return record.fetched(place.file, is_new=held is None or record.sha256 != held.sha256)


def _tried(errand: Errand, held: FileRecord | None) -> FileRecord:
    """Try, wait, try again; the rest only, where the site allows it."""
    patience, limits, ask = errand.patience, errand.patience.limits, network()
    tries, wait = 0, limits.first_wait
    while True:
        tries += 1
        try:
            return once(errand, held, ask)
        except Broken as broken:
            pause = max(broken.wait or 0, wait)
            most = limits.tries if broken.is_reached else limits.tries_unreached
            if pause > limits.longest_wait:
                raise _given_up(errand, broken, f"It asks to wait {pause:.0f} seconds") from broken
            if tries >= most or not patience.allows(pause):
                raise _given_up(errand, broken, f"Tries: {tries}") from broken
        errand.progress("waiting", 0, round(pause))
        patience.rest(pause)
        wait = min(wait * 2, limits.longest_wait)


def _given_up(errand: Errand, broken: Broken, why: str) -> FetchFailure:
    why = f"{broken.why}. {why}" if broken.why else why
    return FetchFailure(broken.what, value=errand.wanted.address, why=why)


def network() -> Ask:
    """Return what sends a request; loaded by the first fetch.

    Raises
    ------
    BadInput
        If the package of the network is not installed.
    """
    try:
        connection = importlib.import_module("terreau.datasets.pulling.connection")
    except ImportError as error:
        raise BadInput(
            "Fetching official files needs a package that is not installed",
            value=error.name,
            remedy="Install terreau[data]",
        ) from error
    ask: Ask = connection.ask
    return ask


@contextmanager
def _told(errand: Errand) -> Iterator[None]:
    """Make every error one paragraph: what, why, what to do, what is kept."""
    wanted, place = errand.wanted, errand.place
    try:
        yield
    except Stopped as stopped:
        raise FetchFailure(
            "The fetch was stopped", value=str(wanted), kept=_kept(wanted, place)
        ) from stopped
    except TerreauError as error:
        if isinstance(error, FetchFailure):
            error.remedy = error.remedy or (f"Try again later, or {_by_hand(wanted)}")
        error.kept = error.kept or _kept(wanted, place)
        error.args = (error.sentence(),)
        raise
    except OSError as error:
        what = "The disk refused the official file"
        raise disk_refusal(what, error, place.folder, _kept(wanted, place)) from error


def _kept(wanted: Wanted, place: Place) -> str:
    before = "The file fetched before stays" if place.file.is_file() else "Nothing was changed"
    notes = resumable(place, wanted)
    if notes is None:
        return before
    return f"{before}; {notes.flushed} bytes of this one are kept, and the next pull goes on there"


def _by_hand(wanted: Wanted) -> str:
    return (
        "download the file by hand from the publisher's page and run "
        f"`terreau data import {wanted.source} FILE --vintage {wanted.edition}`"
    )
