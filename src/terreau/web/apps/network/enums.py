"""The closed lists of the network."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IntroductionState(TextChoices):
    """What came of an introduction that was proposed."""

    MADE = "made", _("Faite")
    LATER = "later", _("Pas maintenant")
    DROPPED = "dropped", _("Écartée")


class DropReason(TextChoices):
    """Why an introduction is not to be made."""

    KNOWN = "known", _("Elles se connaissent déjà")
    NO_ANSWER = "no_answer", _("Ce qui est proposé ne répond pas au besoin")
    NO_NEED = "no_need", _("Le besoin n’existe plus")
    REFUSED = "refused", _("L’une des deux ne le souhaite pas")
    OTHER = "other", _("Autre raison")
