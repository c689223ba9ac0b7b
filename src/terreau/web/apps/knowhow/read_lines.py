"""Several lines typed at once: what was understood of each, shown before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.kinds import KindedLine, heading_of, kinded_lines
from terreau.web.apps.knowhow.rules import LINES_AT_ONCE, Range, told_apart
from terreau.web.apps.knowhow.services.lines import BadLine, KnowHowFields, check_line
from terreau.web.apps.knowhow.tag_choices import choices_of, codes_of, values_of
from terreau.web.apps.knowhow.understanding import (
    range_typed,
    ranges_typed,
    said_already,
    said_of_units,
    understand,
)

_BETWEEN = " ; "


class TooManyLines(BadInput):
    """More lines than a person reads again before keeping them."""

    def __init__(self, count: int) -> None:
        super().__init__(
            _("Vous avez écrit %(count)d lignes ; on en relit %(most)d à la fois")
            % {"count": count, "most": LINES_AT_ONCE},
            remedy=_("Gardez les %(most)d premières, puis recommencez avec les suivantes.")
            % {"most": LINES_AT_ONCE},
            kept=_("Rien n’est enregistré, et votre texte est encore là."),
        )


@dataclass
class ReadLine:
    """One line, and what its words say.

    Parameters
    ----------
    kind, text : str
        As it was typed.
    offered : list of str
        The tags that are shown.
    ticked : set of str
        Those that stand.
    ranges : str
        Its ranges, as the field writes them.
    error : str
        What is refused of it; empty where nothing is.
    heading : str
        That says its kind; empty where its words do.
    notes : list of str
        What was understood without being written.
    """

    kind: str
    text: str
    offered: list[str] = field(default_factory=list)
    ticked: set[str] = field(default_factory=set)
    ranges: str = ""
    error: str = ""
    heading: str = ""
    notes: list[str] = field(default_factory=list)

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return each tag, what it is called, and whether it stands."""
        return [(value, name, value in self.ticked) for value, name in choices_of(self.offered)]

    def kinds(self) -> list[tuple[str, str, bool]]:
        """Return each kind, its name, and whether it is that of the line."""
        return [(value, str(name), value == self.kind) for value, name in KnowHowKind.choices]

    def fields(self, visibility: str) -> KnowHowFields | None:
        """Return what the service takes; None, with why, where it cannot be kept."""
        ranges, lost = self._ranges()
        if lost:
            self.error = _(
                "Nous ne lisons pas une mesure dans « %(line)s ». "
                "Écrivez par exemple « longueur : jusqu’à 3 m »."
            ) % {"line": lost[0]}
            return None
        ticked = [value for value in self.offered if value in self.ticked]
        terms, naf, rome = (codes_of(ticked, letter) for letter in "tnr")
        written = KnowHowFields(self.kind, self.text, visibility, terms, naf, rome, ranges)
        try:
            check_line(written)
        except BadLine as refusal:
            self.error = f"{refusal.what}. {refusal.remedy}"
            return None
        return written

    def _ranges(self) -> tuple[tuple[Range, ...], list[str]]:
        return ranges_typed(self.ranges.replace(";", "\n"))


def read_box(typed: str) -> list[ReadLine]:
    """Return the lines of a text, each with what its words say.

    Raises
    ------
    TooManyLines
        If there are more than a person reads again.
    """
    found = kinded_lines(typed)
    if len(found) > LINES_AT_ONCE:
        raise TooManyLines(len(found))
    rows, seen = [_understood(each) for each in found], set[tuple[str, str]]()
    for row in rows:
        words = (row.kind, told_apart(row.text))
        if words in seen:
            row.notes.append(said_already())
        seen.add(words)
    return rows


def read_rows(sent: QueryDict) -> list[ReadLine]:
    """Return the lines that were shown, as the person left them; an emptied one is left out."""
    rows = []
    for rank in range(LINES_AT_ONCE):
        text = sent.get(f"text-{rank}", "").strip()
        if text:
            offered = sent.get(f"offered-{rank}", "").split()
            rows.append(
                ReadLine(
                    sent.get(f"kind-{rank}", ""),
                    text,
                    offered,
                    {*sent.getlist(f"tag-{rank}")},
                    sent.get(f"ranges-{rank}", ""),
                )
            )
    return rows


def as_typed(rows: Iterable[ReadLine]) -> str:
    """Return lines as a text that is read again the same: under headings that say their kinds."""
    texts: dict[str, list[str]] = {}
    for row in rows:
        texts.setdefault(row.kind, []).append(row.text)
    return "\n\n".join(
        "\n".join((heading_of(kind), *texts[kind])) for kind in KnowHowKind if kind in texts
    )


def _understood(line: KindedLine) -> ReadLine:
    found = understand(line.text)
    values = values_of(found)
    return ReadLine(
        line.kind,
        line.text,
        values,
        {*values},
        _BETWEEN.join(map(range_typed, found.ranges)),
        heading=line.heading,
        notes=said_of_units(found),
    )
