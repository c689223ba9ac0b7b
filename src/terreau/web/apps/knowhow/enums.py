"""What sort of know-how it is, and where it comes from."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KnowHowKind(TextChoices):
    """What an organisation can do, has, knows, or seeks."""

    MAKES = "makes", _("Sait faire")
    MACHINE = "machine", _("Machine ou capacité")
    CERTIFICATION = "certification", _("Certification")
    MATERIAL = "material", _("Matière travaillée")
    REFERENCE = "reference", _("Référence")
    SEEKS = "seeks", _("Cherche")


class KnowHowSource(TextChoices):
    """How it came to be known: records fill themselves from what people do elsewhere."""

    TOLD = "told", _("Dit par l’organisation")
    KEEPER = "keeper", _("Noté par qui tient l’annuaire")
    VISIT = "visit", _("Noté lors d’une visite")
    ANSWER = "answer", _("Réponse à une question")
    REGISTER = "register", _("Lu dans un registre public")
