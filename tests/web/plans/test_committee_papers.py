"""The papers of a committee say what its page says, on the template of the territory."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pptx
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document as Docx
from plans_world import as_, committee_of, person_with, plan_in, sheet_of

from terreau.core.errors import NotHere
from terreau.reporting.carried_text import text_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import (
    ActionPlan,
    Committee,
    CommitteeDecision,
    CostLine,
    FollowUp,
    Milestone,
    PlanTemplate,
)
from terreau.web.apps.plans.services.templates import LARGEST, drop_template, keep_template
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PPTX, DOCX = "Charte.pptx", "Charte.docx"


@pytest.fixture
def coming() -> Committee:
    """Return the committee of the example that is planned."""
    return Committee.objects.get(plan__perimeter__code="2:ti-x01", state="planned")


def flat(text: str | None) -> str:
    """Return a text on one line, its spaces alike."""
    return " ".join((text or "").replace("\u202f", " ").replace("\u00a0", " ").split())


def said_by(client: Client, address: str) -> str:
    """Return what a paper says."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return flat(text_of(answer.content))


def own_deck() -> bytes:
    """Return a territory's presentation: its own size and name of layout, one slide of its own."""
    deck = pptx.Presentation()
    deck.slide_layouts[5].name = "Titre de la vallée"
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "À ne pas garder"
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def own_document() -> bytes:
    """Return a territory's document: its own margins, some words."""
    document = Docx()
    document.sections[0].left_margin = 1_234_440
    document.add_paragraph("À ne pas garder")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize("suffix", ["pdf", "pptx", "docx"])
def test_a_paper_says_what_the_page_says(reader: Client, coming: Committee, suffix: str) -> None:
    review = reader.get(f"/plans/comites/{coming.pk}/").context["review"]
    said = said_by(reader, f"/plans/comites/{coming.pk}/dossier.{suffix}")
    assert review.to_decide
    assert review.moved
    assert review.gains
    for line in (*review.to_decide, *review.moved):
        assert flat(str(line.row.sheet)) in said
        for sentence in line.said:
            assert flat(sentence).replace(";", "").replace("?", "").split("(")[0].strip()[:40] in (
                said.replace(";", "").replace("?", "")
            )
    for line in (*review.late, *review.waiting, *review.done):
        assert flat(line.row.text) in said
    for point in coming.agenda.splitlines():
        assert flat(point).rstrip("?").strip() in said
    assert "Pour les partenaires du territoire" in said


def test_minutes_hold_who_was_there_what_was_decided_and_what_follows(reader: Client) -> None:
    held = Committee.objects.filter(plan__perimeter__code="2:ti-x01", state="held").first()
    assert held is not None
    for suffix in ("pdf", "docx", "pptx"):
        said = said_by(reader, f"/plans/comites/{held.pk}/compte-rendu.{suffix}")
        told = [each.text for each in (*held.decisions.all(), *held.follow_ups.all())]
        told += [each.name for each in held.attendances.all()]
        told += [line.split(";")[0].strip() for line in held.minutes.splitlines()]
        for each in told:
            assert flat(each) in said, suffix


def test_the_page_of_the_duo_is_one_page(reader: Client, plan: ActionPlan) -> None:
    committee_of(plan, -60)
    coming = committee_of(plan, 10)
    for number in range(20):
        title = " ".join(["Une action dont le titre est vraiment très long"] * 4)[:190]
        sheet = sheet_of(plan, f"F{number}", title=title, state="presented")
        CostLine.objects.create(sheet=sheet, label="Tout", planned_eur_cents=123_456_789)
        for step in range(4):
            Milestone.objects.create(
                sheet=sheet, title=f"Jalon {step} " + "long " * 30, due_on=TODAY
            )
            FollowUp.objects.create(
                committee=coming, text="Relancer " * 30, due_on=TODAY - timedelta(days=1)
            )
    content = reader.get(f"/plans/comites/{coming.pk}/binome.pdf").content
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    assert "14 autres fiches" in flat(pages[0].extract_text())


def test_the_page_of_the_duo_uses_its_room_and_cuts_nothing(
    reader: Client, plan: ActionPlan
) -> None:
    coming = committee_of(plan, 10)
    for number in range(9):
        sheet_of(plan, f"F{number}", title=f"Une action courte {number}", state="presented")
    content = reader.get(f"/plans/comites/{coming.pk}/binome.pdf").content
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    said = flat(pages[0].extract_text())
    assert len(pages) == 1
    assert all(f"Une action courte {number}" in said for number in range(9))
    assert "…" not in said


def test_a_public_reader_is_given_nothing_of_partners(client: Client, ti: Perimeter) -> None:
    plan = plan_in(ti, "Plan public")
    committee = committee_of(plan, -1, is_public=True, minutes="Dit en public")
    public = sheet_of(plan, "P1", title="Fiche publique", state="presented", visibility="public")
    hidden = sheet_of(plan, "P2", title="Fiche discrète", state="presented", visibility="partners")
    for sheet in (public, hidden):
        CostLine.objects.create(sheet=sheet, label="Tout", planned_eur_cents=777_00)
        CommitteeDecision.objects.create(
            committee=committee, sheet=sheet, text=f"Décision {sheet.code}"
        )
        FollowUp.objects.create(committee=committee, sheet=sheet, text=f"Suite {sheet.code}")
    at = f"/plans/comites/{committee.pk}"
    papers = [said_by(client, f"{at}/{name}") for name in ("dossier.pdf", "compte-rendu.docx")]
    lists = [
        client.get(f"/plans/{plan.pk}/listes/{what}.csv").content.decode()
        for what in ("decisions", "suites")
    ]
    page = client.get(f"{at}/").content.decode()
    everything = "\n".join([*papers, *lists, page])
    assert "Fiche publique" in everything
    assert "Décision P1" in everything
    for secret in ("discrète", "P2", "777", "Non financée", "Pour les partenaires"):
        assert secret not in everything


def test_what_is_no_paper_is_not_there(reader: Client, coming: Committee) -> None:
    at = f"/plans/comites/{coming.pk}"
    for name in ("binome.docx", "dossier.xlsx", "menu.pdf", "compte-rendu.pdf"):
        assert reader.get(f"{at}/{name}").status_code == 404
    assert Client().get(f"{at}/dossier.pdf").status_code == 404


def test_the_template_of_the_plan_is_used_and_its_slides_are_not(
    acting: Acting, reader: Client, plan: ActionPlan
) -> None:
    committee = committee_of(plan, 5)
    keep_template(acting=acting, plan_id=plan.pk, name=PPTX, content=own_deck())
    keep_template(acting=acting, plan_id=plan.pk, name=DOCX, content=own_document())
    content = reader.get(f"/plans/comites/{committee.pk}/dossier.pptx").content
    deck = pptx.Presentation(io.BytesIO(content))
    assert deck.slide_width == pptx.Presentation().slide_width  # 4:3, ours are 16:9
    assert "Titre de la vallée" in {slide.slide_layout.name for slide in deck.slides}
    assert "À ne pas garder" not in flat(text_of(content))
    content = reader.get(f"/plans/comites/{committee.pk}/dossier.docx").content
    assert Docx(io.BytesIO(content)).sections[0].left_margin == 1_234_440
    assert "À ne pas garder" not in flat(text_of(content))
    drop_template(acting=acting, plan_id=plan.pk, kind="pptx")
    content = reader.get(f"/plans/comites/{committee.pk}/dossier.pptx").content
    assert pptx.Presentation(io.BytesIO(content)).slide_width != deck.slide_width
    with pytest.raises(NotHere):
        drop_template(acting=acting, plan_id=plan.pk, kind="pptx")


def test_a_template_sent_this_time_is_used_and_not_kept(reader: Client, plan: ActionPlan) -> None:
    committee = committee_of(plan, 5)
    at = f"/plans/comites/{committee.pk}/dossier.pptx"
    sent = SimpleUploadedFile(PPTX, own_deck())
    content = reader.post(at, {"template": sent}).content
    assert "Titre de la vallée" in {
        slide.slide_layout.name for slide in pptx.Presentation(io.BytesIO(content)).slides
    }
    assert not PlanTemplate.objects.filter(plan=plan).exists()
    answer = reader.post(at, {"template": SimpleUploadedFile(PPTX, b"PK rien")})
    assert answer.status_code == 400
    assert "une présentation PowerPoint" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (PPTX, b"rien", "une présentation PowerPoint"),
        (PPTX, own_document(), "une présentation PowerPoint"),
        (DOCX, own_deck(), "un document Word"),
        (DOCX, b"\xd0\xcf\x11\xe0vieux", "mot de passe"),
        ("charte.pdf", b"%PDF-1.7", "ni une présentation ni un document"),
        (PPTX, b"x" * (LARGEST + 1), "trop lourd"),
    ],
)
def test_a_wrong_template_is_refused_with_why(
    reader: Client, acting: Acting, plan: ActionPlan, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(BadField, match=said):
        keep_template(acting=acting, plan_id=plan.pk, name=name, content=content)
    answer = reader.post(
        f"/plans/{plan.pk}/modeles/", {"template": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not PlanTemplate.objects.filter(plan=plan).exists()


def test_templates_are_kept_and_given_back_by_who_keeps_the_plan(
    reader: Client, ti: Perimeter, plan: ActionPlan
) -> None:
    at = f"/plans/{plan.pk}/modeles/"
    for _twice in "ab":
        sent = SimpleUploadedFile(PPTX, own_deck())
        assert reader.post(at, {"template": sent}).status_code == 302
    assert PlanTemplate.objects.get(plan=plan).name == PPTX
    assert PPTX in reader.get(at).content.decode()
    assert pptx.Presentation(io.BytesIO(reader.get(f"{at}pptx/fichier").content))
    partner = Client()
    partner.force_login(person_with("state_referent", ti))
    assert partner.get(at).status_code == 404
    assert partner.get(f"{at}pptx/fichier").status_code == 404
    assert partner.post(f"{at}pptx/retirer/").status_code == 404
    other = as_(person_with("state_referent", ti))
    with pytest.raises(NotHere):
        keep_template(acting=other, plan_id=plan.pk, name=PPTX, content=own_deck())


@pytest.mark.parametrize("suffix", ["pdf", "docx", "pptx"])
def test_the_report_of_a_year_says_what_its_page_says(reader: Client, suffix: str) -> None:
    plan = ActionPlan.objects.get(perimeter__code="2:ti-x01")
    year = Committee.objects.filter(plan=plan, state="held").latest("on").on.year
    page = reader.get(f"/plans/{plan.pk}/bilan/{year}/")
    shown, figures = page.context["shown"], page.context["figures"]
    said = said_by(reader, f"/plans/{plan.pk}/bilan/{year}.{suffix}")
    assert shown.committees
    assert shown.money
    assert shown.indicators
    assert figures
    for told in (
        *(each.indicator.name for _row, each in shown.indicators),
        *(word for each in figures for word in (each.label, each.display)),
        *(each.text for each in shown.decisions),
        *(str(line.row.sheet) for line in shown.moved),
        *(part.name for part in (*shown.axes, *shown.themes)),
        *(cell for row in shown.money_rows for cell in row),
    ):
        assert flat(told) in said


def test_a_year_counts_states_as_they_were(reader: Client, plan: ActionPlan) -> None:
    last = TODAY.year - 1
    made = timezone.now() - timedelta(days=900)
    sheet = sheet_of(plan, state="in_progress", created_at=made)
    sheet.events.create(act="start", before="validated", after="in_progress", on=TODAY)
    sheet_of(plan, "F2", state="idea")
    before = reader.get(f"/plans/{plan.pk}/bilan/{last}/").context["shown"]
    now = reader.get(f"/plans/{plan.pk}/bilan/{TODAY.year}/").context["shown"]
    assert before.states == [("validated", 1, 1)]
    assert now.states == [("idea", 0, 1), ("validated", 1, 0), ("in_progress", 0, 1)]
    assert [line.row.sheet.code for line in now.moved] == ["F1", "F2"]
    assert before.end == date(last, 12, 31)
    for year in (0, 1999, TODAY.year + 1):
        assert reader.get(f"/plans/{plan.pk}/bilan/{year}/").status_code == 404
    assert reader.get(f"/plans/{plan.pk}/bilan/{last}.xlsx").status_code == 404
