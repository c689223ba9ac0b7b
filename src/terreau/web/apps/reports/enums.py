"""Where a batch of reports stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchState(TextChoices):
    """Where a batch of reports stands."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    FAILED = "failed", _("a échoué")
    INTERRUPTED = "interrupted", _("interrompu")


UNDER_WAY = frozenset({BatchState.WAITING, BatchState.RUNNING})
