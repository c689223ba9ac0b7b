"""What somebody offers, on which terms from a day on, and its calls."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import LONGEST_FOLDED
from terreau.web.apps.funding.enums import Origin, Recurrence, SchemeKind
from terreau.web.apps.plans.enums import Instrument, TaxBasis
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter


class Scheme(models.Model):
    """A scheme, a call for projects, a loan, a service: what it is; its terms are versions."""

    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=LONGEST_FOLDED)
    # All that is searched of it, folded: names, who runs it, what its terms say.
    folded_text = models.TextField(blank=True)
    kind = models.CharField(max_length=24, choices=SchemeKind)
    # Key of a theme of the programme; "" of none.
    theme = models.CharField(max_length=16, blank=True)
    # Who runs it: a record of the directory, or the names as written.
    operator = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="schemes"
    )
    operator_names = models.CharField(max_length=300, blank=True)
    funder_names = models.CharField(max_length=300, blank=True)
    # Where it is offered; None: in the whole country.
    perimeter = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="schemes"
    )
    country = models.CharField(max_length=2, choices=Country, default=Country.FRANCE)
    recurrence = models.CharField(max_length=12, choices=Recurrence, default=Recurrence.NOT_SAID)
    contact = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.WRITTEN)
    source_title = models.CharField(max_length=200, blank=True)
    # As the source writes it: a day, a year, nothing.
    source_date = models.CharField(max_length=10, blank=True)
    # Its key there; "" of what is written here.
    source_key = models.CharField(max_length=120, blank=True)
    # What of it is only inferred or remarked by who read the source, in each language.
    remark = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("folded_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("origin", "source_key"),
                condition=~Q(source_key=""),
                name="one_scheme_of_a_source_key",
            ),
        )
        indexes = (models.Index(fields=("country", "folded_name"), name="scheme_by_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_example(self) -> bool:
        """Whether it is one of the example country, which does not exist."""
        return self.country == Country.EXAMPLE

    @property
    def is_printed(self) -> bool:
        """Whether it stands here as a document prints it: a history, of which nothing holds now."""
        return self.origin == Origin.PRINTED


class SchemeVersion(models.Model):
    """The terms of a scheme from a day on; never changed, another version follows it."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # None where it is not known since when, or until when.
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    summary = models.TextField(max_length=4000, blank=True)
    beneficiaries = models.TextField(max_length=2000, blank=True)
    eligible_costs = models.TextField(max_length=2000, blank=True)
    conditions = models.TextField(max_length=4000, blank=True)
    # What decides who it fits (`terreau.matching.eligibility`); None where nobody wrote it.
    rule = models.JSONField(null=True)
    # Of what it costs, in percent, what the applicant keeps to pay.
    own_share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    tax_basis = models.CharField(max_length=12, choices=TaxBasis, default=TaxBasis.NOT_SAID)
    # As a document prints it, phrases in each language.
    printed = models.JSONField(default=dict, blank=True)
    what_changed = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("scheme", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("scheme", "number"), name="one_version_of_a_number_in_a_scheme"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="scheme_version_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(own_share=None) | Q(own_share__range=(0, 100)),
                name="own_share_is_a_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme_id} v{self.number}"


def _percent() -> Any:
    return models.DecimalField(max_digits=5, decimal_places=2, null=True)


class SchemeOffer(models.Model):
    """What a version offers by one instrument: rates in percent, bounds in cents."""

    scheme_version = models.ForeignKey(
        SchemeVersion, on_delete=models.CASCADE, related_name="offers"
    )
    instrument = models.CharField(max_length=12, choices=Instrument)
    rate_from = _percent()
    rate_to = _percent()
    floor_eur_cents = models.BigIntegerField(null=True)
    ceiling_eur_cents = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("scheme_version", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("scheme_version", "instrument"), name="one_offer_by_instrument"
            ),
            models.CheckConstraint(
                condition=(Q(rate_from=None) | Q(rate_from__range=(0, 100)))
                & (Q(rate_to=None) | Q(rate_to__range=(0, 100)))
                & (Q(rate_from=None) | Q(rate_to=None) | Q(rate_to__gte=F("rate_from"))),
                name="rates_are_shares_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(floor_eur_cents=None) | Q(floor_eur_cents__gte=0))
                & (Q(ceiling_eur_cents=None) | Q(ceiling_eur_cents__gte=0))
                & (
                    Q(floor_eur_cents=None)
                    | Q(ceiling_eur_cents=None)
                    | Q(ceiling_eur_cents__gte=F("floor_eur_cents"))
                ),
                name="bounds_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme_version_id} {self.instrument}"


class Call(models.Model):
    """A time when a scheme takes files; one that comes back is followed by the next."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="calls")
    title = models.CharField(max_length=200)
    opens_on = models.DateField(null=True)
    predeposit_on = models.DateField(null=True)
    # The last day; None where it is open without end.
    deadline_on = models.DateField(null=True)
    decision_on = models.DateField(null=True)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.SET_NULL, related_name="following"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("scheme", "deadline_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on=None)
                | Q(deadline_on=None)
                | Q(deadline_on__gte=F("opens_on")),
                name="call_days_in_order",
            ),
        )
        indexes = (models.Index(fields=("deadline_on",), name="call_by_deadline"),)

    def __str__(self) -> str:
        return self.title


class SchemeLink(models.Model):
    """An address where more is said of a scheme."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(max_length=500)

    class Meta:
        ordering = ("scheme", "pk")
        constraints = (
            models.UniqueConstraint(fields=("scheme", "url"), name="one_link_of_an_address"),
        )

    def __str__(self) -> str:
        return self.url
