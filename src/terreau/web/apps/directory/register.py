"""What public registers say of organisations, beside what people wrote, and how it was read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.enums import Register, RegisterOutcome, RegisterRunState
from terreau.web.apps.directory.organisation import Organisation
from terreau.web.apps.territories.models import Perimeter


class RegisterRecord(models.Model):
    """The last state of an organisation in a register; an import changes it, people never do.

    An import follows the register in each field of the organisation that still holds what the
    register said before, and leaves alone those in which somebody wrote something else.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="register_record"
    )
    register = models.CharField(max_length=12, choices=Register)
    # Field of the organisation → what the register says of it: {"name": …, "naf": …}.
    said = models.JSONField(default=dict)
    # The state of the register it was read from (the day of a stock, of an answer).
    edition = models.CharField(max_length=20)
    seen_at = models.DateTimeField()
    # A unit that asked not to be shown: nothing that names it is kept.
    is_masked = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("organisation",)

    def __str__(self) -> str:
        return f"{self.register} {self.organisation_id}"


class RegisterRun(models.Model):
    """A register was read for a territory, or for a list of numbers: how far, and what came of it.

    Its rows say what changed; the history of the directory has one line of it.
    """

    register = models.CharField(max_length=12, choices=Register)
    # The territory read; None where numbers or a file were given.
    perimeter = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="register_runs"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="register_runs"
    )
    # Of a stock: {"establishments": path, "units": path, "naf": [...], "least": "11"}.
    options = models.JSONField(default=dict)
    # The numbers to ask, of a list; what was read of them, or of a file, once it is.
    numbers = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    # Whether it only says what it would do.
    is_trial = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=RegisterRunState, default=RegisterRunState.WAITING
    )
    # How much of what is being read, or how many of the organisations; None: not known yet.
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    # How many entries are written: where a run that was killed goes on.
    position = models.PositiveIntegerField(default=0)
    # Outcome → how many organisations.
    counts = models.JSONField(default=dict)
    # Lines that were not understood: [{"line": 3, "value": "…", "reason": "…"}].
    rejected = models.JSONField(default=list)
    edition = models.CharField(max_length=20, blank=True)
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether it still goes on by itself."""
        return self.state in RUNNING


RUNNING = frozenset({RegisterRunState.WAITING, RegisterRunState.READING, RegisterRunState.WRITING})


class RegisterChange(models.Model):
    """What a run did, or left, of one field of one organisation, or of the whole of it."""

    run = models.ForeignKey(RegisterRun, on_delete=models.CASCADE, related_name="changes")
    # None: it is not in the directory.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="register_changes"
    )
    outcome = models.CharField(max_length=12, choices=RegisterOutcome)
    # Where it stood in the file of the territory; 0 elsewhere.
    line = models.PositiveIntegerField(default=0)
    siret = models.CharField(max_length=14, blank=True)
    name = models.CharField(max_length=200, blank=True)
    # Empty for the whole organisation.
    field = models.CharField(max_length=20, blank=True)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("run", "outcome")),)

    def __str__(self) -> str:
        return f"{self.outcome} {self.siret} {self.field}"
