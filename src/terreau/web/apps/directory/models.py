"""Mandates, and the requests and invitations that lead to them; organisations have their module.

A mandate is held for a perimeter or for an organisation, from a day to another;
it ends, it is never deleted. Once its holder has been erased it says nobody.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise

from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.directory import mailing as mailing  # noqa: PLC0414  (its models)
from terreau.web.apps.directory.contact import (
    Contact as Contact,  # noqa: PLC0414
)
from terreau.web.apps.directory.enums import InvitationState, RequestState
from terreau.web.apps.directory.message import (
    Message as Message,  # noqa: PLC0414
)
from terreau.web.apps.directory.organisation import (
    Organisation as Organisation,  # noqa: PLC0414  (the door of the models is here)
)
from terreau.web.apps.directory.register import (
    RegisterRecord as RegisterRecord,  # noqa: PLC0414
)
from terreau.web.apps.directory.roles import SENTENCES
from terreau.web.apps.directory.rules import ORGANISATION_ROLES, roles_to_ask
from terreau.web.apps.directory.solicitation import (
    Solicitation as Solicitation,  # noqa: PLC0414
)
from terreau.web.apps.territories.models import Perimeter

_ON_ORGANISATION = Q(role__in=sorted(ORGANISATION_ROLES))
_ONE_OBJECT = (_ON_ORGANISATION & Q(organisation__isnull=False, perimeter__isnull=True)) | (
    ~_ON_ORGANISATION & Q(organisation__isnull=True, perimeter__isnull=False)
)


About: TypeAlias = Perimeter | Organisation


def held_for(about: About) -> dict[str, About]:
    """Return the field that says what a role is held for, and its value."""
    return {"perimeter" if isinstance(about, Perimeter) else "organisation": about}


class Held(models.Model):
    """A role for a perimeter or for an organisation, as its kind of role has it."""

    role = models.CharField(max_length=24, choices=Role)
    perimeter = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def about(self) -> About:
        """What the role is held for."""
        found = self.organisation or self.perimeter
        assert found is not None
        return found

    @property
    def may_be_asked(self) -> bool:
        """Whether one may ask for this role oneself."""
        return self.role in roles_to_ask(is_organisation=self.organisation_id is not None)

    @property
    def role_sentence(self) -> Promise:
        """What the role lets one see and do."""
        return SENTENCES[Role(self.role)]


class Mandate(Held):
    """A person acts as a role, for a perimeter or an organisation, from a day to another."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mandates"
    )
    valid_from = models.DateField()
    # The last day it holds; None while nothing ends it.
    valid_to = models.DateField(null=True)
    # None: by whoever holds the machine.
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="granted"
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    # When it was ended at once, whatever its last day: from then on it gives nothing.
    ended_at = models.DateTimeField(null=True)
    # Why it was ended before its term, in the words of who ended it.
    end_reason = models.CharField(max_length=300, blank=True)
    # When its holder was told that it will end; None: not yet, or its end has changed since.
    told_of_end_at = models.DateTimeField(null=True)
    # Whether its holder lets everyone read their name beside the role; they alone decide.
    is_name_public = models.BooleanField(default=False)

    class Meta:
        ordering = ("role", "-valid_from", "pk")
        constraints = (
            models.CheckConstraint(condition=_ONE_OBJECT, name="mandate_for_one_object"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="mandate_days_in_order",
            ),
        )
        indexes = (models.Index(fields=("holder", "valid_to")),)

    def __str__(self) -> str:
        return f"{self.role} {self.perimeter_id or self.organisation_id}"

    @property
    def last_day(self) -> date:
        """The day it ended, once it is over."""
        if self.ended_at is not None:
            return timezone.localdate(self.ended_at)
        return self.valid_to or date.max

    @property
    def has_begun(self) -> bool:
        """Whether its first day has come."""
        return self.valid_from <= timezone.localdate()

    @property
    def is_over(self) -> bool:
        """Whether it gives nothing any more."""
        has_passed = self.valid_to is not None and self.valid_to < timezone.localdate()
        return self.ended_at is not None or has_passed


def in_force(day: date) -> Q:
    """Return the condition of a mandate that holds on a day."""
    return Q(valid_from__lte=day) & not_over(day)


def not_over(day: date) -> Q:
    """Return the condition of a mandate that holds on a day, or will."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Q(ended_at__isnull=True) & still


class MandateRequest(Held):
    """Somebody asks for a mandate: to see a territory's own view, or to be attached to it."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="requests"
    )
    reason = models.TextField(max_length=1000)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    # Without an answer by this day it has expired.
    expires_on = models.DateField()
    # How long the mandate would hold; None: until it is ended.
    wanted_until = models.DateField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="answers"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)
    mandate = models.OneToOneField(
        Mandate, null=True, on_delete=models.PROTECT, related_name="request"
    )
    # The mandate that it asks to hold for longer; None: it asks for one.
    extends = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, related_name="extensions"
    )

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=_ONE_OBJECT, name="request_for_one_object"),
            models.CheckConstraint(
                condition=Q(state=RequestState.ACCEPTED)
                & (Q(mandate__isnull=False) | Q(extends__isnull=False))
                | ~Q(state=RequestState.ACCEPTED) & Q(mandate__isnull=True),
                name="request_accepted_gives_a_mandate",
            ),
            models.UniqueConstraint(
                fields=("asked_by", "role", "perimeter"),
                condition=Q(state=RequestState.ASKED, perimeter__isnull=False),
                name="one_open_request_per_perimeter",
            ),
            models.UniqueConstraint(
                fields=("asked_by", "role", "organisation"),
                condition=Q(state=RequestState.ASKED, organisation__isnull=False),
                name="one_open_request_per_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}: {self.state}"

    @property
    def state_today(self) -> RequestState:
        """Where it stands: one that nobody answered in time has expired, marked or not."""
        is_late = self.state == RequestState.ASKED and self.expires_on < timezone.localdate()
        return RequestState.EXPIRED if is_late else RequestState(self.state)

    @property
    def closed_on(self) -> date:
        """The day it was answered, or the last on which it could be."""
        return timezone.localdate(self.answered_at) if self.answered_at else self.expires_on


class Invitation(Held):
    """Somebody is invited by e-mail to hold a mandate; whoever has the letter may accept it."""

    email = models.EmailField()
    # Of the secret that only the letter holds.
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=InvitationState, default=InvitationState.SENT)
    # How long the mandate would hold; None: until it is ended.
    wanted_until = models.DateField(null=True)
    # The channel by which the person asked, where they did.
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    # The word of who declined it.
    answer = models.CharField(max_length=300, blank=True)
    # When its guest, too late, asked for another letter; None once it is sent again.
    asked_again_at = models.DateTimeField(null=True)
    mandate = models.OneToOneField(
        Mandate, null=True, on_delete=models.PROTECT, related_name="invitation"
    )
    # The mandate that it takes over, and from which day; None: it takes over none.
    succeeds = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, related_name="successions"
    )
    starts_on = models.DateField(null=True)
    # The one that has just left, which a demonstration shows; the base keeps none.
    letter: EmailMessage | None = None

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=_ONE_OBJECT, name="invitation_for_one_object"),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ACCEPTED, mandate__isnull=False)
                | ~Q(state=InvitationState.ACCEPTED) & Q(mandate__isnull=True),
                name="invitation_accepted_gives_a_mandate",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}: {self.state}"

    @property
    def state_today(self) -> InvitationState:
        """Where it stands: one that nobody accepted in time has expired, marked or not."""
        is_late = self.state == InvitationState.SENT and self.expires_at <= timezone.now()
        return InvitationState.EXPIRED if is_late else InvitationState(self.state)

    @property
    def is_open(self) -> bool:
        """Whether it may still be accepted or declined."""
        return self.state_today == InvitationState.SENT

    @property
    def is_late(self) -> bool:
        """Whether nobody answered it in time; it may be sent again."""
        return self.state_today == InvitationState.EXPIRED


class KeptAnswer(models.Model):
    """A write of the API that bore a key: asked again, it is answered again and not done.

    It holds no answer, which would tell of other people: the answer is read again from the object.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_answers"
    )
    key = models.CharField(max_length=80)
    # Of what was asked: the same key for something else is refused.
    digest = models.CharField(max_length=64)
    # The number of what was made or changed, as the operation names it.
    made = models.CharField(max_length=40, blank=True)
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-kept_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="one_answer_per_key"),)

    def __str__(self) -> str:
        return self.key
