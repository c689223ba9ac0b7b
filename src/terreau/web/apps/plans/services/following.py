"""A sheet followed, letters chosen, a calendar opened and revoked: each for oneself alone."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Rhythm
from terreau.web.apps.plans.letters import write_digest
from terreau.web.apps.plans.models import (
    ActionPlan,
    CalendarLink,
    Digest,
    Subscription,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.digests import is_letter_day, news_since
from terreau.web.apps.plans.selectors.following import digest_of, list_due, list_news
from terreau.web.apps.plans.selectors.sheets import get_seen
from terreau.web.shared.signed_link import make_link, number_in, read_link

PURPOSE = "plan-calendar"
# Until it is revoked: ten years are longer than a plan.
_LASTS = timedelta(days=3653)


@transaction.atomic
def follow_sheet(*, acting: Acting, sheet_id: int, is_followed: bool) -> None:
    """Follow a sheet that one sees, or no longer follow it; said twice counts once.

    Raises
    ------
    NotHere
        If one does not see it.
    """
    sheet = get_seen(acting.scope, sheet_id)
    if acting.user is None:
        raise nothing_here()
    if is_followed:
        Subscription.objects.get_or_create(user=acting.user, sheet=sheet)
    else:
        Subscription.objects.filter(user=acting.user, sheet=sheet).delete()


@transaction.atomic
def choose_rhythm(*, acting: Acting, rhythm: str) -> Digest:
    """Choose how often one is written to about the sheets one follows or leads.

    Raises
    ------
    NotHere
        If nobody is signed in.
    BadField
        If there is no such rhythm.
    """
    if acting.user is None:
        raise nothing_here()
    if rhythm not in Rhythm.values:
        raise BadField("rhythm", _("Ce rythme n’existe pas"), remedy=_("Choisissez-en un."))
    digest, _is_new = Digest.objects.update_or_create(user=acting.user, defaults={"rhythm": rhythm})
    return digest


@transaction.atomic
def open_calendar(*, acting: Acting, plan_id: int) -> CalendarLink:
    """Open one's own calendar of a plan; opened twice, it is the same.

    Raises
    ------
    NotHere
        If there is no such plan, or nobody is signed in.
    """
    plan = ActionPlan.objects.filter(pk=plan_id).first()
    if plan is None or acting.user is None:
        raise nothing_here()
    return CalendarLink.objects.get_or_create(user=acting.user, plan=plan)[0]


@transaction.atomic
def revoke_calendar(*, acting: Acting, plan_id: int) -> None:
    """Revoke one's own calendar of a plan: its address opens nothing from now on.

    Raises
    ------
    NotHere
        If there is none.
    """
    mine = CalendarLink.objects.filter(user=acting.user, plan=plan_id).first()
    if acting.user is None or mine is None:
        raise nothing_here()
    mine.delete()


def token_of(link: CalendarLink) -> str:
    """Return the signed part of the address of a calendar."""
    return make_link(PURPOSE, str(link.pk))


def link_of(token: str) -> int:
    """Return the key of the calendar that a signed address opens.

    Raises
    ------
    NotHere
        If it was not signed here.
    """
    return number_in(read_link(PURPOSE, token, _LASTS))


@transaction.atomic
def send_digest(*, person: User, today: date) -> bool:
    """Write to somebody what is new and due of what they watch, where it is their day.

    Returns
    -------
    bool
        Whether a letter left: none does where there is nothing to tell.
    """
    # Two workers at once write one letter.
    held = User.objects.select_for_update(of=("self",)).filter(pk=person.pk).first()
    if held is None:
        return False
    digest = digest_of(held)
    if not is_letter_day(digest.rhythm, digest.told_on, today):
        return False
    scope = scope_of(held)
    news = list(list_news(scope, news_since(digest.rhythm, digest.told_on, today)))
    due = list(list_due(scope, today))
    if not news and not due:
        return False
    Digest.objects.update_or_create(user=held, defaults={"rhythm": digest.rhythm, "told_on": today})
    write_digest(held, news, due, today)
    return True
