"""The themes of each phase of the programme, and what a theme of one is called in the other.

Source: ANCT, *Territoires d’industrie*, presentation of phase 1 (2018) and of phase 2 (2023). The
mapping is ours (`docs/explanation/action-plans.md`): where nothing answers, it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import Phase


@dataclass(frozen=True)
class Theme:
    """A theme of the programme.

    Parameters
    ----------
    key : str
        As rows keep it.
    label : Promise
        Its name.
    phase : Phase
        Of whose set it is.
    later : str
        Key of the theme of phase 2 that answers it; "" where none does, or it is one.
    """

    key: str
    label: Promise
    phase: Phase
    later: str = ""


THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        each.key: each
        for each in (
            Theme("attract", _("Attirer"), Phase.FIRST),
            Theme("recruit", _("Recruter, former"), Phase.FIRST, "skills"),
            Theme("innovate", _("Innover"), Phase.FIRST, "innovation"),
            Theme("simplify", _("Simplifier"), Phase.FIRST),
            Theme("settle", _("Installer"), Phase.FIRST, "land"),
            Theme("ecology", _("Transition écologique"), Phase.SECOND),
            Theme("innovation", _("Innovation"), Phase.SECOND),
            Theme("skills", _("Compétences"), Phase.SECOND),
            Theme("land", _("Foncier"), Phase.SECOND),
        )
    }
)


def themes_of(phase: int | None) -> list[Theme]:
    """Return the set of a phase; every theme where no phase is said."""
    return [each for each in THEMES.values() if phase is None or each.phase == phase]


def in_phase(key: str, phase: int) -> str:
    """Return the theme of a phase that a theme answers to; "" where none does.

    Backwards a theme of phase 2 is the one of phase 1 that leads to it.

    Examples
    --------
    >>> in_phase("recruit", 2), in_phase("attract", 2), in_phase("land", 1), in_phase("land", 2)
    ('skills', '', 'settle', 'land')
    """
    theme = THEMES.get(key)
    if theme is None:
        return ""
    if theme.phase == phase:
        return key
    if phase == Phase.SECOND:
        return theme.later
    return next((each.key for each in THEMES.values() if each.later == key), "")
