"""What the reports app tells once it is written."""

from __future__ import annotations

from django.dispatch import Signal

# A batch of reports is to be made: ``batch_id``.
batch_requested = Signal()
