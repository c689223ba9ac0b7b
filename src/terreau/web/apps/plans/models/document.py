"""Documents that hang on a sheet, a committee or an agreement."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.plans.agreement_enums import DocumentKind
from terreau.web.apps.plans.models.agreement import Agreement
from terreau.web.apps.plans.models.committee import Committee
from terreau.web.apps.plans.models.plan import ActionPlan
from terreau.web.apps.plans.models.sheet import ActionSheet


class Document(models.Model):
    """A file, read as what it hangs on. One that is removed leaves its row: who, when."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="documents")
    sheet = models.ForeignKey(
        ActionSheet, null=True, on_delete=models.CASCADE, related_name="documents"
    )
    committee = models.ForeignKey(
        Committee, null=True, on_delete=models.CASCADE, related_name="documents"
    )
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.CASCADE, related_name="documents"
    )
    name = models.CharField(max_length=130)
    kind = models.CharField(max_length=4, choices=DocumentKind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Under which its file is found; "" once it is removed.
    key = models.CharField(max_length=32, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-added_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(sheet__isnull=False, committee=None, agreement=None)
                | Q(sheet=None, committee__isnull=False, agreement=None)
                | Q(sheet=None, committee=None, agreement__isnull=False),
                name="document_hangs_on_one_object",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) & ~Q(key="") | Q(removed_at__isnull=False, key=""),
                name="document_has_its_file_until_removed",
            ),
            models.UniqueConstraint(
                fields=("key",), condition=~Q(key=""), name="one_document_per_file"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_removed(self) -> bool:
        """Whether its file is gone."""
        return self.removed_at is not None
