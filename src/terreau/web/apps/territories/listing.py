"""One's own list: from the names and codes a person types to the perimeters they designate."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.errors import AmbiguousName, BadInput
from terreau.core.text import fold
from terreau.web.apps.territories import rules, search
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter

KINDS = (PerimeterKind.COMMUNE, PerimeterKind.EPCI, PerimeterKind.EPT)


@dataclass(frozen=True)
class Completion:
    """A territory that a name may designate, and the whole list with its code in place."""

    label: str
    text: str


class UnclearName(AmbiguousName):
    """A name of the list designates several territories, or none; ``completions`` lists them."""

    def __init__(
        self, what: str, *, value: str, completions: Sequence[Completion], remedy: str
    ) -> None:
        self.completions = tuple(completions)
        super().__init__(what, value=value, choices=[c.label for c in completions], remedy=remedy)


def list_by_codes(text: str) -> list[Perimeter]:
    """Return the communes and intercommunalités whose codes an address lists.

    Raises
    ------
    BadInput
        If a word is not a code, or a code is not known.
    """
    try:
        return _known(rules.listed_codes(text))
    except ValueError as error:
        raise _unreadable(str(error) or text[:80]) from None


def list_by_names(text: str) -> list[Perimeter]:
    """Return the communes and intercommunalités that a person lists by name or by code.

    Parameters
    ----------
    text : str
        Names and codes, one a line or separated by commas or semicolons; a name
        that has a comma stands alone on its line.

    Raises
    ------
    UnclearName
        If a name designates several territories, or none.
    BadInput
        If nothing is listed, too much is, or a code is not known.
    """
    pieces = list(_pieces(text))
    if not pieces or len(pieces) > rules.MAX_LISTED:
        raise _unreadable(text[:80])
    codes = [piece[0] for piece in pieces if rules.is_code(piece[0])]
    named = [_designated(text, piece) for piece in pieces if not rules.is_code(piece[0])]
    return [*_known(codes), *named]


def find_named(name: str, kinds: Collection[str] = ()) -> list[Perimeter]:
    """Return every perimeter that has exactly this name or alias, accents and case apart."""
    folded = fold(name)
    if not folded:
        return []
    same = Perimeter.objects.filter(folded_name=folded)
    if kinds:
        same = same.filter(kind__in=kinds)
    spelt = [
        found.perimeter
        for found in search.search_perimeters(name, kinds=kinds, limit=50)
        if folded in rules.search_names(found.perimeter.name, found.perimeter.aliases)
    ]
    return sorted({p.pk: p for p in [*same, *spelt]}.values(), key=lambda p: (p.kind, p.code))


# What is typed, and where it begins in the text.
_Piece = tuple[str, int]


def _pieces(text: str) -> Iterator[_Piece]:
    for line, begins in _split(r"[^\n\r;]+", text, 0):
        if "," in line and find_named(line, KINDS):
            yield line, begins
            continue
        for entry, at in _split(r"[^,]+", line, begins):
            words = list(_split(r"[^\s+]+", entry, at))
            yield from words if all(rules.is_code(word) for word, _at in words) else [(entry, at)]


def _split(pattern: str, text: str, begins: int) -> Iterator[_Piece]:
    for match in re.finditer(pattern, text):
        if word := match[0].strip():
            yield word, begins + match.start() + match[0].index(word)


def _known(codes: Collection[str]) -> list[Perimeter]:
    wanted = {code.upper(): code for code in codes}
    found = list(Perimeter.objects.filter(kind__in=KINDS, code__in=wanted))
    if unknown := sorted(wanted.keys() - {part.code for part in found}):
        raise BadInput(
            _("Ces codes ne sont ni ceux d’une commune ni ceux d’une intercommunalité"),
            value=", ".join(wanted[code] for code in unknown[:10]),
            remedy=_("Corrigez la liste ; les autres codes sont connus."),
        )
    return found


def _designated(text: str, piece: _Piece) -> Perimeter:
    name, begins = piece
    found = find_named(name, KINDS)
    # Two namesakes of which one is over: people mean the other.
    in_force = [p for p in found if p.last_vintage == max(q.last_vintage or 0 for q in found)]
    if len(in_force) == 1:
        return in_force[0]
    near = in_force or [f.perimeter for f in search.search_perimeters(name, kinds=KINDS, limit=3)]
    raise UnclearName(
        _("Plusieurs territoires portent ce nom")
        if found
        else _("Aucune commune ni intercommunalité ne porte ce nom"),
        value=name,
        completions=[
            Completion(_label(p), text[:begins] + p.code + text[begins + len(name) :]) for p in near
        ],
        remedy=_("Choisissez le bon, ou mettez son code à la place du nom :")
        if near
        else _("Essayez un nom plus court, un code Insee ou un SIREN."),
    )


def _label(perimeter: Perimeter) -> str:
    return f"{perimeter.name} ({', '.join(p for p in (perimeter.place, perimeter.code) if p)})"


def _unreadable(value: str) -> BadInput:
    return BadInput(
        _("Cette liste ne peut pas être lue"),
        value=value,
        remedy=_(
            "Donnez de 1 à %(most)d communes ou intercommunalités, par leur nom ou leur code "
            "(5 caractères, ou SIREN à 9 chiffres), séparées par des virgules."
        )
        % {"most": rules.MAX_LISTED},
    )
