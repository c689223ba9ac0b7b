"""What accounts tell the apps above them."""

from __future__ import annotations

from django.dispatch import Signal

# Once somebody is erased for good: ``email``, which nothing else says any more.
person_erased = Signal()
