"""Work done apart from requests: letters about what is owed, files that no document has."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from terreau.web.apps.plans.selectors.obligations import list_to_remind
from terreau.web.apps.plans.services.documents import sweep_uploads
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
