"""Where a promise and a question stand, what an answer says and agrees to."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseState(TextChoices):
    """Where a promise stands."""

    WAITING = "waiting", _("à tenir")
    KEPT = "kept", _("tenue")
    DROPPED = "dropped", _("abandonnée")


class QuestionState(TextChoices):
    """Where a question to a territory stands."""

    DRAFT = "draft", _("à envoyer")
    SENT = "sent", _("envoyée")
    CLOSED = "closed", _("close")


class QuestionEnding(TextChoices):
    """How a question ended."""

    FOUND = "found", _("Trouvé parmi les réponses")
    ELSEWHERE = "elsewhere", _("Trouvé ailleurs")
    NOBODY = "nobody", _("Personne ne sait faire")


class AnswerKind(TextChoices):
    """What somebody answers to a question."""

    CAN = "can", _("Oui, nous savons faire")
    KNOWS_WHO = "knows_who", _("Pas nous, mais nous savons qui")
    CANNOT = "cannot", _("Non")


class Leave(TextChoices):
    """How long somebody wants to be left in peace."""

    STAY = "", _("Vous pouvez me solliciter de nouveau")
    QUARTER = "quarter", _("Plus rien ce trimestre")
    ALWAYS = "always", _("Plus rien du tout")


class Consent(TextChoices):
    """What an answer agreed to, by what takes it back."""

    NAME = "name", _("Ne plus être nommée")
    PUBLICATION = "publication", _("Ne plus publier ces mots")
    KNOW_HOW = "know_how", _("Ne plus garder ce savoir-faire")
