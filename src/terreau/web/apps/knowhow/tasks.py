"""Work done apart from requests: asking once a year whether what is written is still true."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from terreau.web.apps.knowhow.selectors.asking import list_due
from terreau.web.apps.knowhow.services.asking import ASKED_A_DAY, ask_still_true


@task()
def ask_what_is_due() -> None:
    """Ask those whose turn it is, each in its own transaction: stopped, it goes on tomorrow."""
    for organisation_id in list_due(timezone.localdate(), most=ASKED_A_DAY):
        ask_still_true(organisation_id=organisation_id)
