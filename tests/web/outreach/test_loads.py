"""How often an organisation is asked, and why it is not to be, is for its people and partners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from outreach_world import TEXT, World, acting_as, program_of, signed

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, note_know_how
from terreau.web.apps.outreach.models import SolicitationLimit
from terreau.web.apps.outreach.selectors.loads import asking_of
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    send_question,
    write_question,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + timedelta(days=1)


def asked_often(company: Organisation) -> None:
    for _ in range(3):
        Solicitation.objects.create(organisation=company, kind=SolicitationKind.CALL)


def limited(**limit: object) -> Callable[[Organisation], object]:
    return lambda company: SolicitationLimit.objects.create(organisation=company, **limit)


REASONS: dict[str, Callable[[Organisation], object]] = {
    "never": limited(a_quarter=0),
    "later": limited(not_before=TOMORROW),
    "enough": asked_often,
    "no_address": lambda company: Organisation.objects.filter(pk=company.pk).update(email=""),
}


@pytest.fixture
def stranger(give: Callable[..., User], other_ti: Perimeter) -> User:
    """Return the project manager of another territory."""
    return give(Role.PROJECT_MANAGER, other_ti)


def test_a_stranger_reads_the_same_whatever_the_reason(
    world: World, stranger: User, other_ti: Perimeter
) -> None:
    company = world.company
    Organisation.objects.filter(pk=company.pk).update(visibility=Visibility.PUBLIC)
    note_know_how(
        acting=acting_as(world.keeper), organisation_id=company.pk,
        written=KnowHowFields("makes", "Anodisation de profilés", "public"),
        source=KnowHowSource.KEEPER,
    )  # fmt: skip
    question = write_question(
        acting=acting_as(stranger), written=QuestionFields(TEXT, other_ti, is_around=True)
    )
    page = f"/annuaire/questions/{question.pk}/envoyer/"
    address = f"/api/v1/territory-questions/{question.pk}/candidates"
    browser, program = signed(stranger), program_of(stranger)
    told = {}
    for reason, make in REASONS.items():
        make(company)
        company.refresh_from_db()
        asking = asking_of(acting_as(world.keeper).scope, [company], timezone.localdate())
        assert asking[company.pk].refusal == reason
        typed = {"name": company.name, "act": "add"}
        with pytest.raises(BadInput) as refusal:
            send_question(
                acting=acting_as(stranger), question_id=question.pk, organisation_ids=[company.pk]
            )
        shown = browser.post(page, typed).context["left_out"]
        told[reason] = (
            [(each.asking.refusal_said, each.asking.way_on, each.asking.load) for each in shown],
            browser.post(page, typed | {"act": "send", "organisation": company.pk}).status_code,
            browser.get(address, headers=program).json(),
            (refusal.value.what, refusal.value.value, refusal.value.remedy),
        )
        company.email = "val@exemple.fr"
        company.save()
        SolicitationLimit.objects.all().delete()
        Solicitation.objects.all().delete()
    first = told["never"]
    assert "n’est pas à solliciter pour l’instant" in first[0][0][0]
    assert first[3][1] == first[0][0][0]
    assert all(each == first for each in told.values())
    assert "not_now" in str(first[2])


def test_one_s_list_tells_of_others_only_what_one_asked(
    world: World, stranger: User, other_ti: Perimeter
) -> None:
    company = world.company
    Organisation.objects.filter(pk=company.pk).update(visibility=Visibility.PUBLIC)
    today = timezone.localdate()
    Solicitation.objects.create(
        organisation=company, kind="call", asked_by=stranger, perimeter=other_ti
    )
    # Tomorrow, so that it is in this quarter and is not the day on which the stranger asked.
    Solicitation.objects.create(
        organisation=company, kind="call", asked_by=world.keeper, asked_on=TOMORROW
    )
    SolicitationLimit.objects.create(organisation=company, a_quarter=0)

    def row(person: User) -> dict[str, object]:
        answer = signed(person).get("/api/v1/solicitations", headers=program_of(person)).json()
        return next(each for each in answer["organisations"] if each["name"] == company.name)

    kept, other = row(world.keeper), row(stranger)
    assert (kept["asked"], kept["a_quarter"], kept["last_on"]) == (2, 0, TOMORROW.isoformat())
    assert (other["asked"], other["a_quarter"], other["last_on"]) == (1, None, today.isoformat())
    assert "ne veut pas l’être" in signed(world.keeper).get("/annuaire/sollicitations/").text
    assert "ne veut pas l’être" not in signed(stranger).get("/annuaire/sollicitations/").text
