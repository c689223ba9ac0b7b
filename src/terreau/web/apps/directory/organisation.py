"""The organisations of the directory."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind
from terreau.web.apps.directory.rules import LONGEST_FOLDED
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Confidential


class Organisation(Confidential):
    """A company, a plant, an EPCI, a State service…: one record for all apps."""

    # Of each field that can be kept from some readers, who reads it unless the organisation chose.
    FIELD_LEVELS: ClassVar = {
        "email": "territory",
        "phone": "territory",
        "website": "public",
        "description": "public",
        "note": "private",
    }

    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=LONGEST_FOLDED)
    kind = models.CharField(max_length=16, choices=OrganisationKind)
    # Empty where it has none or it is not known.
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    naf = models.CharField(max_length=6, blank=True)
    # The commune where it sits.
    seat = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="organisations", db_index=False
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    website = models.URLField(max_length=200, blank=True)
    description = models.TextField(max_length=2000, blank=True)
    # What its own people and the project manager keep to themselves.
    note = models.TextField(max_length=2000, blank=True)
    # Code of the band of headcount, as INSEE has it ("11": 10 to 19); empty where not known.
    headcount_class = models.CharField(max_length=2, blank=True, choices=HeadcountClass)
    # The group it belongs to, where that group is in the directory.
    group = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="group_parts"
    )
    # Whether it agreed to be contacted by whoever may see it, about what it can do.
    agrees_to_contact = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # By which the index of the search knows what it lacks; who writes many rows at once sets it.
    written_at = models.DateTimeField(auto_now=True, db_index=True)
    # Counts the changes: two people who edit at once are told.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("folded_name", "pk")
        # The list, its filters and its rights are read from an index alone, by name or by place;
        # imports and searches ask for numbers.
        indexes = (
            models.Index(
                fields=("folded_name", "id", "visibility", "seat", "kind"),
                name="organisation_by_name",
            ),
            models.Index(
                fields=("seat", "folded_name", "id", "visibility", "kind"),
                name="organisation_by_seat",
            ),
            models.Index(fields=("siren",), name="organisation_by_siren"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("siren",),
                condition=~Q(siren="") & Q(siret=""),
                name="one_organisation_per_siren",
            ),
            models.UniqueConstraint(
                fields=("siret",), condition=~Q(siret=""), name="one_organisation_per_siret"
            ),
        )

    def __str__(self) -> str:
        return self.name
