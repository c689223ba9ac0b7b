"""The facts that a rule of the catalogue may ask about, and how they are asked of people.

They follow the public schema of help to professionals (etalab, *dispositif-aide-professionnels*
0.2.0: headcount, size, age, legal form, trade, place), with what files of industry ask besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terreau.datasets.reference.naf import normalise
from terreau.matching.eligibility.ranges import Band
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind


class Shape(StrEnum):
    """What a fact is."""

    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"
    PLACES = "places"


@dataclass(frozen=True)
class Fact:
    """A fact that rules ask about.

    Parameters
    ----------
    key : str
        As rules name it.
    label, question : Promise
        In a condition; as it is asked.
    shape : Shape
        What it is.
    choices : tuple
        Value and label of each choice.
    unit : Promise or str
        Of a number.
    """

    key: str
    label: Promise
    question: Promise
    shape: Shape
    choices: tuple[tuple[str, Promise], ...] = ()
    unit: Promise | str = ""


SIZES = (
    ("micro", _("Microentreprise (moins de 10 salariés)")),
    ("pme", _("PME (moins de 250 salariés)")),
    ("eti", _("Entreprise de taille intermédiaire")),
    ("ge", _("Grande entreprise")),
)
FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        each.key: each
        for each in (
            Fact("kind", _("Sorte d’organisation"), _("Quelle sorte d’organisation est-ce ?"),
                 Shape.CHOICE, choices=tuple(OrganisationKind.choices)),
            Fact("headcount", _("Effectif"), _("Combien de salariés emploie-t-elle ?"),
                 Shape.NUMBER, unit=_("salariés")),
            Fact("size", _("Taille, groupe compris"),
                 _("De quelle taille est-elle, avec le groupe dont elle fait partie ?"),
                 Shape.CHOICE, SIZES),
            Fact("naf", _("Activité (code NAF)"), _("Quel est son code NAF ?"), Shape.TEXT),
            Fact("places", _("Lieu"), _("Dans quelle commune est-elle ?"), Shape.PLACES),
            Fact("legal_form", _("Forme juridique (code)"),
                 _("Quel est le code de sa forme juridique (catégorie de l’INSEE) ?"), Shape.TEXT),
            Fact("age_years", _("Âge"), _("Depuis combien d’années existe-t-elle ?"),
                 Shape.NUMBER, unit=_("ans")),
            Fact("turnover_eur", _("Chiffre d’affaires"), _("Quel est son chiffre d’affaires ?"),
                 Shape.NUMBER, unit="€"),
            Fact("is_autonomous", _("N’appartient à aucun groupe"),
                 _("Est-elle indépendante de tout groupe ?"), Shape.YES_NO),
            Fact("is_in_difficulty", _("En difficulté au sens européen"),
                 _("Est-elle en difficulté au sens du droit européen ?"), Shape.YES_NO),
            Fact("is_up_to_date", _("À jour de ses impôts et cotisations"),
                 _("Est-elle à jour de ses impôts et de ses cotisations ?"), Shape.YES_NO),
            Fact("invests", _("Projet d’investissement"),
                 _("A-t-elle un projet d’investissement productif ?"), Shape.YES_NO),
            Fact("investment_eur", _("Montant du projet"), _("Combien son projet coûte-t-il ?"),
                 Shape.NUMBER, unit="€"),
            Fact("recruits", _("Projet de recrutement"), _("Va-t-elle recruter ?"), Shape.YES_NO),
            Fact("innovates", _("Projet d’innovation"),
                 _("A-t-elle un projet de recherche ou d’innovation ?"), Shape.YES_NO),
            Fact("is_collective", _("Projet à plusieurs"),
                 _("Son projet réunit-il plusieurs entreprises ?"), Shape.YES_NO),
            Fact("works_started", _("Travaux commencés"),
                 _("Les travaux de son projet ont-ils commencé ?"), Shape.YES_NO),
        )
    }
)  # fmt: skip
# Lowest and highest headcount of each class of INSEE.
_LOWEST = (0, 1, 3, 6, 10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000)
_HIGHEST = (*(each - 1 for each in _LOWEST[1:]), None)
_BANDS: Mapping[str, Band] = MappingProxyType(
    dict(zip(HeadcountClass.values, zip(_LOWEST, _HIGHEST, strict=True), strict=True))
)


def headcount_band(headcount_class: str) -> Band | None:
    """Return the lowest and the highest headcount of a class of INSEE; None of no class.

    Examples
    --------
    >>> headcount_band("11"), headcount_band("53"), headcount_band("")
    ((10, 19), (10000, None), None)
    """
    return _BANDS.get(headcount_class)


def fact_value(fact: Fact, written: str) -> Any:
    """Return what was written of a fact as rules compare it; None where it is not one.

    Examples
    --------
    >>> fact_value(FACTS["headcount"], "1 200"), fact_value(FACTS["recruits"], "yes")
    (1200, True)
    >>> fact_value(FACTS["headcount"], "many") is fact_value(FACTS["size"], "huge") is None
    True
    """
    text = " ".join(written.split())
    if fact.shape is Shape.NUMBER:
        digits = text.replace(" ", "").replace("\u202f", "").replace("\xa0", "")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
    if fact.shape is Shape.YES_NO:
        return {"yes": True, "no": False}.get(text)
    if fact.shape is Shape.CHOICE:
        return text if text in dict(fact.choices) else None
    return (normalise(text) if fact.key == "naf" else text)[:20] or None


def is_kept_whole(value: object) -> bool:
    """Whether a value is kept and given back as it is by every engine and by JSON."""
    if isinstance(value, str):
        return "\0" not in value and value.isprintable()
    return isinstance(value, bool) or (isinstance(value, int | float) and abs(value) <= 2**53)
