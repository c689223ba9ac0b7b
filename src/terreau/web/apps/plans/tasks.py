"""Work done apart from requests: letters about what is owed and followed, files of no document."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from terreau.web.apps.plans.selectors.following import list_watchers
from terreau.web.apps.plans.selectors.obligations import list_to_remind
from terreau.web.apps.plans.services.documents import sweep_uploads
from terreau.web.apps.plans.services.following import send_digest
from terreau.web.apps.plans.services.reminding import remind_of


@task()
def remind_of_obligations() -> None:
    """Write to who keeps plans of what is owed soon; once a day."""
    for obligation, days in list_to_remind(timezone.localdate()):
        remind_of(obligation_id=obligation.pk, days=days)


@task()
def sweep_documents() -> None:
    """Remove the files of uploads that were stopped; once a day."""
    sweep_uploads()


@task()
def send_digests() -> None:
    """Write to each whose day it is, each in its own transaction: stopped, it goes on tomorrow."""
    today = timezone.localdate()
    for person in list_watchers().iterator():
        send_digest(person=person, today=today)
