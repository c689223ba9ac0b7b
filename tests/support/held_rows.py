"""One row of each kind that who does what holds of a person."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone
from plans_world import sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Mailing, MailingCopy, Objection
from terreau.web.apps.directory.message import Message
from terreau.web.apps.directory.models import Contact, Mandate, Organisation, Solicitation
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.funding.models import Scheme, SchemeVersion, StatedFact
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Membership,
    SpaceNote,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.outreach.models import Promise, TerritoryQuestion, Visit
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Agreement,
    AgreementEvent,
    CalendarLink,
    Committee,
    Digest,
    Document,
    Label,
    LabelEvent,
    Need,
    PlanImport,
    RegionalPriority,
    Restitution,
    SavedView,
    SheetComment,
    SheetEvent,
    Subscription,
)
from terreau.web.apps.territories.models import Perimeter

DAY = date(2026, 1, 1)


def hold_of(person: User, friend: User, organisation: Organisation, ti: Perimeter) -> None:
    """Write one row of each kind, of a person."""
    scheme = Scheme.objects.create(name="Aide", kind="grant")
    SchemeVersion.objects.create(scheme=scheme, number=1, written_by=person)
    StatedFact.objects.create(
        organisation=organisation, fact="invests", value=True, stated_by=person
    )
    visit = Visit.objects.create(organisation=organisation, noted_by=person, met="Anne")
    Promise.objects.create(visit=visit, text="Appeler", promised_by=person, due_on=DAY)
    words = "Qui sait ? Appelez Claire (claire@exemple.fr, 06 12 34 56 78)"
    for state in ("draft", "sent"):
        TerritoryQuestion.objects.create(
            text=words, lesson="Claire sait", perimeter=ti, asked_by=person, state=state
        )
    Contact.objects.create(
        organisation=organisation, role="contact", name="Claire", email=person.email,
        asked_on=timezone.localdate(),
    )  # fmt: skip
    said = {"perimeter": ti, "subject": "Visites", "text": "Bonjour"}
    Mailing.objects.create(key=uuid.uuid4(), sender=person, **said)
    other = Mailing.objects.create(key=uuid.uuid4(), sender=friend, **said)
    MailingCopy.objects.create(mailing=other, reader=person)
    role = Mandate.objects.create(holder=friend, role="observer", perimeter=ti, valid_from=DAY)
    for sender, reader in ((person, friend), (friend, person)):
        Message.objects.create(key=uuid.uuid4(), sender=sender, reader=reader, mandate=role)
    Objection.objects.create(digest=address_digest(person.email), organisation=organisation)
    Solicitation.objects.create(
        organisation=organisation, kind="call", asked_by=person, about=words
    )
    RegisterRun.objects.create(
        register="file", perimeter=ti, asked_by=person, entries=[{"name": "Chez Claire"}],
        rejected=[{"line": 2, "value": "Claire", "reason": "siret"}],
    )  # fmt: skip
    away = Organisation.objects.create(name="Club", folded_name="club", kind="association")
    Membership.objects.create(
        organisation=organisation, association=away, valid_from=DAY, noted_by=person
    )
    Supply.objects.create(
        supplier=organisation, customer=away, what="Fonte", valid_from=DAY, noted_by=person
    )
    space = CooperationSpace.objects.create(
        name="Chaleur", purpose="Relier", perimeter=ti, opened_by=person
    )
    SpaceParticipation.objects.create(
        space=space, organisation=organisation, valid_from=DAY, noted_by=person
    )
    Introduction.objects.create(
        perimeter=ti, offers=organisation, seeks=away, offered="Fonte", sought="De la fonte",
        state="later", again_on=DAY, word="Après l’été", noted_by=person,
    )  # fmt: skip
    SpaceNote.objects.create(space=space, text="Bonjour", written_by=person)
    _hold_in_plans(person, organisation, ti)


def _hold_in_plans(person: User, organisation: Organisation, ti: Perimeter) -> None:
    """Write one row of each kind that plans hold of a person."""
    plan = ActionPlan.objects.create(perimeter=ti, title="Plan d’essai", phase=2)
    sheet = sheet_of(plan, created_by=person)
    SheetEvent.objects.create(
        sheet=sheet, act="hold", before="draft", after="on_hold", on=DAY, told_by=person,
        reason="Claire attend un permis",
    )  # fmt: skip
    SheetComment.objects.create(sheet=sheet, text="Claire sait", written_by=person)
    Need.objects.create(
        perimeter=ti, title="Un tourneur", description="Dit par Claire",
        organisation=organisation, raised_by=person,
    )  # fmt: skip
    Committee.objects.create(
        plan=plan, kind="steering", on=DAY, state="held", minutes="Claire a dit", written_by=person
    )
    Restitution.objects.create(
        key=uuid.uuid4(), plan=plan, organisation=organisation, told_by=person, need_count=1,
        reader_count=1,
    )  # fmt: skip
    _hold_around_plans(person, plan, sheet)


def _hold_around_plans(person: User, plan: ActionPlan, sheet: ActionSheet) -> None:
    """Write one row of each kind that hangs on a plan, or that a person keeps of it."""
    now = timezone.now()
    label, _is_new = Label.objects.get_or_create(perimeter=plan.perimeter, phase=1)
    LabelEvent.objects.create(
        label=label, act="apply", after="candidate", on=DAY, told_by=person, words="Dit par Claire"
    )
    agreement = Agreement.objects.create(plan=plan, kind="contrat", title="Contrat")
    AgreementEvent.objects.create(
        agreement=agreement, act="end", before="prepared", after="ended", on=DAY, told_by=person
    )
    Document.objects.create(
        plan=plan, agreement=agreement, name="contrat.txt", kind="txt", size=7, sha256="0" * 64,
        added_by=person, removed_by=person, removed_at=now,
    )  # fmt: skip
    PlanImport.objects.create(
        plan=plan, file_name="plan.xlsx", state="dropped", started_by=person, ended_by=person,
        ended_at=now,
    )  # fmt: skip
    region = Perimeter.objects.filter(kind="region").earliest("code")
    RegionalPriority.objects.create(region=region, title="Souder", written_by=person)
    SavedView.objects.create(user=person, plan=plan, name="Vue")
    Subscription.objects.create(user=person, sheet=sheet)
    Digest.objects.create(user=person)
    CalendarLink.objects.create(user=person, plan=plan)
