"""What the notes of a report say, name by name: once for all of one source, then of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from terreau.core.provenance import Provenance
from terreau.reporting.document import Note, Words

_SHOW = "--show"


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


def commands_of(notes: Sequence[Note]) -> tuple[str, list[str]]:
    """Return what the commands of notes share, then what each adds to it; "" where nothing.

    Examples
    --------
    >>> def note(command): return Note(1, "", Provenance("s", command=command))
    >>> commands_of([note("terreau profile X --show a"), note("terreau profile X --show b")])
    ('terreau profile X --show …', ['a', 'b'])
    >>> commands_of([note("terreau a"), note("terreau b")])
    ('', ['terreau a', 'terreau b'])
    """
    commands = [note.provenance.command for note in notes]
    parts = [command.partition(f" {_SHOW} ") for command in commands]
    [(shared, count)] = Counter(start for start, _show, _key in parts).most_common(1)
    if count == 1 < len(commands):
        return "", commands
    own = [
        key if start == shared else command
        for (start, _show, key), command in zip(parts, commands, strict=True)
    ]
    return (f"{shared} {_SHOW} …" if any(own) else shared), own
