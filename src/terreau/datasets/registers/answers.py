"""What the API *Recherche d'entreprises* answers, read: establishments that may be told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terreau.core.siren import is_siret
from terreau.datasets.registers.choosing import BANDS
from terreau.datasets.registers.establishment import Establishment, may_be_named, name_of, told
from terreau.datasets.registers.stock import UNKNOWN_DAY


@dataclass(frozen=True)
class Found:
    """A page of what the register found.

    Parameters
    ----------
    establishments : tuple of Establishment
        Of each legal unit: those that match, its seat first.
    total : int
        How many legal units match in all.
    """

    establishments: tuple[Establishment, ...]
    total: int


def read_answer(answer: object) -> Found:
    """Read an answer; what is not understood in it is an error, what is not wanted is not kept.

    Raises
    ------
    TypeError
        If it is not the answer of that API.
    """
    if not isinstance(answer, Mapping) or not isinstance(answer.get("results"), list):
        raise TypeError("no list of results")
    found: dict[str, Establishment] = {}
    for unit in answer["results"]:
        if not isinstance(unit, Mapping):
            raise TypeError("a result is not an object")
        for each in _establishments(unit):
            found.setdefault(each.siret, each)
    total = answer.get("total_results")
    return Found(tuple(found.values()), total if isinstance(total, int) else len(found))


def _establishments(unit: Mapping[str, Any]) -> Iterator[Establishment]:
    matching = unit.get("matching_etablissements")
    listed = [unit.get("siege"), *(matching if isinstance(matching, list) else [])]
    for each in listed:
        if isinstance(each, Mapping) and is_siret(_text(each, "siret")):
            yield _establishment(unit, each)


def _establishment(unit: Mapping[str, Any], each: Mapping[str, Any]) -> Establishment:
    category = _text(unit, "nature_juridique")
    more = unit.get("complements")
    is_person = isinstance(more, Mapping) and more.get("est_entrepreneur_individuel") is True
    statuses = (unit.get("statut_diffusion"), each.get("statut_diffusion_etablissement"))
    is_masked = is_person or not category or not may_be_named(statuses, category)
    whole = {
        "denomination": _text(unit, "nom_raison_sociale"),
        "usual": _text(unit, "nom_complet"),
        "acronym": _text(unit, "sigle"),
    }
    band, naf = _text(each, "tranche_effectif_salarie"), _text(each, "activite_principale")
    is_closed = _text(each, "etat_administratif") == "F"
    return Establishment(
        siret=_text(each, "siret"),
        name="" if is_masked else name_of(whole, _sign(each)),
        category=category,
        naf=naf if len(naf) == 6 else "",
        commune=_text(each, "commune"),
        headcount=band if band in BANDS else "",
        is_head=each.get("est_siege") is True,
        is_masked=is_masked,
        closed_on=(_text(each, "date_fermeture") or UNKNOWN_DAY) if is_closed else "",
    )


def _sign(each: Mapping[str, Any]) -> str:
    signs = each.get("liste_enseignes")
    first = (
        next((sign for sign in signs if isinstance(sign, str)), "")
        if isinstance(signs, list)
        else ""
    )
    return told(_text(each, "nom_commercial") or first)


def _text(held: Mapping[str, Any], name: str) -> str:
    value = held.get(name)
    return told(value) if isinstance(value, str) else ""
