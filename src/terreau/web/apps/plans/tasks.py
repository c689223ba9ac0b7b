"""Work done apart from requests: one letter a person about the sheets they watch."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from terreau.web.apps.plans.selectors.following import list_watchers
from terreau.web.apps.plans.services.following import send_digest


@task()
def send_digests() -> None:
    """Write to each whose day it is, each in its own transaction: stopped, it goes on tomorrow."""
    today = timezone.localdate()
    for person in list_watchers().iterator():
        send_digest(person=person, today=today)
