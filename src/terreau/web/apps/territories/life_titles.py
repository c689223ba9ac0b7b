"""How an event of the life of a perimeter is told, in a few words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.datasets import reference
from terreau.web.apps.territories.life import Event


def title_of(event: Event, into: str) -> str:
    """Return how an event is told.

    Parameters
    ----------
    event : Event
        What happened.
    into : str
        Name of ``event.into``.
    """
    return _titles()[event.kind](event, into)


def _titles() -> dict[str, Callable[[Event, str], str]]:
    """Return how each kind of event is told: from the event and the name of ``into``."""
    return {
        "first_known": lambda e, into: _("Premier millésime connu"),
        "created": lambda e, into: (
            _("Se sépare de %(commune)s") % {"commune": into} if into else _("Création")
        ),
        "renamed": lambda e, into: (
            _("Change de nom : « %(before)s » devient « %(after)s »")
            % {"before": e.before, "after": e.after}
        ),
        "legal_form": lambda e, into: (
            _("Change de statut : %(before)s devient %(after)s")
            % {"before": _form(e.before), "after": _form(e.after)}
        ),
        "recoded": lambda e, into: (
            _("%(commune)s : son code %(old)s devient %(new)s")
            % {"commune": into, "old": e.codes[0], "new": e.into}
        ),
        "merged": lambda e, into: (
            ngettext(
                "Une commune disparaît ; elle est aujourd’hui dans %(commune)s",
                "%(count)d communes disparaissent ; elles sont aujourd’hui dans %(commune)s",
                len(e.codes),
            )
            % {"count": len(e.codes), "commune": into}
            if _is_old(e)
            else ngettext(
                "Une commune rejoint %(commune)s",
                "%(count)d communes rejoignent %(commune)s",
                len(e.codes),
            )
            % {"count": len(e.codes), "commune": into}
        ),
        "enlarged": lambda e, into: (
            _("%(commune)s reçoit une commune de l’extérieur") % {"commune": into}
        ),
        "separated": lambda e, into: (
            ngettext(
                "Une commune se sépare de %(commune)s",
                "%(count)d communes se séparent de %(commune)s",
                len(e.codes),
            )
            % {"count": len(e.codes), "commune": into}
        ),
        "joined": lambda e, into: (
            _("Arrive en se séparant de %(commune)s") % {"commune": into}
            if into
            else ngettext("Une commune arrive", "%(count)d communes arrivent", len(e.codes))
            % {"count": len(e.codes)}
        ),
        "reduced": lambda e, into: (
            _("Une partie de %(commune)s devient une commune, à l’extérieur") % {"commune": into}
        ),
        "absorbed": lambda e, into: (
            _("Disparaît ; aujourd’hui dans %(commune)s") % {"commune": into}
            if _is_old(e)
            else _("Rejoint %(commune)s") % {"commune": into}
        ),
        "left": lambda e, into: (
            ngettext("Une commune part", "%(count)d communes partent", len(e.codes))
            % {"count": len(e.codes)}
        ),
        "ended": lambda e, into: _("N’existe plus"),
    }


def _is_old(event: Event) -> bool:
    """Whether it is from before the first vintage: what became of a commune is told, no step.

    One that has come back since has its steps, which the same life tells.
    """
    first = reference.vintages("commune")[0]
    has_come_back = any(reference.current_code(code) == code for code in event.codes)
    return (event.year is None or event.year <= first) and not has_come_back


def _form(subtype: str) -> str:
    forms = {
        "CC": _("communauté de communes"),
        "CA": _("communauté d’agglomération"),
        "CU": _("communauté urbaine"),
        "METRO": _("métropole"),
        "MET69": _("métropole de Lyon"),
        "EPT": _("établissement public territorial"),
    }
    return forms.get(subtype, subtype)
