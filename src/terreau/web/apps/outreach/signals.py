"""What visits and questions tell once they are written."""

from __future__ import annotations

from django.dispatch import Signal

# A question is to be sent, or those who answered to be thanked: ``question_id``.
question_sent = Signal()
question_closed = Signal()
# Somebody answered a question, or changed their answer: ``answer_id``.
question_answered = Signal()
