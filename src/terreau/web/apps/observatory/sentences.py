"""The sentences of a profile: plain words made from its numbers, one form for each case.

Numbers come already written; the sign decides the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.datasets.dataset import Dataset
from terreau.web.shared.formatting import format_number

MEASURES = {
    "employment": lambda: _("l’emploi"),
    "salaried_employment": lambda: _("l’emploi salarié"),
    "private_salaried_employment": lambda: _("l’emploi salarié privé"),
    "employment_25_54": lambda: _("l’emploi des 25 à 54 ans"),
    "employed_25_54": lambda: _("les actifs occupés de 25 à 54 ans"),
}

TITLES = {
    "employment": lambda: _("Emploi"),
    "salaried_employment": lambda: _("Emploi salarié"),
    "private_salaried_employment": lambda: _("Emploi salarié privé"),
    "employment_25_54": lambda: _("Emploi des 25 à 54 ans"),
    "employed_25_54": lambda: _("Actifs occupés de 25 à 54 ans"),
}


BY_KIND = {
    "commune": lambda: _("par commune"),
    "epci": lambda: _("par EPCI"),
    "ept": lambda: _("par EPT"),
    "territoire_industrie": lambda: _("par Territoire d’industrie"),
    "zone_emploi": lambda: _("par zone d’emploi"),
    "bassin_de_vie": lambda: _("par bassin de vie"),
    "departement": lambda: _("par département"),
    "region": lambda: _("par région"),
    "nation": lambda: _("par pays"),
    "custom": lambda: _("par périmètre sur mesure"),
}

# A sentence names three sectors at most.
_NAMED = 3


@dataclass(frozen=True)
class RoundedEffects:
    """Whole jobs that add up: total = macro + structural + local + not_compared.

    Parameters
    ----------
    total, macro, structural, local : int
        The change, and what it is made of.
    not_compared : int
        What the method can compare with nothing.
    competitive, allocation : int or None
        What makes up the local effect out of the specialties and by them, where the method says.
    """

    total: int
    macro: int
    structural: int
    local: int
    not_compared: int = 0
    competitive: int | None = None
    allocation: int | None = None


def measure_name(measure: str, *, is_partial: bool = False) -> str:
    """Return what is counted, with its article; "published" when cells are secret or missing."""
    name = MEASURES[measure]()
    return _("%(measure)s publié") % {"measure": name} if is_partial else name


def measure_title(measure: str) -> str:
    """Return what is counted, as a heading in the reader's language."""
    return TITLES[measure]()


def source_titles(datasets: Sequence[Dataset]) -> dict[str, str]:
    """Return identifier → title; those that share a title say by which territories they count.

    Two tables of one title and one kind add their identifier.
    """
    titles = Counter(d.title for d in datasets)
    kinds = Counter((d.title, d.territory_kind) for d in datasets)
    found = {}
    for d in datasets:
        precisions = [BY_KIND[d.territory_kind]()] if titles[d.title] > 1 else []
        precisions += [d.id] if kinds[d.title, d.territory_kind] > 1 else []
        found[d.id] = ", ".join([d.title, *precisions])
    return found


@dataclass(frozen=True)
class Span:
    """What is counted, between which years; ``is_partial`` when cells are secret or missing."""

    measure: str
    start: int
    end: int
    is_partial: bool = False


@dataclass(frozen=True)
class Refused:
    """How many sectors were too few for the sign to be kept, and from how many it is."""

    sectors: str
    enough: str


def effects_sentence(
    span: Span, effects: RoundedEffects, *, apart: str = "", refused: Refused | None = None
) -> str:
    """Say where the change in jobs comes from, in one clause per effect.

    Parameters
    ----------
    span : Span
        What is counted, between which years.
    effects : RoundedEffects
        As they are displayed.
    apart : str
        In what the jobs are that cannot be compared: `lacking_sectors` or `broken_series`.
    refused : Refused or None
        Where the sign of the local effect is not the one to keep.
    """
    return " ".join(
        (
            _change(span, effects.total) + _apart(effects, apart),
            _macro(effects.macro) + _(" ;"),
            _structural(effects.structural) + _(" ;"),
            _refusal(effects.local, refused) if refused else _local(effects) + ".",
        )
    )


def lacking_sectors(labels: Sequence[str]) -> str:
    """Name the sectors that the rest of the country does not have."""
    named = ", ".join(labels[:_NAMED]) + ("…" if len(labels) > _NAMED else "")
    return ngettext(
        "dans un secteur que le reste du pays n’a pas (%(named)s)",
        "dans %(count)s secteurs que le reste du pays n’a pas (%(named)s)",
        len(labels),
    ) % {"count": format_number(len(labels)), "named": named}


def broken_series() -> str:
    """Say what cannot be followed from one year to the next."""
    return _("dans ce qui n’est pas publié chaque année")


def growth_sentence(span: Span, change: int, *, compared: str = "") -> str:
    """Say how many jobs were gained or lost, beside the country's pace where it is known."""
    return _change(span, change) + (f", {compared}." if compared else ".")


def compared_with(own: str, country: str, nation: str) -> str:
    """Say a change in percent beside the country's."""
    return _("soit %(own)s (%(country)s : %(nation)s)") % {
        "own": own,
        "country": country,
        "nation": nation,
    }


def hidden_sentence() -> str:
    """Say that every figure is hidden."""
    return _("Ses chiffres d’emploi sont couverts par le secret statistique, ou manquent.")


def level_sentence(measure: str, year: int, jobs: int) -> str:
    """Say how many jobs there are, where one year is known."""
    return _("En %(year)d, %(measure)s y compte **%(jobs)s postes**.") % {
        "year": year,
        "measure": measure_name(measure),
        "jobs": format_number(jobs),
    }


def emphasised(sentence: str) -> SafeString:
    """Return a sentence as HTML, ``**words**`` in bold and everything else escaped."""
    pieces = str(conditional_escape(sentence)).split("**")
    bold = (f"<strong>{p}</strong>" if i % 2 else p for i, p in enumerate(pieces))
    return mark_safe("".join(bold))  # noqa: S308  (escaped above)


def plain(sentence: str) -> str:
    """Return a sentence without its marks of emphasis."""
    return sentence.replace("**", "")


def _change(span: Span, change: int) -> str:
    jobs = abs(change)
    words = {
        "start": span.start,
        "end": span.end,
        "measure": measure_name(span.measure, is_partial=span.is_partial),
        "jobs": format_number(jobs),
    }
    if change == 0:
        return _("De %(start)d à %(end)d, %(measure)s y compte autant de postes") % words
    if change > 0:
        gained = ngettext(
            "De %(start)d à %(end)d, %(measure)s y a gagné **%(jobs)s poste**",
            "De %(start)d à %(end)d, %(measure)s y a gagné **%(jobs)s postes**",
            jobs,
        )
        return gained % words
    lost = ngettext(
        "De %(start)d à %(end)d, %(measure)s y a perdu **%(jobs)s poste**",
        "De %(start)d à %(end)d, %(measure)s y a perdu **%(jobs)s postes**",
        jobs,
    )
    return lost % words


def _apart(effects: RoundedEffects, apart: str) -> str:
    """Set apart what cannot be compared: the effects explain the rest."""
    if not apart or not effects.not_compared:
        return "."
    return _(
        " : %(left)s %(apart)s, sans comparaison possible, et %(compared)s dans le reste. D’où "
        "viennent ces %(compared)s ?"
    ) % {
        "left": format_number(effects.not_compared, is_signed=True),
        "apart": apart,
        "compared": format_number(effects.total - effects.not_compared, is_signed=True),
    }


def _macro(jobs: int) -> str:
    written = {"jobs": format_number(abs(jobs))}
    if jobs == 0:
        return _("Au rythme national, il n’aurait pas changé")
    if jobs > 0:
        return _("Au rythme national, il en aurait gagné %(jobs)s") % written
    return _("Au rythme national, il en aurait perdu %(jobs)s") % written


def _structural(jobs: int) -> str:
    written = {"jobs": format_number(abs(jobs))}
    if jobs == 0:
        return _("sa composition sectorielle n’y change rien")
    if jobs > 0:
        return _("sa composition sectorielle en ajoute %(jobs)s") % written
    return _("sa composition sectorielle en retire %(jobs)s") % written


def _refusal(jobs: int, refused: Refused) -> str:
    return _(
        "avec %(sectors)s secteurs seulement, le calcul de l’« effet local » donne %(shown)s ; "
        "avec %(enough)s ou plus, il est %(sign)s : **retenez le second**."
    ) % {
        "sectors": refused.sectors,
        "enough": refused.enough,
        "shown": format_number(jobs, is_signed=True),
        "sign": _("négatif") if jobs > 0 else _("positif"),
    }


def _local(effects: RoundedEffects) -> str:
    written = {"jobs": format_number(abs(effects.local))}
    if effects.local == 0:
        said = _("c’est ce que l’on observe : **l’« effet local » est nul**")
    elif effects.local > 0:
        said = _(
            "le territoire en compte **%(jobs)s de plus** que ce que l’un et l’autre "
            "laissaient attendre : c’est **l’« effet local »**"
        )
    else:
        said = _(
            "le territoire en compte **%(jobs)s de moins** que ce que l’un et l’autre "
            "laissaient attendre : c’est **l’« effet local »**"
        )
    return said % written + _split(effects)


def _split(effects: RoundedEffects) -> str:
    """Say what the specialties make of the local effect, where the method tells."""
    if effects.competitive is None or effects.allocation is None:
        return ""
    return _(", dont %(without)s hors de ses spécialités et %(within)s dans ses spécialités") % {
        "without": format_number(effects.competitive, is_signed=True),
        "within": format_number(effects.allocation, is_signed=True),
    }
