"""Plans, sheets and what hangs on them, needs, committees: the door of the models."""

from terreau.web.apps.plans.models.agreement import (
    Agreement,
    AgreementEvent,
    AgreementVersion,
    Label,
    LabelEvent,
    Signatory,
)
from terreau.web.apps.plans.models.committee import (
    Committee,
    CommitteeAttendance,
    CommitteeDecision,
    FollowUp,
)
from terreau.web.apps.plans.models.committee_papers import CommitteeSnapshot, PlanTemplate
from terreau.web.apps.plans.models.document import Document
from terreau.web.apps.plans.models.following import (
    CalendarLink,
    Digest,
    SavedView,
    Subscription,
)
from terreau.web.apps.plans.models.imports import PlanImport
from terreau.web.apps.plans.models.money import CostLine, FinancingLine
from terreau.web.apps.plans.models.need import Need
from terreau.web.apps.plans.models.obligation import Obligation
from terreau.web.apps.plans.models.plan import ActionPlan, Axis, OwnTheme
from terreau.web.apps.plans.models.priority import RegionalPriority
from terreau.web.apps.plans.models.restitution import Restitution
from terreau.web.apps.plans.models.sheet import ActionSheet, Participation, SheetEvent
from terreau.web.apps.plans.models.sheet_life import (
    IndicatorMeasure,
    Milestone,
    Risk,
    SheetComment,
    TrackingIndicator,
)

__all__ = [
    "ActionPlan",
    "ActionSheet",
    "Agreement",
    "AgreementEvent",
    "AgreementVersion",
    "Axis",
    "CalendarLink",
    "Committee",
    "CommitteeAttendance",
    "CommitteeDecision",
    "CommitteeSnapshot",
    "CostLine",
    "Digest",
    "Document",
    "FinancingLine",
    "FollowUp",
    "IndicatorMeasure",
    "Label",
    "LabelEvent",
    "Milestone",
    "Need",
    "Obligation",
    "OwnTheme",
    "Participation",
    "PlanImport",
    "PlanTemplate",
    "RegionalPriority",
    "Restitution",
    "Risk",
    "SavedView",
    "SheetComment",
    "SheetEvent",
    "Signatory",
    "Subscription",
    "TrackingIndicator",
]
