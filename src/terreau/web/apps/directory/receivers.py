"""What follows from what was written: letters, left to the worker."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.directory import tasks
from terreau.web.apps.directory.signals import (
    invitation_answered,
    mailing_written,
    mandate_ended,
    mandate_granted,
    mandate_prolonged,
    mandate_requested,
    request_answered,
)
from terreau.web.apps.territories.signals import day_began, worker_started


@receiver(mandate_requested)
def tell_of_request(request_id: int, **_: object) -> None:
    """Tell those who may answer."""
    tasks.tell_of_request.enqueue(request_id)


@receiver(request_answered)
def tell_of_answer(request_id: int, **_: object) -> None:
    """Tell who asked."""
    tasks.tell_of_answer.enqueue(request_id)


@receiver(mandate_granted)
def tell_of_grant(mandate_id: int, reason: str, **_: object) -> None:
    """Tell the holder, unless they just accepted it or were answered."""
    if reason != "accepted":
        tasks.tell_of_mandate.enqueue(mandate_id)


@receiver(mandate_ended)
def tell_of_end(mandate_id: int, **_: object) -> None:
    """Tell the holder."""
    tasks.tell_of_end.enqueue(mandate_id)


@receiver(mandate_prolonged)
def tell_of_new_end(mandate_id: int, **_: object) -> None:
    """Tell the holder."""
    tasks.tell_of_end.enqueue(mandate_id)


@receiver(invitation_answered)
def tell_of_invitation(invitation_id: int, **_: object) -> None:
    """Tell who invited."""
    tasks.tell_of_invitation.enqueue(invitation_id)


@receiver(day_began)
def end_what_time_ends(**_: object) -> None:
    """Mark what was not answered in time; ask again what ends soon."""
    tasks.end_what_time_ends.enqueue()
    tasks.ask_contacts_again.enqueue()


@receiver(mailing_written)
def send_copies(mailing_id: int, **_: object) -> None:
    """Send its copies."""
    tasks.send_copies.enqueue(mailing_id)


@receiver(worker_started)
@receiver(day_began)
def go_on_with_mailings(**_: object) -> None:
    """Send what the worker before left in the middle."""
    tasks.go_on_with_mailings.enqueue()
