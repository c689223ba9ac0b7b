"""What the notes of a report say, name by name: once for all of one source, then of each."""

from __future__ import annotations

from terreau.core.provenance import Provenance
from terreau.reporting.document import Words


def shared_words(told: Provenance, words: Words) -> list[tuple[str, str]]:
    """Return what notes of one source share, each with its name; what is not known is left out."""
    said = (
        (words.source, told.source),
        (words.vintage, told.vintage),
        (words.licence, told.licence),
        (words.obligation, told.obligation),
        (words.geography, told.geography),
        (words.absent, told.absent),
    )
    return [(name, text) for name, text in said if text]


def own_words(told: Provenance, words: Words) -> list[tuple[str, str]]:
    """Return what a note says of its own figures, the command apart."""
    said = ((words.coverage, told.coverage), (words.formula, told.formula))
    return [(name, text) for name, text in said if text]
