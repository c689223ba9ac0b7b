"""What a committee may not be once it is written: each refuses with a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import Committee
from terreau.web.shared.formatting import format_day


def check_alone(committee: Committee) -> None:
    """Refuse a second committee of a kind on a day, also where two people made it together."""
    others = committee.plan.committees.exclude(pk=committee.pk)
    if others.filter(kind=committee.kind, on=committee.on).exists():
        raise BadField(
            "on",
            _("Un comité de cette sorte est déjà ce jour-là"),
            value=committee.on.isoformat(),
            remedy=_("Choisissez un autre jour."),
        )


def check_validated(committee: Committee) -> None:
    """Refuse a day after that on which sheets were validated by it."""
    first = committee.validations.order_by("on").values_list("on", flat=True).first()
    if first is not None and committee.on > first:
        raise BadField(
            "on",
            _("Ce comité a validé des fiches avant ce jour-là"),
            value=committee.on.isoformat(),
            remedy=_("Le %(day)s au plus tard.") % {"day": format_day(first)},
        )


def check_length(name: str, text: str) -> None:
    """Refuse a text longer than its field."""
    most = getattr(Committee._meta.get_field(name), "max_length", 0)
    if len(text) > most:
        raise BadField(
            name,
            _("Ce texte est trop long : %(most)s caractères au plus") % {"most": most},
            value=f"{text[:60]}…",
            remedy=_("Raccourcissez-le, ou joignez un document."),
        )
