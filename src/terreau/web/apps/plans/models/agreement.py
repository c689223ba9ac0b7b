"""The label of a territory, its agreements: who signed, what changed, what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.agreement_enums import (
    AgreementAct,
    AgreementKind,
    AgreementState,
    LabelAct,
    LabelState,
)
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.models.plan import ActionPlan
from terreau.web.apps.territories.models import Perimeter


class Label(models.Model):
    """The label of a territory in one phase of the programme. It is not the contract."""

    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="labels")
    phase = models.PositiveSmallIntegerField(choices=Phase)
    state = models.CharField(max_length=12, choices=LabelState, default=LabelState.CANDIDATE)

    class Meta:
        ordering = ("perimeter", "phase")
        constraints = (
            models.UniqueConstraint(fields=("perimeter", "phase"), name="one_label_per_phase"),
        )

    def __str__(self) -> str:
        return f"{self.perimeter_id}: {self.phase} {self.state}"


class LabelEvent(models.Model):
    """The state of a label changed: which day, why. Never changed."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=LabelAct)
    after = models.CharField(max_length=12, choices=LabelState)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.label_id}: {self.act} {self.on}"


class Agreement(models.Model):
    """A protocol, a contract, an amendment, a convention of a plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=12, choices=AgreementKind)
    title = models.CharField(max_length=200)
    # Of an amendment: which agreement it changes.
    amends = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="amendments"
    )
    state = models.CharField(max_length=12, choices=AgreementState, default=AgreementState.PREPARED)
    signed_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # Read by everyone once it is signed, where somebody said so.
    is_public = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("plan", F("signed_on").desc(nulls_first=True), "-pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "title"), name="one_agreement_of_a_title"),
            models.CheckConstraint(
                condition=Q(amends=None) | Q(kind=AgreementKind.AMENDMENT),
                name="only_an_amendment_amends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AgreementState.SIGNED, AgreementState.AMENDED])
                | Q(signed_on__isnull=False),
                name="signed_agreement_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Signatory(models.Model):
    """Who signs an agreement, as what, which day. Organisations, or a name as it was written."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="signed_agreements"
    )
    written_name = models.CharField(max_length=200, blank=True)
    as_what = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True)

    class Meta:
        ordering = ("agreement", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "organisation"), name="an_organisation_signs_once"
            ),
            models.UniqueConstraint(
                fields=("agreement", "written_name"),
                condition=Q(organisation=None),
                name="a_written_name_signs_once",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) & ~Q(written_name="")
                | Q(organisation__isnull=False, written_name=""),
                name="signatory_is_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The organisation by its name."""
        return self.organisation.name if self.organisation is not None else self.written_name


class AgreementVersion(models.Model):
    """A version of the text of an agreement: what changed, in words. Never changed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    what_changed = models.CharField(max_length=1000)
    document = models.ForeignKey(
        "plans.Document", null=True, on_delete=models.SET_NULL, related_name="versions"
    )

    class Meta:
        ordering = ("agreement", "-number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.number}"


class AgreementEvent(models.Model):
    """The state of an agreement changed, or the Region gave its opinion. Never changed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=AgreementAct)
    before = models.CharField(max_length=12, choices=AgreementState)
    after = models.CharField(max_length=12, choices=AgreementState)
    on = models.DateField()
    # Of an opinion, the opinion itself; of the others, why.
    words = models.CharField(max_length=1000, blank=True)
    # An opinion that a keeper wrote down for the Region.
    is_on_behalf = models.BooleanField(default=False)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-told_at", "-pk")

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.before} → {self.after}"
