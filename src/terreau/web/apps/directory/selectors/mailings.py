"""To whom a mailing would go, and the mailings of the past: counts, never who read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.contact import agreed
from terreau.web.apps.directory.contact_permissions import can_view_contact
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Mailing, Objection
from terreau.web.apps.directory.mailing_permissions import can_send_for, can_view_mailing
from terreau.web.apps.directory.models import Contact, Mandate, Organisation, in_force
from terreau.web.apps.directory.permissions import can_view_load, nothing_here
from terreau.web.apps.directory.selectors.solicitations import Load, load_of
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within
from terreau.web.shared.visibility import readable

# In the order in which a sender chooses among them.
AUDIENCE_ROLES = tuple(role for role in Role if role != Role.DELEGATION_AGENT)


@dataclass(frozen=True)
class Audience:
    """Whom a mailing is for.

    Parameters
    ----------
    perimeter : Perimeter
        In whose name it is written.
    part : Perimeter
        Where its readers act: the perimeter, or something within it.
    roles : frozenset[Role]
        As what they act there.
    has_contacts : bool
        Whether contacts of organisations that sit there are written to.
    spares_loaded : bool
        Whether those whose organisation was asked enough this quarter are left in peace.
    """

    perimeter: Perimeter
    part: Perimeter
    roles: frozenset[Role]
    has_contacts: bool = False
    spares_loaded: bool = True


@dataclass(frozen=True)
class LoadedOrganisation:
    """An organisation that was asked enough this quarter, and whose contact is a reader."""

    organisation: Organisation
    load: Load


@dataclass(frozen=True)
class Readers:
    """Who would receive a mailing, once each.

    Parameters
    ----------
    people : list[User]
        Those who act in one of the roles.
    contacts : list[Contact]
        Those of organisations; none who is among the people.
    left_count : int
        How many more left these mailings.
    loaded : list[LoadedOrganisation]
        Organisations asked enough this quarter, whether spared or not.
    """

    people: list[User]
    contacts: list[Contact]
    left_count: int
    loaded: list[LoadedOrganisation]

    @property
    def count(self) -> int:
        """How many letters leave."""
        return len(self.people) + len(self.contacts)


def readers_of(scope: Scope, audience: Audience) -> Readers:
    """Return who would receive a mailing, but who writes it and who left."""
    left = digests_of_leavers(audience.perimeter.pk)
    acting = [each for each in _acting_there(audience) if each.pk != scope.user_id]
    known = {person.email for person in acting}
    reachable = _contacts_there(scope, audience) if audience.has_contacts else []
    contacts = list({each.email: each for each in reachable if each.email not in known}.values())
    loaded = _loaded(scope, contacts)
    if audience.spares_loaded:
        spared = {each.organisation.pk for each in loaded}
        contacts = [each for each in contacts if each.organisation_id not in spared]
    people = [each for each in acting if address_digest(each.email) not in left]
    staying = [each for each in contacts if address_digest(each.email) not in left]
    gone = len(acting) + len(contacts) - len(people) - len(staying)
    return Readers(people, staying, gone, loaded)


def digests_of_leavers(perimeter_id: int) -> frozenset[str]:
    """Return the digests of the addresses that left the mailings of a territory, or all."""
    left = Objection.objects.filter(
        Q(perimeter=perimeter_id) | Q(perimeter=None), organisation=None
    )
    return frozenset(left.values_list("digest", flat=True))


def reachable_contacts(scope: Scope, condition: Q) -> Iterable[Contact]:
    """Yield the contacts who agreed and whose address the sender may read, under a condition."""
    found = Contact.objects.filter(
        can_view_contact(scope),
        agreed(timezone.localdate()),
        condition,
        organisation__closed_on=None,
    ).exclude(email="")
    standing = standing_of(scope)
    for each in found.select_related("organisation__seat").order_by("pk"):
        if "email" in readable(each, standing.towards(each.organisation)):
            yield each


def list_sending_perimeters(scope: Scope) -> list[Perimeter]:
    """Return the perimeters in whose name a reader may write, the widest kinds last."""
    return list(Perimeter.objects.filter(can_send_for(scope)).order_by("-kind", "name"))


def get_sending_perimeter(scope: Scope, perimeter_id: int) -> Perimeter:
    """Return a perimeter in whose name a reader may write.

    Raises
    ------
    NotHere
        If they may not.
    """
    found = Perimeter.objects.filter(can_send_for(scope), pk=perimeter_id).first()
    if found is None:
        raise nothing_here()
    return found


def list_mailings(scope: Scope) -> QuerySet[Mailing]:
    """Return the mailings that a reader may see, the newest first, with how many copies wait."""
    found = Mailing.objects.filter(can_view_mailing(scope)).annotate(waiting=Count("copies"))
    return found.select_related("sender", "perimeter", "within").order_by("-written_at", "-pk")


def get_mailing(scope: Scope, mailing_id: int) -> Mailing:
    """Return a mailing that a reader may see.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = list_mailings(scope).filter(pk=mailing_id).first()
    if found is None:
        raise nothing_here()
    return found


def find_sent(scope: Scope, key: UUID) -> Mailing | None:
    """Return the mailing that a form sent already; None while it has not."""
    return Mailing.objects.filter(sender=scope.user_id, key=key).first()


def what_was_left(digest: str, perimeter_id: int) -> str:
    """Return what an address left: "all", "here" (the mailings of that territory), or ""."""
    left = Objection.objects.filter(digest=digest, organisation=None)
    if left.filter(perimeter=None).exists():
        return "all"
    return "here" if left.filter(perimeter=perimeter_id).exists() else ""


def name_of_sender(mailing: Mailing) -> str:
    """Return who wrote a mailing; "" once they are erased."""
    return mailing.sender.display_name if mailing.sender else ""


def list_unfinished() -> list[int]:
    """Return the keys of the mailings of which copies wait."""
    return list(
        Mailing.objects.filter(copies__isnull=False).distinct().values_list("pk", flat=True)
    )


def _acting_there(audience: Audience) -> QuerySet[User]:
    """Return the people who act today in one of the roles, within the part that is written to."""
    reach = within([audience.part.pk])
    held = Mandate.objects.filter(
        in_force(timezone.localdate()),
        reach.condition("perimeter") | reach.condition("organisation__seat"),
        role__in=audience.roles,
    )
    return User.objects.filter(pk__in=held.values("holder"), is_active=True).order_by("pk")


def _contacts_there(scope: Scope, audience: Audience) -> Iterable[Contact]:
    """Yield the contacts to write to, of organisations that sit there."""
    return reachable_contacts(scope, within([audience.part.pk]).condition("organisation__seat"))


def _loaded(scope: Scope, contacts: list[Contact]) -> list[LoadedOrganisation]:
    asked = {each.organisation_id for each in contacts}
    found = Organisation.objects.filter(can_view_load(scope), pk__in=asked)
    organisations = {each.pk: each for each in found}
    loads = load_of(list(organisations), timezone.localdate())
    return [
        LoadedOrganisation(organisations[key], load)
        for key, load in loads.items()
        if load.is_enough
    ]
