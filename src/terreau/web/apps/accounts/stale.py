"""Accounts that nobody uses: their person is told, then erased."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.erasing import erase_stale
from terreau.web.apps.accounts.models import User

KEPT_DAYS = 3 * 365
NOTICE = timedelta(days=30)


def count_stale_accounts(before: datetime) -> int:
    """Return how many accounts `purge_stale_accounts` would erase."""
    return _told_in_vain(before).count()


def purge_stale_accounts(before: datetime) -> int:
    """Erase who was told and did not come back, and tell those whose turn is in a month.

    Parameters
    ----------
    before : datetime
        Who neither signed in nor used a key since is long away.

    Returns
    -------
    int
        How many accounts are erased.
    """
    tell_stale_accounts(before)
    home = Path(settings.TERREAU_HOME)
    with transaction.atomic():
        people = list(_told_in_vain(before))
        for person in people:
            erase_stale(person, home)
    return len(people)


def tell_stale_accounts(before: datetime) -> int:
    """Write to whoever will be long away in a month; return how many are told."""
    today = timezone.localdate()
    away = _away_since(timezone.localdate(before) + NOTICE)
    told = 0
    for person in away.filter(Q(told_on=None) | Q(told_on__lte=F("seen_on"))):
        _write_to(person, today + NOTICE)
        person.told_on = today
        person.save(update_fields=("told_on",))
        told += 1
    return told


def _told_in_vain(before: datetime) -> QuerySet[User]:
    """Return who is long away, was told a month ago and did not come back."""
    warned = Q(told_on__gt=F("seen_on"), told_on__lte=timezone.localdate() - NOTICE)
    return _away_since(timezone.localdate(before)).filter(warned)


def _away_since(day: date) -> QuerySet[User]:
    """Return the people who neither signed in nor used a key since a day, with when they did."""
    signed_in = TruncDate(Coalesce("last_login", "created_at"))
    used = Coalesce(Max("tokens__last_used_on"), signed_in)
    return User.objects.annotate(seen_on=Greatest(signed_in, used)).filter(seen_on__lt=day)


def _write_to(person: User, day: date) -> None:
    with translation.override(person.language):
        send_mail(
            _("Votre compte sera effacé le %(day)s") % {"day": f"{day:%d/%m/%Y}"},
            _(
                "Bonjour,\n\nVous ne vous êtes pas connecté depuis près de trois ans. Sans "
                "connexion de votre part d’ici au %(day)s, votre compte et ce qui dit qui vous "
                "êtes seront effacés. Pour le garder, connectez-vous une fois.\n"
            )
            % {"day": f"{day:%d/%m/%Y}"},
            None,
            [person.email],
        )
