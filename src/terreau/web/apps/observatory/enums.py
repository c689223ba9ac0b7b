"""Where an official source stands in this installation."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """State of a source, in the words of whoever looks for figures."""

    UP_TO_DATE = "up_to_date", _("à jour")
    INCOMPLETE = "incomplete", _("incomplète")
    NEWER_EXISTS = "newer_exists", _("une édition plus récente existe")
    NEVER_BROUGHT = "never_brought", _("jamais apportée")
    DAMAGED = "damaged", _("abîmée")
    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    FAILED = "failed", _("a échoué")
    INTERRUPTED = "interrupted", _("interrompue")
