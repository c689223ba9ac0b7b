"""What each official source is for, in the words of the pages; a new one needs no line here."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.datasets.sources import Edition, Proof, Source

# What the source brings, and the pages that show it.
_EMPLOYMENT = (
    gettext_lazy("L’emploi salarié du secteur privé, par commune et activité, année après année."),
    gettext_lazy("Profil d’un territoire : emploi, secteurs, effet local, spécialisation."),
)
_FLORES = (
    gettext_lazy("L’emploi salarié public et privé, par commune et activité, une année."),
    gettext_lazy("Profil d’un territoire : emploi, secteurs, spécialisation."),
)
_NO_PAGE = gettext_lazy("Aucune page ne les montre encore ; une analyse peut s’en servir.")
USES: dict[str, tuple[Promise, Promise]] = {
    "ti": (
        gettext_lazy("La liste officielle des Territoires d’industrie et leurs membres."),
        gettext_lazy("Recherche, page et profil de chaque Territoire d’industrie."),
    ),
    "urssaf-commune-ape": _EMPLOYMENT,
    "flores-a38": _FLORES,
    "flores-a88": _FLORES,
    "zones": (
        gettext_lazy("Les zones d’emploi et les bassins de vie, avec leurs communes."),
        gettext_lazy("Recherche, page et profil des zones d’emploi et des bassins de vie."),
    ),
    "recensement-25-54": (
        gettext_lazy("Les actifs de 25 à 54 ans par secteur, de 1968 à 2022."),
        gettext_lazy("Profil : type de bassin, industriel hier, aujourd’hui."),
    ),
    "sirene": (
        gettext_lazy("Le nombre d’établissements et de créations, par commune et activité."),
        _NO_PAGE,
    ),
    "chomage-zones": (
        gettext_lazy("Le taux de chômage par zone d’emploi et trimestre."),
        gettext_lazy("Profil d’une zone d’emploi : son taux et ce qu’il fait en un an."),
    ),
    "passages-communes": (
        gettext_lazy("Les fusions, séparations et changements de code des communes, depuis 1943."),
        gettext_lazy("Vérifie ce que Terreau en sait déjà ; aucune page ne le montre."),
    ),
    "contours": (
        gettext_lazy("Les contours officiels des intercommunalités, zones et départements."),
        gettext_lazy("Carte de la page d’un territoire."),
    ),
}
# Table that an indicator reads → the sources that bring it; populations travel with Terreau.
SOURCES_OF: dict[str, tuple[str, ...]] = {
    "population": (),
    "employment": ("urssaf-commune-ape", "flores-a38", "flores-a88"),
    "establishments": ("sirene",),
    "creations": ("sirene",),
    "census": ("recensement-25-54",),
    "unemployment": ("chomage-zones",),
}
# Labels that are no year, as a person names them.
EDITIONS: dict[str, Promise] = {
    "last": gettext_lazy("la plus récente"),
    "epci": gettext_lazy("intercommunalités"),
    "zones-emploi": gettext_lazy("zones d’emploi"),
    "departements": gettext_lazy("départements"),
    "regions": gettext_lazy("régions"),
    "csv": gettext_lazy("fichier CSV"),
    "parquet": gettext_lazy("fichier Parquet"),
}
# Why cells of a table were refused, as an import counts them.
REASONS: dict[str, Promise] = {
    "wrong_number_of_columns": gettext_lazy("la ligne n’a pas le nombre de colonnes de l’en-tête"),
    "empty_code": gettext_lazy("le code est vide"),
    "unknown_territory": gettext_lazy("le code de territoire n’existe pas"),
    "unknown_sector": gettext_lazy("le code d’activité n’existe pas"),
    "unknown_member": gettext_lazy("le code du membre n’existe pas"),
    "period_not_a_year": gettext_lazy("la période n’est pas une année"),
    "not_a_period": gettext_lazy("la période n’est ni une année ni un trimestre"),
    "not_a_number": gettext_lazy("la valeur n’est pas un nombre"),
    "negative": gettext_lazy("la valeur est négative"),
    "not_a_date": gettext_lazy("la date ne se lit pas"),
    "broken_outline": gettext_lazy("le contour est rompu"),
    "too_large": gettext_lazy("la valeur est trop grande pour être vraie"),
    "unsound_code": gettext_lazy("le code ne peut pas être une adresse"),
}


def use_of(source: Source) -> tuple[str, str]:
    """Return what a source brings and where it is seen; its own note where nothing is known."""
    brings, seen = USES.get(source.id, (source.note or source.title, ""))
    return str(brings), str(seen)


def edition_name(source: Source, edition: Edition) -> str:
    """Return an edition as a person names it."""
    if source.id == "ti":
        return _("phase %(number)s") % {"number": edition.label}
    return str(EDITIONS.get(edition.label, edition.label))


def duty_of(source: Source) -> str:
    """Return what the licence asks of whoever reuses the figures."""
    if source.licence.is_share_alike:
        return _(
            "Citer la source ; donner sous la même licence toute base de données qui en est tirée "
            "(partage à l’identique)."
        )
    return _("Citer la source et la date.")


def proof_of(source: Source) -> str:
    """Return what the reading of a source was tried on, where it was not a whole official file."""
    if source.proof == Proof.OFFICIAL:
        return ""
    if source.proof == Proof.EXTRACT:
        return _("lecture éprouvée sur un extrait du fichier officiel")
    return _("lecture jamais éprouvée sur un fichier officiel")


def command_of(source: Source, edition: Edition) -> str:
    """Return what to type to import a file that a person has."""
    vintage = f" --vintage {edition.label}" if len(source.editions) > 1 else ""
    return f"terreau data import {source.id} {edition.file_name}{vintage}"
