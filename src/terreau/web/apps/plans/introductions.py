"""Which objects of plans have a history that people read."""

from __future__ import annotations

from django.urls import reverse

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.plans import labels
from terreau.web.apps.plans.enums import (
    CommitteeKind,
    CommitteeState,
    NeedState,
    SheetState,
    TaxBasis,
)
from terreau.web.apps.plans.models import ActionSheet, Committee, Need
from terreau.web.apps.plans.permissions import can_view_committee, can_view_need, can_view_sheet
from terreau.web.shared.visibility import Visibility

# Rows of their own, told with the sheet as they were written.
_PARTS = (
    "reason", "theme_choice", "participation", "milestone", "cost_line", "financing_line",
    "indicator", "measure", "risk", "need",
)  # fmt: skip


def declare() -> None:
    """Tell the history what plans hold; called once, when the app is ready."""
    declare_subject(
        Subject(
            "action-sheet",
            ActionSheet,
            can_view_sheet,
            title=str,
            address=lambda found: reverse("plans:sheet", args=(found.pk,)),
            labels=labels.SHEET,
            words=dict.fromkeys(_PARTS, str)
            | {
                "state": lambda kept: str(SheetState(kept).label),
                "tax_basis": lambda kept: str(TaxBasis(kept).label),
                "visibility": lambda kept: str(Visibility(kept).label),
                "committee": str,
            },
        )
    )
    declare_subject(
        Subject(
            "need",
            Need,
            can_view_need,
            title=str,
            address=lambda found: reverse("plans:need", args=(found.pk,)),
            labels=labels.NEED,
            words={
                "sheet": str,
                "state": lambda kept: str(NeedState(kept).label),
                "visibility": lambda kept: str(Visibility(kept).label),
            },
        )
    )
    declare_subject(
        Subject(
            "committee",
            Committee,
            can_view_committee,
            title=lambda found: f"{found.get_kind_display()}, {found.on:%d/%m/%Y}",
            address=lambda found: reverse("plans:committee", args=(found.pk,)),
            labels=labels.COMMITTEE,
            words={
                "kind": lambda kept: str(CommitteeKind(kept).label),
                "state": lambda kept: str(CommitteeState(kept).label),
                "attendance": str,
                "decision": str,
                "follow_up": str,
                "follow_up_done_on": str,
            },
        )
    )
