"""The panels that have no figure: each says why, and which source would fill it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from terreau.datasets.catalogue import list_damaged
from terreau.web.apps.observatory.composing.figures import Figures
from terreau.web.apps.observatory.datasets_held import PartlyKnown
from terreau.web.apps.observatory.profile import Effects, Elsewhere, Missing
from terreau.web.apps.observatory.series import Series
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number

_TABLE = "terreau data import TABLE.csv --describe TABLE.toml"


def without_figures(
    territory: Territory, elsewhere: Elsewhere | None, partly: PartlyKnown | None
) -> tuple[Missing, ...]:
    """Return the panels of a territory that no dataset covers enough."""
    employment = Missing(
        key="employment",
        title=_("Emploi salarié, secteurs et effet local"),
        reason=_too_little(partly) if partly else _asked_for(territory),
        source=_source_for(territory),
        command=_command_for(territory),
        elsewhere=elsewhere,
    )
    if territory.communes:
        return (employment,)
    return (
        Missing(
            key="members",
            title=_("Communes du territoire"),
            reason=_("Le tableau qui le nomme ne dit pas quelles communes il contient."),
            source=_("Insee, table d’appartenance géographique des communes"),
            command="terreau data import MEMBERS.csv --describe MEMBERS.toml",
        ),
        employment,
    )


def beside(
    figures: Figures,
    *,
    effects: Effects | None,
    series: Series | None,
    elsewhere: Elsewhere | None,
) -> tuple[Missing, ...]:
    """Return the panels that the chosen dataset cannot fill."""
    found = []
    if effects is None and figures.territory.kind != PerimeterKind.NATION:
        found.append(
            Missing(
                key="effects",
                title=_("D’où viennent les emplois : national, secteurs, local"),
                reason=_why_no_effects(figures),
                source=_source_for(figures.territory),
                command=_command_for(figures.territory),
                elsewhere=elsewhere,
            )
        )
    if series is None:
        found.append(
            Missing(
                key="trend",
                title=_("Évolution année par année"),
                reason=_why_no_trend(figures),
                source=_source_for(figures.territory),
                command=_command_for(figures.territory),
            )
        )
    return tuple(found)


def typology(territory: Territory, *, has_census: bool) -> tuple[Missing, ...]:
    """Return the panel of the type of basin, where one expects it and nothing says it."""
    if territory.kind not in (PerimeterKind.BASSIN_DE_VIE, PerimeterKind.TERRITOIRE_INDUSTRIE):
        return ()
    if territory.kind == PerimeterKind.TERRITOIRE_INDUSTRIE and not territory.communes:
        return ()  # Its communes are missing already: so are the basins that they touch.
    if not has_census:
        reason = _(
            "Ce panneau dit si l’industrie y pesait lourd en 1975, et si c’est encore le cas. Il "
            "lui manque le recensement des emplois de 25 à 54 ans par bassin de vie, qui n’est pas "
            'installé sur ce site ; un tableau décrit par measure = "employment_25_54", aux deux '
            "dates, le comblerait (docs/howto/own-table.md)."
        )
    elif territory.kind == PerimeterKind.BASSIN_DE_VIE:
        reason = _("Le recensement installé ne dit pas tout des emplois de ce bassin.")
    else:
        reason = _("Aucun des bassins de vie du recensement installé ne le recoupe.")
    return (
        Missing(
            key="typology",
            title=_("Type de bassin : industriel hier, aujourd’hui"),
            reason=reason,
            source=_("le pays d’exemple")
            if territory.is_example
            else _(
                "Insee, recensements harmonisés 1968–2022, emplois au lieu de travail de 25 à "
                "54 ans, par bassin de vie et secteur"
            ),
            command=_command_for(territory) if territory.is_example else _TABLE,
        ),
    )


def _why_no_effects(figures: Figures) -> str:
    title = {"title": figures.dataset.title}
    if not figures.dataset.covers_nation:
        return _("« %(title)s » ne couvre pas tout le pays : rien à quoi comparer.") % title
    if not figures.choice.level:
        return _("« %(title)s » ne distingue pas les secteurs.") % title
    if figures.choice.start != figures.choice.end:
        return _hidden()
    if len(figures.dataset.periods) > 1:
        return _("Rien n’est connu avant %(year)d.") % {"year": figures.choice.end}
    return _("« %(title)s » ne donne qu’une année.") % title


def _why_no_trend(figures: Figures) -> str:
    if len(figures.dataset.periods) > 1:
        return _hidden()
    return _("« %(title)s » ne donne qu’une année.") % {"title": figures.dataset.title}


def _hidden() -> str:
    return _("Toutes les cellules sont secrètes ou manquent à l’une des dates.")


def _too_little(partly: PartlyKnown) -> str:
    words = {
        "title": partly.dataset.title,
        "known": format_number(partly.known),
        "of": format_number(partly.of),
    }
    if partly.dataset.nomenclature is None and 2 * partly.known >= partly.of:
        return (
            _(
                "« %(title)s », installé ici, donne le total de ses emplois, pas leur partage "
                "entre les secteurs. Il faut un tableau par secteur."
            )
            % words
        )
    if partly.dataset.territory_kind == PerimeterKind.COMMUNE:
        return (
            _(
                "« %(title)s », installé ici, ne connaît que %(known)s de ses %(of)s communes : "
                "trop peu pour en donner un chiffre. Il faut le fichier de tout le pays."
            )
            % words
        )
    return (
        _(
            "« %(title)s », installé ici, ne connaît que %(known)s des %(of)s territoires qui le "
            "composent : trop peu pour en donner un chiffre."
        )
        % words
    )


def _asked_for(territory: Territory) -> str:
    """Say whom to ask, in the words of a reader who holds no file."""
    if not territory.communes:
        return _("Sans ses communes, aucun chiffre d’emploi ne peut en être fait.")
    if damaged := list_damaged(Path(settings.TERREAU_HOME)):
        return _(
            "Des fichiers gardés ici sont abîmés et ne sont plus lus (%(tables)s). La personne qui "
            "tient ce site peut les apporter de nouveau depuis la page Données et licences."
        ) % {"tables": ", ".join(one.id for one in damaged)}
    return _(
        "Les chiffres d’emploi de ce territoire ne sont pas encore installés ici. Demandez-les à "
        "la personne qui tient ce site (source : %(source)s)."
    ) % {"source": _("le pays d’exemple") if territory.is_example else _("Urssaf ou Insee, Flores")}


def _command_for(territory: Territory) -> str:
    return (
        "terreau example install"
        if territory.is_example
        else "terreau data pull urssaf-commune-ape"
    )


def _source_for(territory: Territory) -> str:
    if territory.is_example:
        return _("le pays d’exemple")
    if territory.kind == PerimeterKind.ZONE_EMPLOI:
        return _("Urssaf, effectifs salariés du secteur privé par zone d’emploi et secteur")
    return _("Urssaf, établissements et effectifs salariés par commune et APE ; ou Insee, Flores")
