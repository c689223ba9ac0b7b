"""What the directory tells once it is written."""

from __future__ import annotations

from django.dispatch import Signal

# A mandate was given: ``mandate_id``, ``reason`` ("granted", "accepted", "handed_over").
mandate_granted = Signal()
# A mandate was ended by somebody else than its holder: ``mandate_id``.
mandate_ended = Signal()
# Its last day was changed: ``mandate_id``.
mandate_prolonged = Signal()
# Somebody asks for a mandate: ``request_id``.
mandate_requested = Signal()
# A request was accepted or refused: ``request_id``.
request_answered = Signal()
# A guest declined an invitation, or asks for it again: ``invitation_id``.
invitation_answered = Signal()

# A mailing was written to its readers: ``mailing_id``.
mailing_written = Signal()
# A register is to be read: ``run_id``.
register_requested = Signal()
# One has been read, to its end or not, and organisations written: ``run_id``.
register_read = Signal()
