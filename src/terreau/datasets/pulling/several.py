"""Several official files pulled at once: fetched together, imported in turn, each apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from terreau.core.errors import ProgramFault, TerreauError
from terreau.core.progress import Progress, quiet
from terreau.datasets.pulling.breaks import Stopped
from terreau.datasets.pulling.fetching import fetch_alone
from terreau.datasets.pulling.journal import note_beginning, note_end
from terreau.datasets.pulling.patience import Patience
from terreau.datasets.pulling.places import alone
from terreau.datasets.pulling.wanted import LIMITS, Fetched, Limits, Wanted

Importer = Callable[[Wanted, Fetched, Progress], object]


@dataclass(frozen=True)
class PullReport:
    """How the pull of one edition ended.

    Parameters
    ----------
    wanted : Wanted
        What was asked.
    fetched : Fetched or None
        The file obtained; None when it was not.
    brought : object
        What the import returned; None when it did not take place.
    error : TerreauError or None
        Why it failed; its text is one paragraph for a person.
    """

    wanted: Wanted
    fetched: Fetched | None = None
    brought: object = None
    error: TerreauError | None = None


def pull(
    wanted: Iterable[Wanted],
    bring_in: Importer,
    *,
    home: Path | None = None,
    mirror: Path | None = None,
    progress: Callable[[Wanted], Progress] = lambda _: quiet,
    at_once: int = 3,
    limits: Limits = LIMITS,
) -> list[PullReport]:
    """Fetch official files and import them; the failure of one stops no other.

    Parameters
    ----------
    wanted : Iterable[Wanted]
        The files; one named twice is pulled once.
    bring_in : Callable
        Imports a file that is here: called with what was wanted, what was fetched and the progress
        to tell, also when the file is not new. One import at a time: each takes memory. What it
        returns goes into the report.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    mirror : Path, optional
        Folder to take files from (see `fetch`).
    progress : Callable
        Gives the progress of each file.
    at_once : int
        Files fetched at the same time.
    limits : Limits
        How patient and how bold to be.

    Returns
    -------
    list[PullReport]
        In the order asked.

    Notes
    -----
    Each attempt is in the journal. On an interruption from the keyboard all fetches stop, and what
    they received stays.
    """
    several = list(dict.fromkeys(wanted))
    stop, turn = threading.Event(), threading.Lock()

    def one(each: Wanted) -> PullReport:
        return _pulled(
            each, bring_in, home, mirror, progress(each), limits=limits, stop=stop, turn=turn
        )

    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="pull") as workers:
        running: list[Future[PullReport]] = [workers.submit(one, each) for each in several]
        try:
            wait(running)
        except BaseException:
            stop.set()
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in running]


def _pulled(
    wanted: Wanted,
    bring_in: Importer,
    home: Path | None,
    mirror: Path | None,
    progress: Progress,
    *,
    limits: Limits,
    stop: threading.Event,
    turn: threading.Lock,
) -> PullReport:
    fetched: Fetched | None = None
    try:
        with alone(wanted, home):
            patience = Patience(limits, stop)
            note_beginning(wanted, home)
            sentence = "It ended on a mistake of the programme"
            try:
                fetched = fetch_alone(
                    wanted, home=home, mirror=mirror, progress=progress, patience=patience
                )
                with turn:
                    brought = bring_in(wanted, fetched, _until(stop, progress))
                sentence = ""
            except TerreauError as error:
                sentence = str(error)
                raise
            finally:
                note_end(wanted, home, fetched, sentence)
    except TerreauError as error:
        return PullReport(wanted, fetched, error=error)
    except Exception as mistake:  # noqa: BLE001  the others go on, and are told
        fault = ProgramFault(
            "A mistake of Terreau ended this pull",
            value=f"{mistake!r}"[:200],
            remedy="Tell us, with what stands above",
            kept="What was here is unchanged",
        )
        fault.__cause__ = mistake
        return PullReport(wanted, fetched, error=fault)
    return PullReport(wanted, fetched, brought)


def _until(stop: threading.Event, progress: Progress) -> Progress:
    """Return a progress that ends the import that tells it, once it must stop."""

    def note(stage: str, done: int, total: int | None) -> None:
        if stop.is_set():
            raise Stopped
        progress(stage, done, total)

    return note
