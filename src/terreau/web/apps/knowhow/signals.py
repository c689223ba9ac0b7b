"""What know-how tells once it is written."""

from __future__ import annotations

from django.dispatch import Signal

# A line was noted, changed, verified, confirmed, ended or taken back:
# ``know_how_id``, ``organisation_id``.
know_how_changed = Signal()
