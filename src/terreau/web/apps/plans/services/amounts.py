"""Amounts that people write, read to the cent; what is not understood is told next to it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.rules.amounts import AmountFault, BadAmount, cents_of

_SAID: dict[AmountFault, tuple[str | Promise, str | Promise]] = {
    AmountFault.UNREADABLE: (
        gettext_lazy("Ce montant ne se lit pas"),
        gettext_lazy("Écrivez-le ainsi : 12 000,50 €, 12 k€ ou 1,2 M€."),
    ),
    AmountFault.AMBIGUOUS: (
        gettext_lazy("Ce montant se lit de deux façons"),
        gettext_lazy("Écrivez 12 500 ou 12,50 : un espace pour les milliers."),
    ),
    AmountFault.TOO_PRECISE: (
        gettext_lazy("Un montant s’arrête au centime"),
        gettext_lazy("Gardez deux chiffres après la virgule."),
    ),
    AmountFault.NEGATIVE: (
        gettext_lazy("Un montant n’est pas négatif"),
        gettext_lazy("Retirez le signe moins, ou la ligne."),
    ),
    AmountFault.TOO_LARGE: (
        gettext_lazy("Ce montant est trop grand pour une fiche"),
        gettext_lazy("Vérifiez s’il est en euros, en k€ ou en M€."),
    ),
}


def read_amount(name: str, written: str | None) -> int | None:
    """Return what was written in a field, in cents; None where nothing was.

    Raises
    ------
    BadField
        If it cannot be read for sure.
    """
    try:
        return cents_of(written or "")
    except BadAmount as bad:
        what, remedy = _SAID[bad.fault]
        value = str(written)
        shown = value if len(value) <= 40 else f"{value[:40]}…"
        raise BadField(name, str(what), value=shown, remedy=str(remedy)) from bad
