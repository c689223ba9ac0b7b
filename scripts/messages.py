"""Collect the texts to translate and compile the translations, without gettext's programs.

``make messages`` runs it. Texts, which are French, are read from the Python files and the
templates of the web layer; each other language's ``locale/…/LC_MESSAGES/django.po`` is brought
up to date, what was translated is kept, and ``django.mo`` is written beside it. With ``--check``
nothing is written: it fails on a text without translation, on one that nobody uses any more and
on a stale ``.mo``.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from terreau.web.settings.base import LANGUAGE_CODE, LANGUAGES

WEB = Path(__file__).parent.parent / "src/terreau/web"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main() -> None:
    """Write the catalogues, or say what is wrong with them."""
    found = _collected()
    languages = [code for code, _ in LANGUAGES if code != LANGUAGE_CODE]
    catalogues = [WEB / f"locale/{code}/LC_MESSAGES/django.po" for code in languages]
    if "--check" in sys.argv[1:]:
        faults = [fault for path in catalogues for fault in _faults(path, found)]
        sys.exit("\n".join(faults) or None)
    for path in catalogues:
        catalogue = _read(path)
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        written = io.BytesIO()
        write_po(written, catalogue, width=100, sort_by_file=True, include_lineno=False)
        path.write_bytes(written.getvalue())
        path.with_suffix(".mo").write_bytes(_compiled(_read(path)))


def _collected() -> Catalog:
    """Return every text that the pages may show."""
    found = Catalog(charset="utf-8")
    templates = [*WEB.rglob("templates/**/*.html"), *WEB.rglob("templates/**/*.txt")]
    for path in sorted([*WEB.rglob("*.py"), *templates]):
        source = path.read_text(encoding="utf-8")
        for line, message, comments, context in _texts(path, source):
            place = (path.relative_to(WEB.parents[1]).as_posix(), line)
            found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def _texts(
    path: Path, source: str
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield line, text (or singular and plural), comments and context of each call."""
    if path.suffix != ".py":
        # Django turns a template into words and calls of gettext; its indentation means nothing.
        source = re.sub(r"^[ \t]+", "", templatize(source, origin=str(path)), flags=re.MULTILINE)
    yield from extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"])


def _read(path: Path) -> Catalog:
    if not path.is_file():
        return Catalog(
            locale=path.parts[-3],
            header_comment="# Texts of Terreau; the French ones are the source.",
            project="Terreau",
            last_translator="The Terreau founders",
            language_team=path.parts[-3],
            msgid_bugs_address="the tracker of the project",
            revision_date=datetime.now(tz=UTC),
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _compiled(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def _faults(path: Path, found: Catalog) -> Iterator[str]:
    """Yield a sentence for each thing to repair in one catalogue."""
    name = path.relative_to(WEB).as_posix()
    catalogue = _read(path)
    wanted = {(message.id, message.context) for message in found if message.id}
    held = {(message.id, message.context): message for message in catalogue if message.id}
    for text, _ in sorted(wanted - held.keys(), key=str):
        yield f"{name}: {text!r} is not there: run make messages, then translate it."
    for text, _ in sorted(held.keys() - wanted, key=str):
        yield f"{name}: {text!r} is no longer used: run make messages."
    for message in held.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(strings):
            yield f"{name}: {message.id!r} is not translated."
        for error in message.check(catalogue):
            yield f"{name}: {message.id!r}: {error}."
    compiled = path.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != _compiled(catalogue):
        yield f"{name}: its .mo is stale: run make messages."


if __name__ == "__main__":
    main()
