"""Work done apart from requests: letters, registers, what time brings to an end."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from terreau.core.errors import TerreauError
from terreau.web.apps.directory import letters
from terreau.web.apps.directory.models import Invitation, KeptAnswer, Mandate, MandateRequest
from terreau.web.apps.directory.selectors.contacts import list_to_remind
from terreau.web.apps.directory.selectors.mailings import list_unfinished
from terreau.web.apps.directory.selectors.mandates import ends_soon, list_ending_untold
from terreau.web.apps.directory.selectors.requests import list_answerers
from terreau.web.apps.directory.services import mailings
from terreau.web.apps.directory.services.contact_answers import remind
from terreau.web.apps.directory.services.invitations import expire_invitations
from terreau.web.apps.directory.services.register_runs import forget_trials, run_register
from terreau.web.apps.directory.services.requests import expire_requests

# A program that had no answer asks again within minutes.
_KEPT_ANSWERS = timedelta(days=1)
_KEPT_TRIALS = timedelta(days=7)


@task()
def tell_of_request(request_id: int) -> None:
    """Tell those who may answer a request, and who asked."""
    request = MandateRequest.objects.select_related("asked_by", "perimeter", "organisation__seat")
    found = request.get(pk=request_id)
    letters.tell_answerers(found, list_answerers(found))
    letters.tell_asked(found)


@task()
def tell_of_answer(request_id: int) -> None:
    """Tell who asked what was answered."""
    request = MandateRequest.objects.select_related(
        "asked_by", "answered_by", "perimeter", "organisation"
    )
    letters.tell_answer(request.get(pk=request_id))


@task()
def tell_of_mandate(mandate_id: int) -> None:
    """Tell the holder of a mandate that it was given."""
    mandate = Mandate.objects.select_related("holder", "granted_by", "perimeter", "organisation")
    letters.tell_mandate(mandate.get(pk=mandate_id))


@task()
def tell_of_invitation(invitation_id: int) -> None:
    """Tell who invited that their guest declined, or asks for another letter."""
    invitation = Invitation.objects.select_related("invited_by", "perimeter", "organisation")
    letters.tell_inviter(invitation.get(pk=invitation_id))


@task()
def tell_of_end(mandate_id: int) -> None:
    """Tell the holder of a mandate that it has ended, or until when it holds."""
    mandates = Mandate.objects.select_related("holder", "granted_by", "perimeter", "organisation")
    mandate = mandates.get(pk=mandate_id)
    if mandate.is_over:
        letters.tell_mandate(mandate)
        return
    with transaction.atomic():
        letters.tell_end(mandate)
        if ends_soon(mandate, timezone.localdate()):
            mandate.told_of_end_at = timezone.now()
            mandate.save(update_fields=["told_of_end_at"])


@task()
def end_what_time_ends() -> None:
    """Mark the requests and invitations whose time has passed; once a day."""
    expire_requests()
    expire_invitations()
    for mandate in list_ending_untold(timezone.localdate()):
        tell_of_end.enqueue(mandate.pk)
    forget_trials(timezone.now() - _KEPT_TRIALS)
    KeptAnswer.objects.filter(kept_at__lt=timezone.now() - _KEPT_ANSWERS).delete()


@task()
def send_copies(mailing_id: int) -> None:
    """Send what has not left of a mailing."""
    mailings.send_copies(mailing_id=mailing_id)


@task()
def go_on_with_mailings() -> None:
    """Go on with the mailings that were stopped in the middle."""
    for mailing_id in list_unfinished():
        send_copies.enqueue(mailing_id)


@task()
def ask_contacts_again() -> None:
    """Ask again the contacts whose agreement ends within a month; once a day."""
    for contact in list_to_remind(timezone.localdate()):
        remind(contact_id=contact.pk)


@task()
def read_register(run_id: int) -> None:
    """Read a register for a run that waits; what it refuses is said on the page of the run."""
    with contextlib.suppress(TerreauError, SystemExit):
        run_register(run_id=run_id)
