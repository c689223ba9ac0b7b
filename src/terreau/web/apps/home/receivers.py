"""What follows from what was written: letters, and the work of each day."""

from __future__ import annotations

from django.dispatch import receiver
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from terreau.web.apps.accounts.signals import person_erased
from terreau.web.apps.home import outbox, tasks
from terreau.web.apps.home.signals import message_answered, message_received
from terreau.web.apps.territories.signals import worker_started


@receiver(message_received)
def enqueue_notice(message_id: int, **_: object) -> None:
    """Leave the letters to the worker."""
    tasks.tell_of_message.enqueue(message_id)


@receiver(message_answered)
def enqueue_answer(message_id: int, **_: object) -> None:
    """Leave the letter to the worker."""
    tasks.send_answer.enqueue(message_id)


@receiver(person_erased)
def forget_letters(email: str, **_: object) -> None:
    """Delete what was written to somebody and could not leave."""
    outbox.delete_letters_of(email)


@receiver(worker_started)
def begin_days(**_: object) -> None:
    """Begin the day now, in place of the one that the worker before had planned."""
    planned = DBTaskResult.objects.filter(task_path=tasks.begin_day.module_path)
    planned.filter(status=TaskResultStatus.READY).delete()
    tasks.begin_day.enqueue()
