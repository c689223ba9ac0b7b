"""A spreadsheet that is being brought into a plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.models.plan import ActionPlan

OPEN_IMPORTS = (ImportState.READ, ImportState.MAPPED)


class PlanImport(models.Model):
    """A file given to a plan, and what people said of it.

    Nothing of it is in the plan before it is accepted; then, or once it is dropped, its content
    is deleted.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=130)
    # In the database, as a backup holds both; empty once nothing more is read of it.
    content = models.BinaryField(null=True)
    sheet_name = models.TextField(blank=True)
    # From 0; None: nobody, and no guess, says where the headings are.
    headings_row = models.PositiveIntegerField(null=True)
    headings_depth = models.PositiveSmallIntegerField(default=1)
    # Under which the same headings are known again (`Headings.fingerprint`).
    fingerprint = models.CharField(max_length=64, blank=True)
    # What each column is read as (`uses_as_dict`).
    uses = models.JSONField(default=dict)
    # {"line:column": {"text": …} or {"confirmed": what was written}}.
    answers = models.JSONField(default=dict)
    # {content key of a line: {"what": "new" or "leave", "take": {field: what was here}}}.
    choices = models.JSONField(default=dict)
    # What became of it: {"lines": [{"key", "line", "sheet", "what", "said"}, …]}.
    outcome = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.READ)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=OPEN_IMPORTS, ended_at=None)
                | ~Q(state__in=OPEN_IMPORTS) & Q(content=None, ended_at__isnull=False),
                name="import_that_ended_holds_no_file",
            ),
        )
        indexes = (models.Index(fields=("plan", "state")),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in OPEN_IMPORTS
