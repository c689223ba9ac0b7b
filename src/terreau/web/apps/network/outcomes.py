"""What came of an introduction, in words; and what is told to who says it wrong."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import BadInput
from terreau.web.apps.network.enums import DropReason
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.rules import LONGEST_PAST_YEARS, Fault, IntroductionFields
from terreau.web.shared.formatting import format_day

# What is wrong, and what to do.
_TOLD: Mapping[Fault, tuple[str | Promise, str | Promise]] = {
    Fault.STATE: (
        gettext_lazy(
            "Une mise en relation est faite (made), reportée (later) ou écartée (dropped)"
        ),
        gettext_lazy("Choisissez l’un."),
    ),
    Fault.NO_REASON: (
        gettext_lazy("Une mise en relation s’écarte avec une raison de la liste"),
        gettext_lazy("Choisissez l’une de : %(reasons)s."),
    ),
    Fault.NEEDLESS_REASON: (
        gettext_lazy("Une raison ne se donne que pour une mise en relation écartée"),
        gettext_lazy("Retirez la raison, ou écartez-la ; un mot peut dire le reste."),
    ),
    Fault.NO_DAY: (gettext_lazy("Il manque le jour"), gettext_lazy("Dites-le.")),
    Fault.NEEDLESS_DAY: (
        gettext_lazy("Une mise en relation écartée n’a pas de jour"),
        gettext_lazy("Retirez le jour, ou reportez-la à ce jour."),
    ),
    Fault.TO_COME: (
        gettext_lazy(
            "Ce jour est à venir : une mise en relation faite l’a été aujourd’hui ou avant"
        ),
        gettext_lazy("Corrigez le jour."),
    ),
    Fault.TOO_OLD: (
        gettext_lazy("Ce jour est trop ancien : il a plus de %(years)s ans"),
        gettext_lazy("Corrigez le jour."),
    ),
    Fault.PAST: (
        gettext_lazy("Ce jour est passé : une mise en relation est reportée à un jour à venir"),
        gettext_lazy("Corrigez le jour."),
    ),
    Fault.TOO_FAR: (
        gettext_lazy("Ce jour est trop loin : elle se reporte de cinq ans au plus"),
        gettext_lazy("Corrigez le jour."),
    ),
}


def refusal_of(fault: Fault, outcome: IntroductionFields) -> BadInput:
    """Return the refusal of an outcome, with the value of the field that is wrong."""
    if fault is Fault.STATE:
        value = outcome.state
    elif fault in {Fault.NO_REASON, Fault.NEEDLESS_REASON}:
        value = outcome.reason
    else:
        value = outcome.on.isoformat() if outcome.on else ""
    what, remedy = _TOLD[fault]
    told = {"reasons": ", ".join(DropReason), "years": LONGEST_PAST_YEARS}
    return BadInput(str(what) % told, value=value or None, remedy=str(remedy) % told)


def said_of(row: Introduction) -> str:
    """Say in one line what came of an introduction."""
    if row.made_on:
        said = _("faite le %(day)s") % {"day": format_day(row.made_on)}
    elif row.again_on:
        said = _("reportée au %(day)s") % {"day": format_day(row.again_on)}
    else:
        said = _("écartée (%(reason)s)") % {"reason": row.get_reason_display()}
    return _("%(said)s, « %(word)s »") % {"said": said, "word": row.word} if row.word else said
