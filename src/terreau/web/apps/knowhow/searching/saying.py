"""Why something was found, and how far it is, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.matching.search import Reason
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.searching.asked import Asked
from terreau.web.apps.knowhow.searching.documents import Part
from terreau.web.apps.knowhow.searching.holding import Held
from terreau.web.apps.knowhow.searching.nearness import left_aside
from terreau.web.apps.knowhow.searching.verifying import Answer, Line
from terreau.web.apps.knowhow.tags import dimension_name, unit_name
from terreau.web.shared.formatting import format_number

_LONGEST = 240
# Of what is no line of know-how.
_PARTS = {
    Part.NAME: gettext_lazy("Nom et activité"),
    Part.DESCRIPTION: gettext_lazy("Présentation"),
}


def said_of(line: Line) -> list[str]:
    """Return why a line was found, one sentence a reason."""
    return [*_reasons(line), *([_held(line.held)] if line.held else [])]


def _reasons(line: Line) -> Iterator[str]:
    # The same word may answer in two ways: the first, which is the nearest, is told.
    nearest: dict[tuple[str, str], Reason] = {}
    for reason in line.reasons:
        nearest.setdefault((reason.typed, reason.found), reason)
    yield from map(_sentence, nearest.values())


def _sentence(reason: Reason) -> str:
    words = {"typed": reason.typed, "found": reason.found}
    if reason.how == "same":
        return _("« %(found)s »") % words
    if reason.how == "typo":
        return _("« %(found)s », orthographe corrigée de « %(typed)s »") % words
    if reason.how == "synonym":
        return _("« %(found)s » répond à « %(typed)s »") % words
    if reason.how == "wider":
        return _("« %(found)s », métier plus large que « %(typed)s »") % words
    return _("« %(found)s », mot proche de « %(typed)s »") % words


def _held(held: Held) -> str:
    low = "" if held.low in {0, float("-inf")} else format_number(held.low)
    high = "" if held.high == float("inf") else format_number(held.high)
    name, unit = dimension_name(held.dimension), unit_name(held.dimension)
    words = {"name": name, "low": low, "high": high, "unit": unit}
    if low and high:
        told = _("%(name)s de %(low)s à %(high)s %(unit)s") % words
    elif high:
        told = _("%(name)s jusqu’à %(high)s %(unit)s") % words
    else:
        told = _("%(name)s à partir de %(low)s %(unit)s") % words
    if held.is_held:
        return _("capacité qui convient : %(told)s") % {"told": told}
    return _("capacité annoncée : %(told)s") % {"told": told}


def said_km(km: float | None) -> str:
    """Return a distance, as the crow flies; "" where it is not known."""
    if km is None:
        return ""
    if km < 1:
        return _("sur place")
    return _("à %(km)s km") % {"km": format_number(km)}


@dataclass(frozen=True)
class ToldLine:
    """A text that answers, and why."""

    text: str
    kind_label: str
    is_sought: bool
    reasons: Sequence[str]


@dataclass(frozen=True)
class Told:
    """An organisation that answers, as the page and the files tell it.

    Parameters
    ----------
    answer : Answer
        What was found.
    lines : Sequence[ToldLine]
        Its texts that answer.
    distance : str
        In words; empty where it is not known.
    nearness : str
        "can" do all that was asked in words, or comes "near"; empty where it only seeks the same
        and where nothing was asked in words.
    lacks : str
        Why it only comes near, in words.
    """

    answer: Answer
    lines: Sequence[ToldLine]
    distance: str
    nearness: str = ""
    lacks: str = ""

    @property
    def comes_near(self) -> bool:
        """Whether it does a part of what was asked only."""
        return self.nearness == "near"


def told(answer: Answer, asked: Asked) -> Told:
    """Return an answer with its reasons, which take time: for what is shown."""
    lines = [
        ToldLine(
            text=_cut(line.text),
            kind_label=line.kind_label or str(_PARTS[line.part]),
            is_sought=line.kind == KnowHowKind.SEEKS,
            reasons=said_of(line),
        )
        for line in answer.lines
    ]
    return Told(answer, lines, said_km(answer.km), *_nearness(answer, asked))


def _nearness(answer: Answer, asked: Asked) -> tuple[str, str]:
    able = [line for line in answer.lines if line.kind != KnowHowKind.SEEKS]
    if not able or not asked.query:
        return "", ""
    if able[0].held and not able[0].held.is_held:
        return "near", _("La capacité annoncée ne suffit pas.")
    if lacking := left_aside(able):
        words = ", ".join(_("« %(word)s »") % {"word": word} for word in lacking)
        return "near", _("Rien n’y est dit de : %(words)s.") % {"words": words}
    return "can", ""


def _cut(text: str) -> str:
    """Return the beginning of a long description, whole words."""
    return shorten(text, _LONGEST, placeholder=" …")
