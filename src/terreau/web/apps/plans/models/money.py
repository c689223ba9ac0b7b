"""What a sheet costs and who pays: cents, nothing where nobody said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.models.sheet import ActionSheet
from terreau.web.apps.plans.rules.money import Funds


def _amount() -> Any:
    return models.BigIntegerField(null=True)


class CostLine(models.Model):
    """A line and a year of what a sheet costs."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="cost_lines")
    label = models.CharField(max_length=160)
    # None: of no year in particular.
    year = models.PositiveSmallIntegerField(null=True)
    planned_eur_cents = _amount()
    committed_eur_cents = _amount()
    spent_eur_cents = _amount()

    class Meta:
        ordering = ("sheet", "year", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(planned_eur_cents=None) | Q(planned_eur_cents__gte=0))
                & (Q(committed_eur_cents=None) | Q(committed_eur_cents__gte=0))
                & (Q(spent_eur_cents=None) | Q(spent_eur_cents__gte=0)),
                name="no_cost_below_zero",
            ),
        )
        indexes = (models.Index(fields=("year",)),)

    def __str__(self) -> str:
        return self.label


class FinancingLine(models.Model):
    """Who pays a part of a sheet, by which instrument, and how far it is.

    ``scheme_name`` is the scheme as people call it; what ties it to a scheme and to an
    application lives above, with the money.
    """

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="financing_lines")
    instrument = models.CharField(max_length=12, choices=Instrument, default=Instrument.GRANT)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="financing_lines"
    )
    written_name = models.CharField(max_length=200, blank=True)
    scheme_name = models.CharField(max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    requested_eur_cents = _amount()
    agreed_eur_cents = _amount()
    obtained_eur_cents = _amount()
    paid_eur_cents = _amount()

    class Meta:
        ordering = ("sheet", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(requested_eur_cents=None) | Q(requested_eur_cents__gte=0))
                & (Q(agreed_eur_cents=None) | Q(agreed_eur_cents__gte=0))
                & (Q(obtained_eur_cents=None) | Q(obtained_eur_cents__gte=0))
                & (Q(paid_eur_cents=None) | Q(paid_eur_cents__gte=0)),
                name="no_funds_below_zero",
            ),
        )
        indexes = (models.Index(fields=("organisation", "instrument")),)

    def __str__(self) -> str:
        return f"{self.instrument} {self.name}"

    @property
    def name(self) -> str:
        """The financer by its name; "" where nobody said."""
        return self.organisation.name if self.organisation is not None else self.written_name

    @property
    def funds(self) -> Funds:
        """Its amounts, as rules read them."""
        return Funds(
            self.instrument,
            self.requested_eur_cents,
            self.agreed_eur_cents,
            self.obtained_eur_cents,
            self.paid_eur_cents,
        )
