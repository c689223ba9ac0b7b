"""Words on the territories like one: who they are, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.observatory.indicator_words import KINDS
from terreau.web.apps.observatory.peering import INSIDE, OUTSIDE, SAME, Group
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.shared.formatting import format_number

# Under this share of the draws, a peer is one by chance.
STEADY = 0.5
_ALMOST_ALWAYS, _MOSTLY = 0.9, 0.7
# As many are named in a sentence, with as many activities.
_NAMED = 3
_ACTIVITIES = 2
# Of fewer, to be the nearest says little.
_FEW = 10


@dataclass(frozen=True)
class Named:
    """A peer as a sentence names it; ``stability`` is None where there was no other to choose."""

    name: str
    reasons: tuple[str, ...]
    stability: float | None

    @property
    def is_steady(self) -> bool:
        """Whether it remains a peer more often than not."""
        return self.stability is None or self.stability >= STEADY


def steadiness(stability: float | None) -> str:
    """Say how sure a peer is; "" where there was no other to choose."""
    if stability is None:
        return ""
    if stability >= _ALMOST_ALWAYS:
        return _("Presque toujours")
    if stability >= _MOSTLY:
        return _("Le plus souvent")
    if round(stability, 2) == STEADY:
        return _("Une fois sur deux")
    if stability > STEADY:
        return _("Plus d’une fois sur deux")
    return _("Instable : quelques activités en décident")


def opening(name: str, named: Sequence[Named], *, among: int) -> str:
    """Say whom a territory resembles and in what.

    Parameters
    ----------
    name : str
        Of the territory.
    named : Sequence[Named]
        Its peers, the nearest first.
    among : int
        How many were compared with it.
    """
    if not named:
        return nothing_known(name)
    first = named[0]
    if first.stability is None:
        return _(
            "%(name)s n’a qu’un territoire auquel se comparer ici, %(other)s : c’est son semblable "
            "faute d’autre."
        ) % {"name": name, "other": first.name}
    rivals = [one for one in named if one.stability is not None]
    steady = [one for one in rivals if one.is_steady][:_NAMED]
    if not steady:
        return _(
            "Aucun territoire ne ressemble sûrement à %(name)s : le plus proche, %(other)s, ne "
            "l’est que par quelques activités."
        ) % {"name": name, "other": first.name}
    words = {
        "name": name,
        "others": listed([one.name for one in steady]),
        "why": _why(steady),
        "count": format_number(among),
    }
    if among < _FEW:
        return (
            _(
                "On ne peut comparer ici %(name)s qu’à %(count)s territoires ; la ressemblance est "
                "la plus forte avec %(others)s : %(why)s."
            )
            % words
        )
    return _("%(name)s ressemble le plus à %(others)s : %(why)s.") % words


def nothing_known(name: str) -> str:
    """Say that nothing is known of the activities of a territory."""
    return _(
        "À qui %(name)s ressemble n’est pas connu : aucun emploi n’y est publié par activité, ou "
        "trop sont secrets."
    ) % {"name": name}


def _why(steady: Sequence[Named]) -> str:
    shared = [
        reason
        for reason in steady[0].reasons
        if all(reason in other.reasons for other in steady[1:])
    ][:_ACTIVITIES]
    if shared:
        return ngettext(
            "comme ici, la part de %(activities)s y dépasse celle du pays",
            "comme ici, les parts de %(activities)s y dépassent celles du pays",
            len(shared),
        ) % {"activities": listed([_("« %(label)s »") % {"label": label} for label in shared])}
    if any(one.reasons for one in steady):
        return _("aucune activité ne les réunit tous, chacun a ses raisons, dites plus bas")
    return _("comme ici, aucune activité n’y dépasse nettement sa part dans le pays")


def listed(words: Sequence[str]) -> str:
    """Write "A, B et C"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def group_title(group: Group) -> str:
    """Name a group of peers."""
    if group.name == SAME:
        return _("Parmi les %(kinds)s") % {"kinds": KINDS[group.kind]}
    return {
        INSIDE: _("Dans le programme : les EPCI d’un Territoire d’industrie"),
        OUTSIDE: _("Hors du programme : les EPCI d’aucun Territoire d’industrie"),
    }[group.name]


def group_sentence(group: Group) -> str:
    """Say among how many the peers of a group were sought, and how many could not be."""
    if not group.known:
        return _("Aucun autre n’a d’activités connues ici.")
    said = ngettext(
        "Cherchés parmi %(count)s territoire dont les activités sont connues.",
        "Cherchés parmi %(count)s territoires dont les activités sont connues.",
        group.known,
    ) % {"count": format_number(group.known)}
    if not group.unknown:
        return said
    left = ngettext(
        "%(count)s autre est laissé de côté : ses emplois manquent, ou trop sont secrets.",
        "%(count)s autres sont laissés de côté : leurs emplois manquent, ou trop sont secrets.",
        group.unknown,
    ) % {"count": format_number(group.unknown)}
    return f"{said} {left}"


def not_compared(kind: str) -> str:
    """Say why territories of a kind have no peers."""
    if kind == PerimeterKind.COMMUNE:
        return _(
            "Une commune est trop petite pour que ses activités disent à qui elle ressemble : "
            "voyez son intercommunalité ou sa zone d’emploi."
        )
    if kind in KINDS:
        return _(
            "Ce périmètre n’existe plus aujourd’hui : seuls ceux d’aujourd’hui sont comparés entre "
            "eux. Voyez ceux qui l’ont remplacé."
        )
    if kind == PerimeterKind.NATION:
        return _("Le pays n’a pas de semblable ici : voyez ses territoires.")
    return _(
        "Les territoires de cette sorte ne sont pas comparés entre eux : voyez ceux qui le "
        "recoupent le plus."
    )


def programme_sentence(name: str, territories: Sequence[str], *, is_all_known: bool) -> str:
    """Say to which TI an EPCI belongs."""
    if territories:
        said = _("%(name)s fait partie de : %(territories)s.") % {
            "name": name,
            "territories": listed(territories),
        }
    else:
        said = _("%(name)s ne fait partie d’aucun Territoire d’industrie connu ici.") % {
            "name": name
        }
    return said if is_all_known else f"{said} {programme_unknown()}"


def programme_unknown() -> str:
    """Say that the list of the TI is not here."""
    return _(
        "La liste officielle des Territoires d’industrie n’est pas installée ici : un EPCI dit « "
        "hors du programme » peut en être."
    )
