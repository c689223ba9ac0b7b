"""What the contact page holds of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.home.models import ContactMessage


def declare() -> None:
    """Tell what is held of a person here; called once, when the app is ready."""
    declare_personal(
        PersonalRows(
            _("Messages écrits par la page de contact"),
            ContactMessage,
            "email",
            {
                "reference": _("Référence"),
                "subject": _("Objet"),
                "name": _("Nom"),
                "message": _("Message"),
                "received_at": _("Reçu le"),
                "answer": _("Réponse"),
                "answered_at": _("Répondu le"),
            },
            OnErasure.DELETE,
        )
    )
    declare_personal(
        PersonalRows(
            _("Réponses à des messages de la page de contact"),
            ContactMessage,
            "answered_by",
            {
                "reference": _("Numéro"),
                "subject": _("Objet"),
                "answer": _("Réponse"),
                "answered_at": _("Répondu le"),
            },
            OnErasure.FORGET,
        )
    )
