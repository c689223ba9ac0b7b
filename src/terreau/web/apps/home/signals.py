"""What the home app tells once it is written."""

from __future__ import annotations

from django.dispatch import Signal

# Somebody wrote: ``message_id``.
message_received = Signal()

# A person answered: ``message_id``.
message_answered = Signal()
