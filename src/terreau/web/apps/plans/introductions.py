"""Which objects of plans have a history that people read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.subjects import Subject, declare_names, declare_subject
from terreau.web.apps.plans import labels
from terreau.web.apps.plans.agreement_enums import (
    AgreementKind,
    AgreementState,
    LabelState,
    ObligationKind,
    Recurrence,
)
from terreau.web.apps.plans.agreement_permissions import (
    can_view_agreement,
    can_view_obligation,
    partners_of_plan,
)
from terreau.web.apps.plans.enums import (
    CommitteeKind,
    CommitteeState,
    NeedState,
    SheetState,
    TaxBasis,
)
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Agreement,
    Axis,
    Committee,
    Label,
    Need,
    Obligation,
    Restitution,
)
from terreau.web.apps.plans.permissions import (
    can_change_plan,
    can_view_committee_history,
    can_view_need,
    can_view_restitution,
    can_view_sheet,
)
from terreau.web.apps.plans.themes import THEMES
from terreau.web.shared.formatting import format_day
from terreau.web.shared.visibility import Visibility

# Rows of their own, told with the sheet as they were written.
_PARTS = (
    "reason", "theme_choice", "participation", "milestone", "cost_line", "financing_line",
    "indicator", "measure", "risk", "comment", "need", "document", "regional_priority",
)  # fmt: skip
_READ_AS = {
    "cost_line": "money",
    "financing_line": "money",
    "risk": "risks",
    "comment": "discussion",
}


def declare() -> None:
    """Tell the history what plans hold; called once, when the app is ready."""
    declare_names("plans.Axis", _axis_names)
    declare_names("plans.ActionSheet", _sheet_names)
    declare_subject(
        Subject(
            "action-plan",
            ActionPlan,
            can_change_plan,
            title=str,
            address=lambda found: reverse("plans:plan", args=(found.pk,)),
            labels=labels.PLAN,
            words=dict.fromkeys(("axis", "own_theme", "import", "template", "obligation"), str)
            | {"maps_to": _theme_in_words, "calendar_turn": lambda _kept: _("un nouveau lien")},
        )
    )
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
                "theme_choice": _theme_in_words,
                "state": lambda kept: str(SheetState(kept).label),
                "tax_basis": lambda kept: str(TaxBasis(kept).label),
                "visibility": lambda kept: str(Visibility(kept).label),
                "committee": str,
            },
            parts=_READ_AS,
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
            can_view_committee_history,
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
                "document": str,
            },
        )
    )
    declare_subject(
        Subject(
            "restitution",
            Restitution,
            can_view_restitution,
            title=lambda found: f"{found.organisation.name}, {found.sent_on:%d/%m/%Y}",
            address=lambda found: reverse("plans:restitution", args=(found.plan_id,)),
            labels=labels.RESTITUTION,
        )
    )
    _declare_agreements()


def _declare_agreements() -> None:
    """Tell the history of the label, of agreements and of what is owed."""
    declare_names("plans.Agreement", _agreement_names)
    declare_subject(
        Subject(
            "agreement",
            Agreement,
            # One made public keeps to partners what was said of it before.
            partners_of_plan,
            title=str,
            address=lambda found: reverse("plans:agreement", args=(found.pk,)),
            labels=labels.AGREEMENT,
            words={
                "kind": lambda kept: str(AgreementKind(kept).label),
                "state": lambda kept: str(AgreementState(kept).label),
                "signatory": str,
                "agreement_version": str,
                "document": str,
                "words": str,
            },
        )
    )
    declare_subject(
        Subject(
            "obligation",
            Obligation,
            can_view_obligation,
            title=str,
            address=lambda found: reverse("plans:obligations", args=(found.plan_id,)),
            labels=labels.OBLIGATION,
            words={
                "kind": lambda kept: str(ObligationKind(kept).label),
                "recurrence": lambda kept: str(Recurrence(kept).label),
            },
        )
    )
    declare_subject(
        Subject(
            "label",
            Label,
            lambda _scope: Q(),
            title=lambda found: f"{found.perimeter.name} – {found.get_phase_display()}",
            address=lambda found: reverse(
                "plans:programme", args=(found.perimeter.slug, found.perimeter.code)
            ),
            labels=labels.LABEL,
            words={
                "phase": str,
                "on": lambda kept: format_day(date.fromisoformat(kept)),
                "state": lambda kept: str(LabelState(kept).label),
                "words": str,
            },
        )
    )


def _theme_in_words(kept: str) -> str:
    """Name a theme of the programme; one of the territory may be called otherwise since."""
    return str(THEMES[kept].label) if kept in THEMES else _("un thème du territoire")


def _axis_names(_: Scope, keys: Collection[int]) -> dict[int, str]:
    """Return what axes are called; everyone reads them."""
    return {axis.pk: str(axis) for axis in Axis.objects.filter(pk__in=keys).order_by()}


def _sheet_names(scope: Scope, keys: Collection[int]) -> dict[int, str]:
    """Return the sheets that a reader may see, by code and title."""
    found = ActionSheet.objects.filter(can_view_sheet(scope), pk__in=keys).order_by()
    return {sheet.pk: str(sheet) for sheet in found}


def _agreement_names(scope: Scope, keys: Collection[int]) -> dict[int, str]:
    """Return the titles of the agreements that a reader may see."""
    found = Agreement.objects.filter(can_view_agreement(scope), pk__in=keys)
    return dict(found.values_list("pk", "title"))
