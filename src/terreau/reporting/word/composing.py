"""A report as a document: its title, its sections, where its figures come from."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from terreau.reporting.carried import figures_json
from terreau.reporting.custom_xml import attach
from terreau.reporting.document import Document as Report
from terreau.reporting.document import by_source
from terreau.reporting.note_words import commands_of, own_words, shared_words
from terreau.reporting.ooxml import TEXT, damage_refused, writable
from terreau.reporting.word.blocks import add_block, add_line, add_parts
from terreau.reporting.word.furniture import furnish, set_language
from terreau.reporting.word.template import blank_document, opened

if TYPE_CHECKING:
    from docx.document import Document


def word_of(document: Report, template: bytes | None = None) -> bytes:
    """Write a report as an editable document.

    Parameters
    ----------
    document : Document
        The report.
    template : bytes, optional
        A territory's own document (.docx, .dotx): its styles, page, heads and feet are used, its
        words are not; the styles that it lacks are made.

    Returns
    -------
    bytes
        A .docx with real headings and tables, charts as pictures; the file carries the figures
        (see `terreau.reporting.carried`).

    Raises
    ------
    BadTemplate
        If the template is not a document.
    """
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if template is None:
        return _written(document, blank_document())
    with damage_refused(TEXT, PythonDocxError, OpcError, LxmlError):
        return _written(document, opened(template))


def _written(document: Report, made: Document) -> bytes:
    from docx.opc.part import Part

    set_language(made, document)
    add_line(made, document.title, "Title")
    add_line(made, document.subtitle, "Subtitle")
    add_line(made, document.lead, "Normal")
    if document.scope:
        add_line(made, document.scope, "Caption")
    for section in document.sections:
        _add_heading(made, section.title, section.notes)
        for block in section.blocks:
            add_block(made, block, document.words.colon)
    _add_notes(made, document)
    furnish(made, document)
    _describe(made, document)
    attach(made.part, Part, figures_json(document))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add_heading(made: Document, title: str, notes: tuple[int, ...]) -> None:
    """Add the title of a section, the numbers of its notes raised."""
    line = made.add_paragraph(style="Heading 1")
    line.add_run(writable(title))
    if notes:
        line.add_run(f" {', '.join(map(str, notes))}").font.superscript = True


def _add_notes(made: Document, told: Report) -> None:
    """Add where figures come from, then the state of the data and the page."""
    words = told.words
    if told.notes:
        _add_heading(made, words.sources, ())
    for notes in by_source(told.notes):
        shared = shared_words(notes[0].provenance, words)
        # In parts: a formula has asterisks of its own.
        again, own = commands_of(notes)
        shared += [(words.again, again)] if again else []
        said = " · ".join(f"{name}{words.colon}{text}" for name, text in shared)
        add_parts(made, [(said, False)], "Normal")
        for note, command in zip(notes, own, strict=True):
            about = own_words(note.provenance, words)
            said = " · ".join([*(f"{name}{words.colon}{text}" for name, text in about), command])
            said = said.removesuffix(" · ")
            title = f"{note.number}. {note.title} "
            add_parts(made, [(title, True), (said, False)], "Caption")
    state = f"{told.state.sentence} {told.state.address} · " if told.state else ""
    add_line(made, f"{state}{words.address}{words.colon}{told.address}", "Caption")


def _describe(made: Document, told: Report) -> None:
    about = made.core_properties
    about.title, about.subject = writable(told.title)[:255], writable(told.subtitle)[:255]
    about.language, about.author = told.language, writable(told.words.made_with)[:255]
    about.comments = writable(told.address)[:255]
    about.keywords = about.category = about.last_modified_by = ""
    if told.day is not None:
        about.created = about.modified = datetime.combine(told.day, time(), UTC)
