"""The words that every report prints, and typography: what is said is set as a page would be."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting.document import Document, Sum, Words
from terreau.web.shared.source_words import translated
from terreau.web.shared.typography import apostrophes, french_spacing

Kind = TypeVar("Kind")
_YEARS = re.compile(r"(?<=\b[12]\d{3})-(?=[12]\d{3}\b)")  # a span, as machines write it
# Read by machines, or by a person who types them.
_EXACT = {"key", "unit", "command", "dataset", "address", "digest", "language"}


def words() -> Words:
    """Return the words of every report in the active language."""
    return Words(
        sources=_("D’où viennent ces chiffres"),
        source=_("Source"),
        vintage=_("millésime"),
        licence=_("Licence"),
        geography=_("Géographie"),
        absent=_("Lignes absentes du fichier"),
        coverage=_("Couverture"),
        formula=_("Formule"),
        again=_("Refaire ce calcul"),
        figure=_("Chiffre"),
        period=_("Période"),
        value=_("Valeur"),
        unit=_("Unité"),
        page=_("page"),
        made_with=_("Fait avec Terreau"),
        carried=_("Chiffres du rapport, chacun avec la commande qui le refait"),
        colon=" : " if language() == "fr" else ": ",
        continued=_("(suite)"),
        summary=_("L’essentiel"),
        obligation=_("Ce que la licence demande"),
        state=_("État des données"),
        address=_("Adresse de la page"),
    )


def language() -> str:
    """Return the active language, in two letters."""
    return (get_language() or "fr")[:2]


def mark(*, is_example: bool) -> str:
    """Return what is printed on every page of a report of the example country."""
    return _("Pays d’exemple : territoires et chiffres fictifs") if is_example else ""


def typeset(document: Document) -> Document:
    """Return a report whose texts are set as a typographer would; names for machines are kept."""
    is_french = language() == "fr"

    def told(text: str) -> str:
        text = _YEARS.sub("–", apostrophes(translated(text)))
        return french_spacing(text) if is_french else text

    def walked(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value if name in _EXACT else told(value)
        if isinstance(value, Number):
            return dataclasses.replace(value, label=told(value.label))
        if isinstance(value, Sum):
            return Sum(walked(value.figure), value.formula)
        if isinstance(value, tuple):
            return tuple(walked(each) for each in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            return type(value)(**{name: walked(each, name) for name, each in fields.items()})
        return value

    set_: Document = walked(document)
    return set_
