"""The objects of who does what that the matrix of rights asks about."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone
from plans_world import committee_of, sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.funding.models import Scheme, SchemeVersion
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Membership,
    SpaceParticipation,
)
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.services.visiting import VisitFields, VisitLines, note_visit
from terreau.web.apps.plans import uploads
from terreau.web.apps.plans.models import (
    ActionPlan,
    Agreement,
    Axis,
    CalendarLink,
    Document,
    Need,
    Obligation,
    OwnTheme,
    PlanImport,
    PlanTemplate,
    RegionalPriority,
    SavedView,
    Signatory,
)
from terreau.web.apps.plans.services.following import token_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility


def objects_of_who_does_what(
    organisation: Organisation, here: Perimeter, owner: User
) -> dict[str, object]:
    """Return one object of each kind, of an organisation of a territory, made by its manager."""
    return {
        "know_how": KnowHow.objects.create(
            organisation=organisation, kind="makes", text="Moulage", source="told"
        ).pk,
        **_people(organisation, here, owner),
        **_network(here, organisation),
        **_outreach(organisation, here, owner),
        **_plans(here, organisation),
        **_boards(owner),
    }


def _people(organisation: Organisation, here: Perimeter, owner: User) -> dict[str, object]:
    """Return a contact and a mailing."""
    return {
        "contact": Contact.objects.create(
            organisation=organisation,
            role="contact",
            name="Yves",
            email="yves@exemple.fr",
            asked_on=timezone.localdate(),
        ).pk,
        "mailing": Mailing.objects.create(
            key=uuid.uuid4(), sender=owner, perimeter=here, subject="Visites", text="Bonjour"
        ).pk,
    }


def _outreach(organisation: Organisation, place: Perimeter, owner: User) -> dict[str, object]:
    """Return what outreach holds there: a visit, its promise, its line, a draft of a question."""
    visit = note_visit(
        acting=Acting(owner, scope_of(owner)),
        to=organisation.pk,
        written=VisitFields(date(2026, 11, 1), met="Jeanne Martin"),
        lines=VisitLines(("Un tourneur",), (), ("Envoyer un contact",)),
    )
    return {
        "visit": visit.pk,
        "promise": visit.promises.get().pk,
        "line": visit.know_how.get().pk,
        "question": TerritoryQuestion.objects.create(
            text="Qui sait anodiser ?", perimeter=place, asked_by=owner
        ).pk,
    }


def _network(here: Perimeter, organisation: Organisation) -> dict[str, int]:
    """Return a space in which an organisation takes part, and its membership of an association."""
    joined = Organisation.objects.create(
        name="Club", folded_name="club", kind="association", visibility=Visibility.TERRITORY,
        seat=organisation.seat,
    )  # fmt: skip
    space = CooperationSpace.objects.create(name="Chaleur", purpose="Relier", perimeter=here)
    day = date(2026, 1, 1)
    SpaceParticipation.objects.create(space=space, organisation=organisation, valid_from=day)
    membership = Membership.objects.create(
        organisation=organisation, association=joined, valid_from=day
    )
    introduction = Introduction.objects.create(
        perimeter=here, offers=organisation, seeks=joined, offered="Moulage", sought="Un mouleur",
        state="made", made_on=day,
    )  # fmt: skip
    wish = KnowHow.objects.create(
        organisation=joined, kind="seeks", text="Un mouleur", source="told"
    )
    return {
        "space": space.pk, "membership": membership.pk, "introduction": introduction.pk,
        "wish": wish.pk,
    }  # fmt: skip


def _plans(here: Perimeter, organisation: Organisation) -> dict[str, int]:
    """Return a plan of the territory, a sheet of it, presented, an agreement, what is owed."""
    plan = ActionPlan.objects.create(perimeter=here, title="Plan", phase=2)
    Axis.objects.create(plan=plan, number=1, title="Attirer")
    own_theme = OwnTheme.objects.create(perimeter=here, name="Bois")
    sheet = sheet_of(plan, state="presented", visibility=Visibility.TERRITORY)
    agreement = Agreement.objects.create(plan=plan, kind="contrat", title="Contrat")
    signatory = Signatory.objects.create(agreement=agreement, written_name="La Préfecture")
    content = b"Contrat"
    document = Document.objects.create(
        plan=plan, agreement=agreement, name="contrat.txt", kind="txt", size=len(content),
        sha256="0" * 64, key=uploads.keep(content),
    )  # fmt: skip
    obligation = Obligation.objects.create(
        plan=plan, kind="other", title="Un bilan", due_on=date(2026, 12, 31)
    )
    need = Need.objects.create(perimeter=here, title="Un tourneur", organisation=organisation)
    scheme = Scheme.objects.create(
        name="Aide", kind="grant", perimeter=here, country=here.country, operator=organisation
    )
    SchemeVersion.objects.create(scheme=scheme, number=1)
    return {
        "scheme": scheme.pk, "call": scheme.calls.create(title="Relève").pk,
        "plan": plan.pk, "own_theme": own_theme.pk, "sheet": sheet.pk,
        "agreement": agreement.pk, "signatory": signatory.pk,
        "document": document.pk, "obligation": obligation.pk, "need": need.pk,
        **_committees(plan),
    }  # fmt: skip


def _committees(plan: ActionPlan) -> dict[str, int]:
    """Return a committee that was held and what it came to, one that is planned, a template."""
    held, coming = committee_of(plan, -1), committee_of(plan, 30)
    PlanTemplate.objects.create(plan=plan, kind="docx", name="c.docx", content=b"PK", size=2)
    return {
        "committee": held.pk,
        "coming_committee": coming.pk,
        "attendance": held.attendances.create(written_name="La CCI").pk,
        "decision": held.decisions.create(text="Relancer").pk,
        "follow_up": held.follow_ups.create(text="Relancer").pk,
    }


def _boards(owner: User) -> dict[str, object]:
    """Return what a manager keeps of that plan for themselves, and a priority of a far region."""
    plan = ActionPlan.objects.order_by("-pk")[0]
    far = Perimeter.objects.filter(kind="region", country="FR").order_by("code")[0]
    calendar = CalendarLink.objects.create(user=owner, plan=plan)
    return {
        **_imports(plan),
        "saved_view": SavedView.objects.create(user=owner, plan=plan, name="Vue").pk,
        "priority": RegionalPriority.objects.create(region=far, title="Souder").pk,
        "calendar": token_of(calendar),
    }


def _imports(plan: ActionPlan) -> dict[str, int]:
    """Return a spreadsheet given to that plan whose columns are said, and one that waits."""
    made = []
    for state in ("mapped", "read"):
        row = PlanImport.objects.create(
            plan=plan, file_name="plan.csv", content="Action;Pilote\nUne école;UIMM".encode(),
            headings_row=0, uses={"0": {"field": "title"}}, state=state,
        )  # fmt: skip
        made.append(row.pk)
    return {"plan_import": made[0], "new_import": made[1]}
