"""Perimeters, their members over the vintages, and what source documents print of them.

The tables are seeded from the bundled reference, the example country and the
perimeter tables a person imports (``services.py``). Nothing here is edited in
place: a change of members is a new interval, from which the versions follow.
Populations and figures are not here: they live in Parquet.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from terreau.web.apps.territories.enums import Country, PerimeterKind, RunFault, RunState
from terreau.web.apps.territories.rules import RUNNING_STATES

# Origin of a perimeter that no set holds any more and that something people wrote is about.
UNLOADED = "unloaded"


class Perimeter(models.Model):
    """A territory of any kind.

    ``code`` is the official one; a TI is keyed by phase and identifier
    ("2:ti-0101"), since the official identifiers are reused between phases.
    """

    country = models.CharField(max_length=2, choices=Country, default=Country.FRANCE)
    kind = models.CharField(max_length=24, choices=PerimeterKind)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200)
    subtype = models.CharField(max_length=12, blank=True)
    aliases = models.JSONField(default=list)
    departement = models.CharField(max_length=3, blank=True)
    # Name of the department, so that a list of namesakes needs no second query.
    place = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=3, blank=True)
    first_vintage = models.PositiveSmallIntegerField(null=True)
    last_vintage = models.PositiveSmallIntegerField(null=True)
    population = models.PositiveIntegerField(null=True)
    # The version in force (or the last one): its number, first vintage and number of communes.
    version_number = models.PositiveSmallIntegerField(null=True)
    version_from = models.PositiveSmallIntegerField(null=True)
    commune_count = models.PositiveIntegerField(default=0)
    # None: the source does not say whether other members exist.
    has_all_members = models.BooleanField(null=True, default=True)
    origin = models.CharField(max_length=80)

    class Meta:
        ordering = ("kind", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "code"), name="one_perimeter_per_kind_and_code"
            ),
            models.CheckConstraint(
                condition=Q(first_vintage__isnull=True) | Q(first_vintage__lte=F("last_vintage")),
                name="perimeter_vintages_in_order",
            ),
        )
        indexes = (
            # The search reads names by prefix, the most populated first, from the index alone.
            models.Index(fields=("folded_name", "population", "kind")),
            models.Index(fields=("code",)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.name}"

    @property
    def slug(self) -> str:
        """Its kind as the address writes it."""
        return self.kind.replace("_", "-")


class PerimeterMember(models.Model):
    """A commune belongs to a perimeter from one vintage to another, both included.

    A row is a maximal run of vintages: the members of a version are the rows
    whose run holds its vintages.
    """

    perimeter = models.ForeignKey(Perimeter, on_delete=models.CASCADE, related_name="members")
    commune_code = models.CharField(max_length=5)
    first_vintage = models.PositiveSmallIntegerField()
    last_vintage = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("perimeter", "commune_code", "first_vintage")
        constraints = (
            models.UniqueConstraint(
                fields=("perimeter", "commune_code", "first_vintage"),
                name="one_member_per_commune_and_start",
            ),
            models.CheckConstraint(
                condition=Q(first_vintage__lte=F("last_vintage")),
                name="member_vintages_in_order",
            ),
        )
        indexes = (models.Index(fields=("commune_code", "perimeter")),)

    def __str__(self) -> str:
        return f"{self.perimeter_id}: {self.commune_code} {self.first_vintage}–{self.last_vintage}"


class Component(models.Model):
    """A perimeter is declared as made of another one, with what the source says of that link."""

    perimeter = models.ForeignKey(Perimeter, on_delete=models.CASCADE, related_name="components")
    part = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="component_of")
    name_printed = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("perimeter", "part")
        constraints = (
            models.UniqueConstraint(fields=("perimeter", "part"), name="one_component_per_part"),
            models.CheckConstraint(
                condition=~Q(perimeter=F("part")), name="no_perimeter_is_its_own_part"
            ),
        )

    def __str__(self) -> str:
        return f"{self.perimeter_id} ⊃ {self.part_id}"


class PostalCode(models.Model):
    """A postal code that serves a commune (many to many)."""

    postal_code = models.CharField(max_length=5, db_index=True)
    commune = models.ForeignKey(Perimeter, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        ordering = ("postal_code", "commune")
        constraints = (
            models.UniqueConstraint(
                fields=("postal_code", "commune"), name="one_postal_code_per_commune"
            ),
        )

    def __str__(self) -> str:
        return self.postal_code


class PrintedFact(models.Model):
    """A figure that a source document prints of a perimeter: quoted, never computed with."""

    perimeter = models.ForeignKey(Perimeter, on_delete=models.CASCADE, related_name="printed_facts")
    what = models.CharField(max_length=80)
    label_fr = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    value = models.FloatField()
    unit = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("perimeter", "what")

    def __str__(self) -> str:
        return f"{self.perimeter_id}: {self.what}"


class SeededOrigin(models.Model):
    """A set of perimeters that has been loaded, with the digest of what was loaded."""

    origin = models.CharField(max_length=80, primary_key=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("origin",)

    def __str__(self) -> str:
        return f"{self.origin}@{self.digest}"


class ImportRun(models.Model):
    """An edition of an official source brought here on somebody's request: how far, how it ended.

    The figures themselves are in the store; a run that ends badly leaves them as they were.
    """

    source = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.WAITING)
    # What is being done, as the work says it, and how much of it in bytes.
    stage = models.CharField(max_length=24, blank=True)
    done_bytes = models.PositiveBigIntegerField(default=0)
    total_bytes = models.PositiveBigIntegerField(null=True)
    fault = models.CharField(max_length=12, choices=RunFault, blank=True)
    sentence = models.TextField(blank=True)
    # One a table: dataset, is_new, rows_kept, rows_rejected, reasons.
    reports = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "edition"),
                condition=Q(state__in=sorted(RUNNING_STATES)),
                name="one_run_at_a_time_per_edition",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(RUNNING_STATES), ended_at__isnull=True)
                | ~Q(state__in=sorted(RUNNING_STATES)) & Q(ended_at__isnull=False),
                name="run_has_an_end_once_ended",
            ),
        )
        indexes = (models.Index(fields=("source", "-created_at")),)

    def __str__(self) -> str:
        return f"{self.source} ({self.edition}): {self.state}"

    @property
    def is_running(self) -> bool:
        """Whether it waits or works."""
        return self.state in RUNNING_STATES
