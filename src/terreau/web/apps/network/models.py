"""Who belongs, supplies and cooperates: each from a day to another, said by somebody.

What is over ends; it is not deleted. Ties are derived from these rows (`ties`), never typed.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.network.enums import DropReason, IntroductionState
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Confidential


def standing_on(day: date) -> Q:
    """Return the condition of what stands on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


class Lasting(models.Model):
    """What lasts from a day to another, noted by somebody."""

    valid_from = models.DateField()
    # The last day; None as long as it lasts.
    valid_to = models.DateField(null=True)
    # Which of the organisations said so; None where who keeps the directory noted it.
    declared_by = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Membership(Lasting):
    """An organisation belongs to an association or a cluster."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    association = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="member_rows"
    )

    class Meta:
        ordering = ("association__folded_name", "organisation__folded_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "association"),
                condition=Q(valid_to=None),
                name="one_membership_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("association")), name="no_member_of_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.association_id}"


class Supply(Lasting):
    """An organisation supplies another."""

    supplier = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="supplies")
    customer = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="supplied")
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ("supplier__folded_name", "customer__folded_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("supplier", "customer", "what"),
                condition=Q(valid_to=None),
                name="one_supply_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(supplier=F("customer")), name="no_supplier_of_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.supplier_id} → {self.customer_id}"


class CooperationSpace(Confidential):
    """Organisations that work on a subject together, in a territory."""

    FIELD_LEVELS: ClassVar = {}

    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1000)
    # Key of a value chain (`chains`); empty where it is of none.
    chain = models.CharField(max_length=24, blank=True)
    perimeter = models.ForeignKey(
        Perimeter, on_delete=models.PROTECT, related_name="cooperation_spaces"
    )
    opened_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("closed_on", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed_on is None


class SpaceParticipation(Lasting):
    """An organisation takes part in a cooperation space."""

    space = models.ForeignKey(
        CooperationSpace, on_delete=models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="space_participations"
    )

    class Meta:
        ordering = ("organisation__folded_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("space", "organisation"),
                condition=Q(valid_to=None),
                name="one_participation_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.space_id}"


class SpaceNote(models.Model):
    """A few words that a participant leaves in a space; read by who sees the space."""

    space = models.ForeignKey(CooperationSpace, on_delete=models.CASCADE, related_name="notes")
    # For which participant; None where who keeps the directory wrote it.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=500)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.text[:40]


class Introduction(models.Model):
    """What came of an introduction that was proposed: made on a day, put off, or dropped.

    What both said then is kept as it was read; their lines change, or end. It is of every
    territory in which one of the two sits; ``perimeter`` is the one in which it was said last.
    """

    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="introductions")
    offers = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="introductions_offering"
    )
    seeks = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="introductions_seeking"
    )
    offered = models.CharField(max_length=500)
    sought = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=IntroductionState)
    # The day of what was made, the day it is proposed again of what was put off, why of what was
    # dropped: none of the others.
    made_on = models.DateField(null=True)
    again_on = models.DateField(null=True)
    reason = models.CharField(max_length=12, choices=DropReason, blank=True)
    word = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-noted_at", "-pk")
        constraints = (
            # Whichever offers, wherever it was said: what came of it is said once.
            models.UniqueConstraint(
                Least("offers", "seeks"), Greatest("offers", "seeks"), name="one_row_of_a_pair"
            ),
            models.CheckConstraint(
                condition=~Q(offers=F("seeks")), name="no_introduction_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(state="made", made_on__isnull=False, again_on=None, reason="")
                | Q(state="later", made_on=None, again_on__isnull=False, reason="")
                | (Q(state="dropped", made_on=None, again_on=None) & ~Q(reason="")),
                name="introduction_says_what_its_state_asks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offers_id} → {self.seeks_id}"
