"""A report as slides: its title, a slide or more for each section, where its figures come from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from terreau.core.provenance import Provenance
from terreau.reporting.carried import figures_json
from terreau.reporting.custom_xml import attach
from terreau.reporting.document import Document, Note, Section, Words
from terreau.reporting.ooxml import writable
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.pages import Piece, draw_page, pages_of, text_piece
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import Style, height_of, paragraph

if TYPE_CHECKING:
    from pptx.slide import Slide

_NOTE_TITLE, _NOTE = Style(13, is_bold=True, after=2), Style(11, colour="tx2")
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
    from pptx.opc.package import Part

    deck = Deck(document, template)
    if not deck.first_slide():
        lead = text_piece(document.lead, _LEAD, deck.room)
        _add_pages(deck, document.title, [[lead]], ())
    for section in document.sections:
        _add_section(deck, section)
    _add_pages(deck, document.words.sources, _source_pages(deck), ())
    _describe(deck)
    attach(deck.file.part, Part, figures_json(document))
    out = io.BytesIO()
    deck.file.save(out)
    return out.getvalue()


def told_of(provenance: Provenance, words: Words) -> list[tuple[str, str]]:
    """Return what is said of where figures come from: a name, what it is."""
    said = (
        (words.source, provenance.source),
        (words.vintage, provenance.vintage),
        (words.licence, provenance.licence),
        (words.obligation, provenance.obligation),
        (words.geography, provenance.geography),
        (words.absent, provenance.absent),
        (words.coverage, provenance.coverage),
        (words.formula, provenance.formula),
    )
    return [(name, text) for name, text in said if text]


def _add_section(deck: Deck, section: Section) -> None:
    _add_pages(deck, section.title, pages_of(section.blocks, deck.room), section.notes)


def _add_pages(deck: Deck, title: str, pages: list[list[Piece]], notes: tuple[int, ...]) -> None:
    for place, page in enumerate(pages):
        said = f"{title} ({deck.document.words.continued})" if place else title
        draw_page(deck, deck.slide(said, notes), page)


def _source_pages(deck: Deck) -> list[list[Piece]]:
    """Return the notes, then the state of the data, shared out between slides."""
    told = deck.document
    pages: list[list[Piece]] = [[]]
    reached = 0.0
    pieces = [_note_piece(deck, note) for note in told.notes]
    said = f"{told.state.sentence} {told.state.address}"
    pieces += [
        text_piece(said, _NOTE, deck.room),
        text_piece(told.words.made_with, _NOTE, deck.room),
    ]
    for piece in pieces:
        if pages[-1] and reached + piece.height > deck.room.height:
            pages.append([])
            reached = 0.0
        pages[-1].append(piece)
        reached += piece.height + 14
    return pages


def _note_piece(deck: Deck, note: Note) -> Piece:
    words = deck.document.words
    said = " · ".join(f"{k}{words.colon}{v}" for k, v in told_of(note.provenance, words))
    title = f"{note.number}. {note.title}"
    height = height_of(title, _NOTE_TITLE.size, deck.room.width) + _NOTE_TITLE.after
    height += height_of(said, _NOTE.size, deck.room.width)

    def draw(deck: Deck, slide: Slide, place: Box) -> None:
        lines = [(title, _NOTE_TITLE), (said, _NOTE)]
        deck.add_text(slide, place, [paragraph(t, s, deck.language) for t, s in lines])

    return Piece(height, draw)


def _describe(deck: Deck) -> None:
    told, about = deck.document, deck.file.core_properties
    about.title, about.subject = writable(told.title)[:255], writable(told.subtitle)[:255]
    about.language, about.author = told.language, writable(told.words.made_with)[:255]
    about.comments = writable(told.address)[:255]
    about.keywords = about.category = about.last_modified_by = ""
