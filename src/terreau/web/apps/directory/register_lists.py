"""Numbers that somebody pasted: what is understood of them, and what is not, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import BadInput
from terreau.core.siren import is_siren, is_siret, without_spaces
from terreau.web.apps.directory.register_rules import NUMBERS_AT_ONCE

_NUMBER = re.compile(r"\d(?:[\s. \u00a0\u202f-]*\d)*")
_CELLS = re.compile(r"[,;|\t]")
_MOST_LINES = 2_000
_LONGEST_TOLD = 40

REASONS: dict[str, Promise] = {
    "siren": gettext_lazy("La clé de ce SIREN ne tombe pas juste"),
    "siret": gettext_lazy("La clé de ce SIRET ne tombe pas juste"),
    "length": gettext_lazy("Un SIREN a neuf chiffres, un SIRET quatorze"),
    "twice": gettext_lazy("Ce numéro est déjà plus haut"),
    "name": gettext_lazy("Cette ligne n’a pas de nom"),
    "no_commune": gettext_lazy("La commune manque"),
    "commune": gettext_lazy("Aucune commune ne porte ce nom ou ce code"),
    "communes": gettext_lazy("Plusieurs communes portent ce nom : écrivez son code Insee"),
    "naf": gettext_lazy("Ce code NAF n’existe pas"),
    "other": gettext_lazy("Ce SIRET n’est pas d’un établissement de ce SIREN"),
    "website": gettext_lazy("Ce n’est pas une adresse de site"),
    "headcount": gettext_lazy(
        "Effectif non compris : écrivez un nombre (12) ou une tranche (20 à 49)"
    ),
    "kind": gettext_lazy("Nature inconnue : elle est prise pour une entreprise"),
}
# Of a cell: the rest of its line is read.
IN_PART = frozenset({"headcount", "kind"})


@dataclass
class Pasted:
    """What was understood of a list.

    Parameters
    ----------
    numbers : list[str]
        SIREN and SIRET, in their order, once each.
    rejected : list[dict]
        Line, value and reason (a key of `REASONS`) of what was not.
    """

    numbers: list[str] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)


def read_numbers(text: str) -> Pasted:
    """Read the numbers of a list, whatever stands around them; a line without figure says nothing.

    Raises
    ------
    BadInput
        If there is no number, or there are too many of them or of lines.

    Examples
    --------
    >>> read_numbers("SIRET : 732 829 320 00074 (Acme)").numbers
    ['73282932000074']
    """
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise _too_many(_("Cette liste a %s lignes") % len(lines))
    pasted = Pasted()
    for number, line in enumerate(lines, start=1):
        for digits in _numbers(line):
            _take(pasted, number, digits)
    if len(pasted.numbers) > NUMBERS_AT_ONCE:
        raise _too_many(_("Cette liste a %s numéros") % len(pasted.numbers))
    if not pasted.numbers and not pasted.rejected:
        raise BadInput(
            _("Aucun numéro n’a été trouvé dans cette liste"),
            remedy=_("Collez des SIREN (neuf chiffres) ou des SIRET (quatorze), un par ligne."),
        )
    return pasted


def _numbers(line: str) -> Iterator[str]:
    for cell in _CELLS.split(line):
        for found in _NUMBER.findall(cell):
            digits = without_spaces(found)
            apart = found.split()
            is_several = len(digits) not in (9, 14) and all(len(p) in (9, 14) for p in apart)
            yield from apart if is_several else [digits]


def _take(pasted: Pasted, line: int, digits: str) -> None:
    reason = reason_against(digits)
    if not reason and digits in pasted.numbers:
        reason = "twice"
    if reason:
        told = {"line": line, "value": digits[:_LONGEST_TOLD], "reason": reason}
        pasted.rejected.append(told)
    else:
        pasted.numbers.append(digits)


def reason_against(digits: str) -> str:
    """Return why some figures are no number: a key of `REASONS`, or "" where they are.

    Examples
    --------
    >>> [reason_against(n) for n in ("732829320", "732829321", "73282932000075", "12")]
    ['', 'siren', 'siret', 'length']
    """
    if len(digits) == 9:
        return "" if is_siren(digits) else "siren"
    if len(digits) == 14:
        return "" if is_siret(digits) else "siret"
    return "length"


def _too_many(what: str) -> BadInput:
    return BadInput(
        what,
        remedy=_(
            "Une liste a %s numéros au plus : coupez-la, ou demandez à qui tient la machine "
            "de lire le fichier national (terreau directory import)."
        )
        % NUMBERS_AT_ONCE,
        kept=_("Rien n’a été ajouté."),
    )
