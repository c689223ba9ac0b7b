"""What became of needs, as each reader may know it: the page, its files, the paper."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from know_how_world import company_in
from plans_world import committee_of
from restitution_world import answered, contact_of, every_level, need_of, user_of

from terreau.web.apps.accounts.scope import NOBODY, Acting, Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.models import ActionPlan, Milestone, Need, Restitution
from terreau.web.apps.plans.selectors.needs import list_needs
from terreau.web.apps.plans.selectors.outcomes import outcomes_of
from terreau.web.apps.plans.selectors.restitution import (
    ContributorNeeds,
    count_told,
    list_contributors,
    told_of,
)
from terreau.web.apps.plans.selectors.sheets import list_sheets
from terreau.web.apps.plans.services.needs import drop_need
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
NAMELESS = "Notés sans nom d’organisation"


@pytest.fixture
def need(plan: ActionPlan, company: Organisation) -> Need:
    """Return a need that it raised, which everyone reads."""
    Need.objects.all().delete()
    return need_of(plan, company, "Un tourneur", visibility="public", raised_on=date(2026, 3, 2))


def told(scope: Scope, plan: ActionPlan) -> list[ContributorNeeds]:
    return told_of(scope, list_contributors(scope, plan))


def sentences(scope: Scope, need: Need) -> list[str]:
    (outcome,) = outcomes_of(scope, [Need.objects.get(pk=need.pk)])
    return outcome.sentences


def test_a_need_that_nobody_looked_at_says_so(need: Need) -> None:
    assert sentences(NOBODY, need) == [
        "Noté le 2 mars 2026, pas encore vérifié.",
        "Aucune fiche que vous lisez n’y répond encore.",
    ]


def test_a_verified_need_says_with_whom_and_its_sheets(need: Need, plan: ActionPlan) -> None:
    Need.objects.update(
        state="verified", verified_on=date(2026, 4, 1), verified_with="deux ateliers."
    )
    sheet = answered(need, plan, title="Une école", state="in_progress", visibility="public")
    soon = timezone.localdate() + timedelta(days=9)
    Milestone.objects.create(sheet=sheet, title="Ouvrir", due_on=soon)
    Milestone.objects.create(sheet=sheet, title="Bâtir", due_on=date(2026, 1, 1), done_on=soon)
    public, closed = committee_of(plan, -40, is_public=True), committee_of(plan, -2)
    public.decisions.create(sheet=sheet, text="Chercher un lieu")
    closed.decisions.create(sheet=sheet, text="Le lieu est trouvé")
    first, second = sentences(NOBODY, need)
    assert first == "Vérifié le 1er avril 2026 : deux ateliers."
    assert second.startswith("F1 Une école : « En cours » ; prochain jalon, le ")
    assert second.endswith(" : Ouvrir ; " + second.rpartition(" ; ")[2])
    assert second.endswith(": Chercher un lieu")


def test_a_milestone_that_is_past_is_waited_for(need: Need, plan: ActionPlan) -> None:
    sheet = answered(need, plan, state="in_progress", visibility="public")
    Milestone.objects.create(sheet=sheet, title="Ouvrir", due_on=date(2026, 1, 5))
    assert "jalon attendu depuis le 5 janvier 2026 : Ouvrir" in sentences(NOBODY, need)[1]
    sheet.state = "abandoned"
    sheet.save()
    assert sentences(NOBODY, need)[1] == "F1 Fiche F1 : « Abandonnée »"


def test_a_dropped_need_says_why_and_which_day(acting: Acting, need: Need) -> None:
    drop_need(acting=acting, need_id=need.pk, reason="le poste est pourvu.")
    (said,) = sentences(NOBODY, need)
    assert said.startswith("Écarté le ")
    assert said.endswith(" : le poste est pourvu.")
    Need.objects.update(dropped_on=None)
    assert sentences(NOBODY, need) == ["Écarté : le poste est pourvu."]


def test_needs_are_told_by_contributor(
    acting: Acting, need: Need, plan: ActionPlan, ti: Perimeter, company: Organisation
) -> None:
    hidden = company_in(ti, "Cachée", visibility="private")
    need_of(plan, hidden, "Un secret d’atelier", visibility="public")
    need_of(plan, None, "Noté au petit déjeuner", visibility="public")
    need_of(plan, None, "Des emplois perdus", figure_label="2024", visibility="public")
    titles = [each.title for each in list_contributors(acting.scope, plan)]
    assert titles == ["Cachée", "Forge d’essai", "Lus dans les chiffres", NAMELESS]
    seen = {each.title: [n.title for n in each.needs] for each in list_contributors(NOBODY, plan)}
    assert seen[company.name] == ["Un tourneur"]
    # Whose need it is cannot be told from one that the team noted.
    assert set(seen[NAMELESS]) == {"Un secret d’atelier", "Noté au petit déjeuner"}
    for number in (hidden.pk, 999_999, 0):
        page = Client().get(f"/plans/{plan.pk}/restitution/?organisation={number}")
        assert page.status_code == 404
    page = Client().get(f"/plans/{plan.pk}/restitution/?organisation={company.pk}")
    assert "Un tourneur" in page.text
    assert "Des emplois perdus" not in page.text


@pytest.mark.parametrize("suffix", ["/", ".csv", "/feuille.docx"])
def test_a_sheet_that_a_reader_does_not_see_changes_nothing_of_what_they_read(
    need: Need, plan: ActionPlan, suffix: str
) -> None:
    def read() -> str:
        answer = Client().get(f"/plans/{plan.pk}/restitution{suffix}")
        assert answer.status_code == 200
        return text_of(answer.content) if suffix.endswith("docx") else answer.text

    before = read()
    sheet = answered(need, plan, title="Discrète", visibility="partners")
    committee_of(plan, -2, is_public=True).decisions.create(sheet=sheet, text="Y aller")
    assert read() == before
    sheet.visibility = "public"
    sheet.save()
    assert "Discrète" in read()


def test_what_each_reader_is_told_is_what_they_read_elsewhere(
    acting: Acting, duo: Acting, neighbour: Acting, member: Acting, plan: ActionPlan,
    company: Organisation, need: Need,
) -> None:  # fmt: skip
    every = list(every_level(plan, company, user_of(member)))
    assert len(every) == 16
    for scope in (NOBODY, acting.scope, duo.scope, neighbour.scope, member.scope):
        needs = set(list_needs(scope, perimeter=plan.perimeter).values_list("pk", flat=True))
        sheets = set(list_sheets(scope).filter(plan=plan).values_list("pk", flat=True))
        outcomes = [outcome for each in told(scope, plan) for outcome in each.outcomes]
        assert {outcome.need.pk for outcome in outcomes} == needs
        read = {fact.sheet.pk for each in outcomes for fact in each.facts if fact.sheet}
        assert read == {
            sheet.pk for need, sheet in every if need.pk in needs and sheet.pk in sheets
        }
        assert count_told(list_contributors(scope, plan)).answered == len(read)


def test_the_paper_holds_what_the_territory_reads_even_made_by_who_keeps_it(
    reader: Client, member: Acting, plan: ActionPlan, company: Organisation, need: Need
) -> None:
    every = list(every_level(plan, company, user_of(member)))
    wide = {"public", "territory"}
    paper = text_of(reader.get(f"/plans/{plan.pk}/restitution/feuille.docx").content)
    file = reader.get(f"/plans/{plan.pk}/restitution.csv").text
    for raised, sheet in every:
        is_read = raised.visibility in wide
        assert (raised.title in paper) is is_read
        assert (sheet.title in paper) is (is_read and sheet.visibility in wide)
        assert raised.title in file
    outside = text_of(Client().get(f"/plans/{plan.pk}/restitution/feuille.docx").content)
    assert all((raised.title in outside) is (raised.visibility == "public") for raised, _ in every)
    assert reader.get(f"/plans/{plan.pk}/restitution/feuille.pdf").content[:4] == b"%PDF"
    assert reader.get(f"/plans/{plan.pk}/restitution/feuille.pptx").status_code == 404


def test_when_somebody_was_told_is_for_partners_and_its_members(
    acting: Acting, duo: Acting, member: Acting, neighbour: Acting, plan: ActionPlan,
    company: Organisation, need: Need, ti: Perimeter,
) -> None:  # fmt: skip
    need_of(plan, company_in(ti, "Zinguerie"), "De la place", visibility="public")
    row = Restitution.objects.create(
        key="0b6f8a4e-1f4c-4a94-9d9c-5f4d8e1c2b3a", plan=plan, organisation=company,
        need_count=1, reader_count=1, facts=[f"need:{need.pk}:raised"],
    )  # fmt: skip
    for scope in (acting.scope, duo.scope):
        never, then = told(scope, plan)
        assert (never.contributor.title, never.contributor.is_told_read) == ("Zinguerie", True)
        assert then.contributor.last == row
    own, other = told(member.scope, plan)
    assert (own.contributor.title, own.contributor.last) == ("Zinguerie", None)
    assert other.contributor.last == row
    for scope in (NOBODY, neighbour.scope):
        assert all(
            (each.contributor.last, each.contributor.is_told_read, each.has_news)
            == (None, False, False)
            for each in told(scope, plan)
        )
    assert "Compte rendu" not in Client().get(f"/plans/{plan.pk}/restitution.csv").text.replace(
        "Compte rendu le", "", 1
    )


def test_the_page_asks_no_more_as_needs_grow(
    reader: Client, need: Need, plan: ActionPlan, ti: Perimeter
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader.get(f"/plans/{plan.pk}/restitution/").status_code == 200
        return len(asked)

    answered(need, plan, visibility="public")
    count()
    few = count()
    for rank in range(12):
        more = need_of(plan, company_in(ti, f"Atelier {rank}"), f"Besoin {rank}")
        answered(more, plan, f"G{rank}", visibility="public")
    assert count() == few


def test_a_plan_without_needs_says_so(plan: ActionPlan) -> None:
    Need.objects.all().delete()
    page = Client().get(f"/plans/{plan.pk}/restitution/")
    assert "Aucun besoin n’est noté ici" in page.text
    paper = Client().get(f"/plans/{plan.pk}/restitution/feuille.docx")
    assert "Aucun besoin n’est noté ici" in text_of(paper.content)


def test_keepers_are_led_there_and_others_are_not(
    reader: Client, need: Need, plan: ActionPlan, company: Organisation
) -> None:
    address = f"/plans/{plan.pk}/restitution/{company.pk}/"
    for page in (f"/plans/besoins/{need.pk}/", f"/plans/{plan.pk}/restitution/"):
        assert address in reader.get(page).text
        assert address not in Client().get(page).text
    assert f"/plans/{plan.pk}/restitution/" in Client().get(f"/plans/{plan.pk}/besoins/").text


def test_nobody_gives_back_to_whom_they_do_not_see(
    reader: Client, neighbour: Acting, need: Need, plan: ActionPlan, ti: Perimeter
) -> None:
    silent = company_in(ti, "Sans besoin")
    contact_of(silent, "silence@exemple.fr")
    for number in (silent.pk, 999_999):
        assert reader.get(f"/plans/{plan.pk}/restitution/{number}/").status_code == 404
    other = Client()
    other.force_login(user_of(neighbour))
    assert need.organisation is not None
    page = other.get(f"/plans/{plan.pk}/restitution/{need.organisation.pk}/")
    assert page.status_code == 404


def text_of(content: bytes) -> str:
    """Return all the words of a document."""
    found = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in found.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(each.text for each in found.paragraphs), *cells))
