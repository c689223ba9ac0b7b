"""A need: raised by an organisation or read in a figure, verified by somebody on a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Confidential


class Need(Confidential):
    """What somebody needs, or what a figure shows to be lacking, in a territory."""

    FIELD_LEVELS: ClassVar = {}

    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="needs")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=4000, blank=True)
    # Who raised it; None where it was read in a figure, or by the territory's team.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="needs"
    )
    # Where it was read: the address of a page of figures of this installation, "" otherwise.
    figure_address = models.CharField(max_length=300, blank=True)
    figure_label = models.CharField(max_length=200, blank=True)
    theme = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, choices=NeedState, default=NeedState.RAISED)
    # With whom it was verified, and when; why it was dropped, and when (None: not known).
    verified_with = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True)
    drop_reason = models.CharField(max_length=300, blank=True)
    dropped_on = models.DateField(null=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    raised_on = models.DateField(default=timezone.localdate)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-raised_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=NeedState.VERIFIED) | Q(verified_on__isnull=False),
                name="verified_need_says_when",
            ),
        )
        indexes = (models.Index(fields=("perimeter", "state")),)

    def __str__(self) -> str:
        return self.title

    @property
    def theme_label(self) -> str:
        """The name of its theme; "" where it has none."""
        return str(THEMES[self.theme].label) if self.theme in THEMES else ""

    @property
    def is_open(self) -> bool:
        """Whether it is still one."""
        return self.state != NeedState.DROPPED
