"""A report as slides: its title, a slide or more for each section, where its figures come from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from terreau.reporting.carried import figures_json
from terreau.reporting.custom_xml import attach
from terreau.reporting.document import Document, Note, Section, by_source
from terreau.reporting.note_words import own_words, shared_words
from terreau.reporting.ooxml import PRESENTATION, damage_refused, writable
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.pages import Piece, draw_page, pages_of, shared_out, text_piece
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import Style, paragraph_of
from terreau.reporting.text_room import height_of

if TYPE_CHECKING:
    from pptx.slide import Slide

_SOURCE, _NOTE = Style(12, after=3), Style(11, colour="tx2", after=2)
_LEAD = Style(20)


def slides_of(document: Document, template: bytes | None = None) -> bytes:
    """Write a report as an editable presentation.

    Parameters
    ----------
    document : Document
        The report.
    template : bytes, optional
        A territory's own presentation (.pptx, .potx): its masters, layouts, typefaces, colours and
        size are used, its slides are not.

    Returns
    -------
    bytes
        A .pptx with native tables and charts; the notes of each slide hold where its figures come
        from, and the file the figures themselves (see `terreau.reporting.carried`).

    Raises
    ------
    BadTemplate
        If the template is not a presentation, or has no layout that can be used.
    """
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    if template is None:
        return _written(document, None)
    with damage_refused(PRESENTATION, PythonPptxError, LxmlError):
        return _written(document, template)


def _written(document: Document, template: bytes | None) -> bytes:
    from pptx.opc.package import Part

    deck = Deck(document, template)
    if not deck.first_slide():
        lead = text_piece(document.lead, _LEAD, deck.room)
        _add_pages(deck, document.title, [[lead]], ())
    for section in document.sections:
        _add_section(deck, section)
    if document.notes or document.state:
        _add_pages(deck, document.words.sources, _source_pages(deck), ())
    _describe(deck)
    attach(deck.file.part, Part, figures_json(document))
    out = io.BytesIO()
    deck.file.save(out)
    return out.getvalue()


def _add_section(deck: Deck, section: Section) -> None:
    _add_pages(deck, section.title, pages_of(section.blocks, deck.room), section.notes)


def _add_pages(deck: Deck, title: str, pages: list[list[Piece]], notes: tuple[int, ...]) -> None:
    for place, page in enumerate(pages):
        said = f"{title} {deck.document.words.continued}" if place else title
        draw_page(deck, deck.slide(said, notes), page)


def _source_pages(deck: Deck) -> list[list[Piece]]:
    """Return the notes, those of one source together, then the state of the data."""
    told = deck.document
    pieces = [_note_piece(deck, notes) for notes in by_source(told.notes)]
    state = f"{told.state.sentence} {told.state.address} · " if told.state else ""
    said = f"{state}{told.address}"
    pieces.append(text_piece(said, _NOTE, deck.room))
    return shared_out(pieces, deck.room)


def _note_piece(deck: Deck, notes: Sequence[Note]) -> Piece:
    """Return what notes of one source share, then each of them."""
    words = deck.document.words

    def named(said: list[tuple[str, str]]) -> str:
        return " · ".join(f"{name}{words.colon}{text}" for name, text in said)

    # In parts: a formula has asterisks of its own.
    lines = [([(named(shared_words(notes[0].provenance, words)), False)], _SOURCE)]
    for note in notes:
        own = named(own_words(note.provenance, words))
        lines.append(([(f"{note.number}. {note.title} ", True), (own, False)], _NOTE))

    def draw(deck: Deck, slide: Slide, place: Box) -> None:
        deck.add_text(slide, place, [paragraph_of(p, s, deck.language) for p, s in lines])

    tall = [
        height_of("".join(text for text, _bold in parts), style.size, deck.room.width) + style.after
        for parts, style in lines
    ]
    return Piece(sum(tall), draw)


def _describe(deck: Deck) -> None:
    told, about = deck.document, deck.file.core_properties
    about.title, about.subject = writable(told.title)[:255], writable(told.subtitle)[:255]
    about.language, about.author = told.language, writable(told.words.made_with)[:255]
    about.comments = writable(told.address)[:255]
    about.keywords = about.category = about.last_modified_by = ""
    if told.day is not None:
        about.created = about.modified = datetime.combine(told.day, time(), UTC)
