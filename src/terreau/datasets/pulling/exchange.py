"""One try: a request, its answer, and the bytes that come, from the beginning or the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from terreau import __version__
from terreau.core.errors import FetchFailure
from terreau.core.progress import Progress
from terreau.datasets.pulling.answers import Answer, Ask, followed, refusal
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.encodings import unpacked
from terreau.datasets.pulling.official import check_type
from terreau.datasets.pulling.parts import Notes, Part, check_room, check_size, opened, resumable
from terreau.datasets.pulling.patience import Patience
from terreau.datasets.pulling.places import FileRecord, Place
from terreau.datasets.pulling.wanted import Wanted

USER_AGENT = f"Terreau/{__version__} (open data of industrial territories; one file at a time)"


@dataclass(frozen=True)
class Errand:
    """One fetch: what is wanted, where it goes, for how long, and who is told."""

    wanted: Wanted
    place: Place
    patience: Patience
    progress: Progress


def once(errand: Errand, held: FileRecord | None, ask: Ask) -> FileRecord:
    """Try once.

    Raises
    ------
    Broken
        If another try may succeed.
    FetchFailure
        If none can.
    """
    wanted, notes = errand.wanted, resumable(errand.place, errand.wanted)
    if held is not None and held.address != wanted.address:
        held = None
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    if notes is not None:
        headers |= {"Range": f"bytes={notes.flushed}-", "If-Range": notes.validator}
    elif held is not None:
        headers |= _only_if_changed(held)
    with followed(ask, wanted.address, headers, errand.patience) as (answer, final_address):
        if notes is not None and answer.status in {206, 416}:
            return _the_rest(errand, notes, answer, final_address)
        if held is not None and notes is None and _is_unchanged(answer, held):
            return held
        if answer.status != 200:
            raise refusal(answer, wanted.address)
        return _the_whole(errand, answer, final_address)


def _only_if_changed(held: FileRecord) -> dict[str, str]:
    asked = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in asked.items() if value}


def _is_unchanged(answer: Answer, held: FileRecord) -> bool:
    """Whether the site says so, or would send the same state again."""
    if answer.status == 304:
        return bool(held.etag or held.last_modified)
    is_strong = answer.etag != "" and not answer.etag.startswith("W/")
    return answer.status == 200 and is_strong and answer.etag == held.etag


def _the_rest(errand: Errand, notes: Notes, answer: Answer, final_address: str) -> FileRecord:
    if answer.status == 416:
        # Nothing is left to send: all was received, and the last act was not done.
        is_all = answer.headers.get("content-range", "") == f"bytes */{notes.flushed}"
        if not is_all or _differ(answer.etag, notes.etag):
            errand.place.discard_part()
            raise Broken("The site no longer has what was being fetched")
        return _received(errand, notes, (), final_address, resume=True)
    start, total = answer.slice or (None, None)
    is_other = _differ(answer.etag, notes.etag) or total not in {None, notes.total}
    if start != notes.flushed or is_other or answer.encoding:
        errand.place.discard_part()
        raise Broken("The site sent another part of the file than the one asked for")
    return _received(errand, notes, answer.body, final_address, resume=True)


def _the_whole(errand: Errand, answer: Answer, final_address: str) -> FileRecord:
    wanted = errand.wanted
    check_type(answer.headers.get("content-type", ""), wanted)
    # A file that is itself a .gz is often announced as compressed on the way: it is kept as it is.
    encoding = "" if wanted.file_name.endswith(".gz") else answer.encoding
    total = None if encoding else answer.length
    if total is not None:
        check_size(total, wanted)
        check_room(errand.place, total)
    notes = Notes(wanted.address, answer.etag, answer.last_modified, total)
    can_resume = not answer.encoding and total is not None and notes.validator != ""
    notes = replace(notes, can_resume=can_resume)
    body = unpacked(answer.body, encoding)
    return _received(errand, notes, body, final_address, resume=False)


def _received(
    errand: Errand,
    notes: Notes,
    body: Iterable[bytes],
    final_address: str,
    *,
    resume: bool,
) -> FileRecord:
    """Write what comes, and put it in force once it is whole."""
    flush_bytes = errand.patience.limits.flush_bytes
    with opened(errand.wanted, errand.place, notes, flush_bytes=flush_bytes, resume=resume) as part:
        for content in body:
            part.add(content)
            errand.progress("fetching", part.size, notes.total)
        _check_total(part, notes)
        return part.finish(final_address)


def _differ(etag: str, noted: str) -> bool:
    return bool(etag and noted) and etag != noted


def _check_total(part: Part, notes: Notes) -> None:
    if notes.total is not None and part.size < notes.total:
        raise Broken("The site broke off in the middle of the file")
    if notes.total is not None and part.size > notes.total:
        raise FetchFailure("The site sent more than it announced")
