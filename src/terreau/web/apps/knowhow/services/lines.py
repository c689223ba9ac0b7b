"""What people write of one line: its fields, what is refused of them, how they are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.matching.dimensions import DIMENSIONS
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import Capacity, KnowHow
from terreau.web.apps.knowhow.rules import (
    LONGEST_TEXT,
    TAGS_A_LINE,
    Range,
    one_line,
    unsound,
)
from terreau.web.apps.knowhow.tags import is_activity, is_occupation, is_term, ranges_told
from terreau.web.apps.knowhow.understanding import understand
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class KnowHowFields:
    """All that people write of one line.

    Parameters
    ----------
    kind : str
        One of `KnowHowKind`.
    text : str
        In the organisation's own words, on one line.
    visibility : str
        Who reads it; never wider than the organisation, whatever is written here.
    terms, naf, rome : tuple of str
        Codes of the vocabulary of processes and materials, of the NAF, of the ROME.
    capacities : tuple of Range
        At most one a dimension.
    """

    kind: str
    text: str
    visibility: str = Visibility.TERRITORY
    terms: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()
    rome: tuple[str, ...] = ()
    capacities: tuple[Range, ...] = ()


class BadLine(BadInput):
    """What was written in one field of a line cannot be kept.

    Parameters
    ----------
    name : str
        Of the field.
    what, value, remedy : str
        As in `BadInput`.
    """

    def __init__(self, name: str, what: str, *, value: str = "", remedy: str = "") -> None:
        self.name = name
        super().__init__(what, value=value or None, remedy=remedy)


def fields_of(line: KnowHow) -> KnowHowFields:
    """Return a line as the services take it."""
    return KnowHowFields(
        line.kind,
        line.text,
        line.visibility,
        tuple(line.terms),
        tuple(line.naf),
        tuple(line.rome),
        tuple(Range(each.dimension, each.low, each.high) for each in line.capacities.all()),
    )


def read_fields(kind: str, text: str, visibility: str) -> KnowHowFields:
    """Return a line with the tags and the capacities that its words say."""
    read = understand(text)
    return KnowHowFields(kind, text, visibility, read.terms, read.naf, read.rome, read.ranges)


def reworded(held: KnowHowFields, text: str) -> KnowHowFields:
    """Return a line with other words: what was read in the former ones goes with them."""
    old, new = understand(held.text), understand(text)
    stated = {each.dimension: each for each in (*held.capacities, *new.ranges)}
    gone = {each.dimension for each in old.ranges} - {each.dimension for each in new.ranges}
    return replace(
        held,
        text=text,
        terms=_read_again(held.terms, old.terms, new.terms),
        naf=_read_again(held.naf, old.naf, new.naf),
        rome=_read_again(held.rome, old.rome, new.rome),
        capacities=tuple(each for key, each in stated.items() if key not in gone),
    )


def _read_again(
    held: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]
) -> tuple[str, ...]:
    stays = (code for code in held if code not in old or code in new)
    return tuple(dict.fromkeys((*stays, *new)))[:TAGS_A_LINE]


def check_line(written: KnowHowFields) -> None:
    """Refuse what cannot be kept of a line, with `BadLine`."""
    if written.kind not in KnowHowKind.values:
        raise BadLine(
            "kind",
            _("Cette sorte de savoir-faire n’existe pas"),
            value=written.kind,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(KnowHowKind.values)},
        )
    if written.visibility not in Visibility.values:
        raise BadLine(
            "visibility",
            _("Ce choix de confidentialité n’existe pas"),
            value=written.visibility,
            remedy=_("Choisissez parmi : %(levels)s.") % {"levels": ", ".join(Visibility.values)},
        )
    _check_text(one_line(written.text))
    _check_tags(written)
    bad = unsound(written.capacities)
    unknown = next((r for r in written.capacities if r.dimension not in DIMENSIONS), None)
    if found := bad or unknown:
        raise BadLine(
            "capacities",
            _("Cette capacité ne peut pas être gardée"),
            value=found.dimension,
            remedy=_("Une par grandeur, avec un minimum, un maximum ou les deux, dans l’ordre."),
        )


def _check_text(text: str) -> None:
    if not fold(text):
        raise BadLine("text", _("Une ligne dit quelque chose"), remedy=_("Écrivez-la en mots."))
    if len(text) > LONGEST_TEXT:
        raise BadLine(
            "text",
            _("Cette ligne est trop longue : %(count)d caractères") % {"count": len(text)},
            value=f"{text[:60]}…",
            remedy=_("Faites-en plusieurs, de %(most)d caractères au plus.")
            % {"most": LONGEST_TEXT},
        )


def _check_tags(written: KnowHowFields) -> None:
    for name, codes, is_right in (
        ("terms", written.terms, is_term),
        ("naf", written.naf, is_activity),
        ("rome", written.rome, is_occupation),
    ):
        wrong = next((code for code in codes if not is_right(code)), "")
        if wrong or len(codes) > TAGS_A_LINE:
            raise BadLine(
                name,
                _("Cette étiquette n’existe pas") if wrong else _("Il y a trop d’étiquettes"),
                value=wrong or str(len(codes)),
                remedy=_("Gardez celles qui aident à trouver la ligne."),
            )


def columns(written: KnowHowFields) -> dict[str, Any]:
    """Return what the columns of a line hold of what was written."""
    return {
        "kind": written.kind,
        "text": one_line(written.text),
        "visibility": written.visibility,
        "terms": _each_once(written.terms),
        "naf": _each_once(written.naf),
        "rome": _each_once(written.rome),
    }


def _each_once(codes: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(codes))


def told_fields(written: KnowHowFields) -> dict[str, Any]:
    """Return what was written, as it is compared and told."""
    held = columns(written)
    tags = {name: " ".join(held[name]) for name in ("terms", "naf", "rome")}
    return held | tags | {"capacities": ranges_told(written.capacities)}


def write_capacities(line: KnowHow, written: KnowHowFields) -> None:
    """Write the ranges of a line, in place of those it had."""
    line.capacities.all().delete()
    Capacity.objects.bulk_create(
        Capacity(know_how=line, dimension=each.dimension, low=each.low, high=each.high)
        for each in written.capacities
    )
    # What a reader of the same object fetched before is not what is there now.
    getattr(line, "_prefetched_objects_cache", {}).clear()
