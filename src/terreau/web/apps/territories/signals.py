"""What the territories app tells the others once it is written."""

from __future__ import annotations

from django.dispatch import Signal

# An edition of an official source is to be brought: ``run_id``.
pull_requested = Signal()

# The only worker there is begins: what the one before left in the middle is to be ended.
worker_started = Signal()

# A new day began, or the server was started: what is done once a day is to be done.
day_began = Signal()
