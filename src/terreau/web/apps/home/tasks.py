"""Work done apart from requests: letters, and what is done once a day."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from terreau.web.apps.accounts import letterbox
from terreau.web.apps.home import gathering, sending
from terreau.web.apps.territories.signals import day_began
from terreau.web.shared import retention


@task()
def tell_of_message(message_id: int) -> None:
    """Bring a message to those who answer."""
    sending.tell_of_message(message_id=message_id)


@task()
def send_answer(message_id: int) -> None:
    """Send the answer of a message."""
    sending.send_answer(message_id=message_id)


@task()
def gather_usage() -> None:
    """Count the pages read."""
    gathering.gather_usage()


@task()
def begin_day() -> None:
    """Do what is done once a day, and plan it for tomorrow first: a fault must not end it."""
    if begin_day.get_backend().supports_defer:
        begin_day.using(run_after=timezone.now() + timedelta(days=1)).enqueue()
    gather_usage.enqueue()
    letterbox.resume()
    sending.send_what_waits()
    retention.purge(timezone.now())
    day_began.send(None)
