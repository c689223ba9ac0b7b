"""Whom to ask whether their lines are still true, and what a letter's link is about."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from terreau.web.apps.directory.contact import agreed
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Contact, Organisation, Solicitation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors.solicitations import load_of
from terreau.web.apps.knowhow.models import KnowHow, Unsubscription
from terreau.web.apps.knowhow.rules import ASKED_EVERY, LINK_LASTS
from terreau.web.shared.formatting import format_day
from terreau.web.shared.signed_link import make_link, number_in, read_link

_PURPOSE = "still-true"


def list_due(today: date, *, most: int, among: int | None = None) -> list[int]:
    """Return the organisations to ask today.

    Those with a line that nobody has held for true for a year; none that was asked within the
    year, has refused, is closed, or was asked enough of other things this quarter.

    Parameters
    ----------
    today : date
        The day.
    most : int
        At most so many.
    among : int, optional
        Only that organisation.
    """
    since = today - ASKED_EVERY
    old = _open_lines().filter(_not_since(since), organisation=OuterRef("pk"))
    asked = _asked_since(since).filter(organisation=OuterRef("pk"))
    refused = Unsubscription.objects.filter(organisation=OuterRef("pk"))
    found = Organisation.objects.filter(
        Exists(old), ~Exists(asked), ~Exists(refused), _reachable(today), closed_on=None
    )
    if among is not None:
        found = found.filter(pk=among)
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    loads = load_of(keys, today)
    return [key for key in keys if not loads[key].is_enough][:most]


def addresses_to_ask(organisation: Organisation, today: date) -> list[str]:
    """Return where to write to an organisation: its address, else that of who agreed to be it."""
    if organisation.email:
        return [organisation.email]
    agreeing = organisation.contacts.filter(_writable(today)).order_by("role", "pk")
    return [contact.email for contact in agreeing[:1]]


def why_not_asked_now(organisation: Organisation, today: date) -> str:
    """Return why a letter may not ask an organisation today, in words; "" where it may.

    Whoever keeps the directory may ask before a line is a year old: never twice within the year,
    and none of those that the yearly letter spares.
    """
    refusal = _why_spared(organisation, today)
    if refusal:
        return refusal
    if organisation.closed_on is not None:
        return _("Elle a fermé.")
    if not _open_lines().filter(organisation=organisation).exists():
        return _("Aucune ligne n’est à confirmer.")
    if not addresses_to_ask(organisation, today):
        return _("Aucune adresse électronique n’est connue pour elle.")
    return ""


def _why_spared(organisation: Organisation, today: date) -> str:
    """Return why an organisation is left in peace, in words; "" where it is not."""
    if is_unsubscribed(organisation):
        return _("Elle a demandé à ne plus recevoir cette question.")
    asked = _asked_since(today - ASKED_EVERY).filter(organisation=organisation)
    last = asked.order_by("-asked_on").first()
    if last is not None:
        day = {"day": format_day(last.asked_on)}
        return _("La question lui a été posée le %(day)s : elle ne l’est qu’une fois par an.") % day
    if load_of([organisation.pk], today)[organisation.pk].is_enough:
        return _("Elle a été assez sollicitée ce trimestre.")
    return ""


def link_to(question: Solicitation) -> str:
    """Return the signed part of the address by which a letter is answered."""
    return make_link(_PURPOSE, str(question.pk))


def get_question(token: str) -> Solicitation:
    """Return what a letter asked.

    Raises
    ------
    NotHere
        If the link was not made here, is too old, or is about nothing any more.
    """
    key = read_link(_PURPOSE, token, LINK_LASTS)
    asked = Solicitation.objects.filter(kind=SolicitationKind.STILL_TRUE, pk=number_in(key))
    found = asked.select_related("organisation__seat").first()
    if found is None:
        raise nothing_here()
    return found


def list_lines_asked(organisation: Organisation) -> list[KnowHow]:
    """Return the lines of an organisation that a letter asks about: all those still true."""
    lines = _open_lines().filter(organisation=organisation)
    return list(lines.prefetch_related("capacities").order_by("kind", "pk"))


def is_unsubscribed(organisation: Organisation) -> bool:
    """Whether an organisation asked not to be asked any more."""
    return Unsubscription.objects.filter(organisation=organisation).exists()


def _open_lines() -> QuerySet[KnowHow]:
    return KnowHow.objects.filter(ended_on=None)


def _not_since(day: date) -> Q:
    return Q(changed_at__date__lte=day) & (Q(confirmed_on=None) | Q(confirmed_on__lte=day))


def _reachable(today: date) -> Q:
    agreeing = Contact.objects.filter(_writable(today), organisation=OuterRef("pk"))
    return Q(~Q(email="") | Exists(agreeing))


def _asked_since(day: date) -> QuerySet[Solicitation]:
    return Solicitation.objects.filter(kind=SolicitationKind.STILL_TRUE, asked_on__gt=day)


def _writable(today: date) -> Q:
    return agreed(today) & ~Q(email="")
