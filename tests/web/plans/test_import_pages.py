"""The pages by which a spreadsheet is brought into a plan, without JavaScript."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from messy_plans import csv_plan, messy_plan

from terreau.web.apps.plans.models import ActionPlan, PlanImport

pytestmark = pytest.mark.django_db


def sent(reader: Client, plan: ActionPlan, content: bytes, name: str = "plan.xlsx") -> PlanImport:
    """Send a file by the page, and take its columns as they are shown."""
    address = f"/plans/{plan.pk}/importer/"
    answer = reader.post(address, {"file": SimpleUploadedFile(name, content)})
    row = plan.imports.get()
    assert answer["Location"] == f"/plans/imports/{row.pk}/colonnes/"
    page = reader.get(answer["Location"])
    data = {
        field.html_name: field.value()
        for column in page.context["columns"]
        for field in column.form
        if field.value() not in (None, False)
    }
    assert reader.post(answer["Location"], data)["Location"] == f"/plans/imports/{row.pk}/"
    row.refresh_from_db()
    return row


def words(reader: Client, address: str) -> str:
    """Return a page, its spaces as a keyboard writes them."""
    page = reader.get(address).content.decode()
    return page.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


def test_a_messy_plan_from_its_file_to_its_sheets(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, messy_plan())
    here = f"/plans/imports/{row.pk}/"
    said = words(reader, here)
    assert "Le fichier indique « 12 à 15 »" in said
    assert "31/02/2026" in said
    assert "la même action que la ligne 10" in said
    assert "2 axes seront ajoutés : Attirer ; Recruter" in said
    data = {"shown": ["7:8", "8:6"], "cell-7:8": "13 k€", "cell-8:6": "28/02/2026"}
    assert reader.post(here, data).status_code == 302
    again = words(reader, here)
    assert "12 à 15" not in again
    assert "31/02/2026" not in again
    reader.post(here, {"confirm_all": "1"})
    page = reader.get(here)
    assert page.context["preview"].waiting == 0
    reader.post(here, {"accept": "1"})
    assert plan.sheets.count() == 6
    friche = plan.sheets.get(title__startswith="Réhabiliter")
    assert str(friche.ends_on) == "2026-02-28"
    brand = plan.sheets.get(title__startswith="Vendre")
    assert [line.planned_eur_cents for line in brand.cost_lines.all()] == [1_300_000]
    done = reader.get(here).content.decode()
    assert "Votre tableau est dans le plan" in done
    assert f"/plans/fiches/{friche.pk}/" in done
    assert reader.get(f"{here}colonnes/").status_code == 302
    reader.post(here, {"accept": "1"})
    assert plan.sheets.count() == 6


def test_what_is_typed_is_kept_when_one_comes_back(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, csv_plan("Action;Coût\nÉcole;12 à 15\nHalle;env. 12 k€"), "p.csv")
    here = f"/plans/imports/{row.pk}/"
    reader.post(here, {"shown": ["2:1", "3:1"], "cell-2:1": "treize", "cell-3:1": "env. 12 k€"})
    page = reader.get(here).content.decode()
    assert 'value="treize"' in page
    row.refresh_from_db()
    assert row.answers == {"2:1": {"text": "treize"}}
    reader.post(here, {"shown": ["3:1"], "cell-3:1": "env. 12 k€", "ok-3:1": "on"})
    assert reader.get(here).context["preview"].waiting == 0
    reader.post(here, {"lines": "1", "in": ["3"]})
    reader.post(here, {"accept": "1"})
    assert [sheet.title for sheet in plan.sheets.all()] == ["Halle"]


def test_a_sheet_that_is_there_changes_only_as_one_ticks(reader: Client, plan: ActionPlan) -> None:
    first = sent(reader, plan, csv_plan("Action;Objectif;Pilote\nÉcole;;UIMM"), "p.csv")
    reader.post(f"/plans/imports/{first.pk}/", {"accept": "1"})
    first.delete()
    row = sent(reader, plan, csv_plan("Action;Objectif;Lieu\nÉcole;Former;Nantes"), "p.csv")
    here = f"/plans/imports/{row.pk}/"
    page = words(reader, here)
    assert "Objectifs : prendre ce que dit le fichier" in page
    reader.post(here, {"shown-line": ["2"], "take-2": ["objectives"]})
    assert reader.get(here).content.decode().count(" checked") >= 1
    reader.post(here, {"accept": "1"})
    school = plan.sheets.get()
    assert (school.objectives, school.place_name) == ("Former", "")
    row.delete()
    row = sent(reader, plan, csv_plan("Action;Objectif;Lieu\nÉcole;Autre;Nantes"), "p.csv")
    here = f"/plans/imports/{row.pk}/"
    reader.post(here, {"fill": "1"})
    reader.post(here, {"accept": "1"})
    school.refresh_from_db()
    assert (school.objectives, school.place_name) == ("Former", "Nantes")


def test_another_line_of_headings_and_a_wrong_file(reader: Client, plan: ActionPlan) -> None:
    address = f"/plans/{plan.pk}/importer/"
    page = reader.post(address, {"file": SimpleUploadedFile("p.pdf", b"%PDF-1.4 plan")})
    assert page.status_code == 400
    assert "PDF" in page.content.decode()
    assert reader.post(address).status_code == 400
    reader.post(address, {"file": SimpleUploadedFile("p.csv", csv_plan("Bla\nTruc\nÉcole"))})
    row = plan.imports.get()
    here = f"/plans/imports/{row.pk}/"
    assert "n’ont pas été trouvés" in reader.get(f"{here}colonnes/").content.decode()
    assert reader.post(f"{here}colonnes/").status_code == 400
    assert reader.post(f"{here}titres/", {"line": "77", "depth": "1"}).status_code == 400
    assert reader.post(f"{here}titres/", {"line": "2", "depth": "1"}).status_code == 302
    data = {"c0-field": "title"}  # the rest is asked of amounts alone
    assert reader.post(f"{here}colonnes/", data | {"c0-field": "code"}).status_code == 400
    assert reader.post(f"{here}colonnes/", data | {"c0-field": "zz"}).status_code == 400
    assert reader.post(f"{here}colonnes/", data).status_code == 302
    reader.post(here, {"accept": "1"})
    assert plan.sheets.get().title == "École"


def test_it_is_dropped_and_named_in_the_list(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, csv_plan("Action\nÉcole"), "p.csv")
    assert "p.csv" in reader.get(f"/plans/{plan.pk}/importer/").content.decode()
    reader.post(f"/plans/imports/{row.pk}/abandonner/")
    row.refresh_from_db()
    assert (row.state, row.content) == ("dropped", None)
    assert "abandonné" in reader.get(f"/plans/imports/{row.pk}/").content.decode()


def test_one_press_corrects_confirms_chooses_and_imports(reader: Client, plan: ActionPlan) -> None:
    """Everything that a page says is kept by the button that imports, too."""
    content = csv_plan("Axe;Action;Coût;Fin\nAxe 1 : Former;École;12 à 15;31/12/2027\n;Halle;3 k€;")
    row = sent(reader, plan, content, "p.csv")
    here = f"/plans/imports/{row.pk}/"
    said = words(reader, here)
    assert "1 axe sera ajouté : Former" in said
    assert "fin : 31 décembre 2027" in said
    whole = {"shown": ["2:2"], "lines": "1", "in": ["2"], "accept": "1"}
    # A doubt that nobody settled: nothing is written, what was said is kept.
    assert reader.post(here, whole | {"cell-2:2": "12 à 15"}).status_code == 302
    assert not plan.sheets.exists()
    assert "Un doute attend votre réponse" in words(reader, here)
    # A correction that is not understood is looked at first.
    reader.post(here, whole | {"cell-2:2": "treize"})
    assert not plan.sheets.exists()
    assert "Une correction n’est pas comprise" in words(reader, here)
    reader.post(here, whole | {"cell-2:2": "13 k€"})
    school = plan.sheets.get()
    assert school.title == "École"
    assert [line.planned_eur_cents for line in school.cost_lines.all()] == [1_300_000]


def test_what_is_refused_keeps_its_ticks(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, csv_plan("Action;Coût\nÉcole;12 à 15\nHalle;3 k€"), "p.csv")
    here = f"/plans/imports/{row.pk}/"
    data = {"shown": ["2:1"], "cell-2:1": "x" * 8001, "lines": "1", "in": ["2"], "accept": "1"}
    page = reader.post(here, data | {"page": "2"})
    assert page.status_code == 400
    assert page.context["ticked"] == {"in-2"}
    assert page.context["changed"].number == 1  # the very page that was sent
    assert not plan.sheets.exists()


def test_a_page_of_lines_is_kept_and_left(reader: Client, plan: ActionPlan) -> None:
    """The next lines come after what the page says is kept, whatever page is asked."""
    row = sent(reader, plan, csv_plan("Action\nÉcole"), "p.csv")
    here = f"/plans/imports/{row.pk}/"
    answer = reader.post(here, {"lines": "1", "in": [], "page": "2\n&x=//elsewhere"})
    assert answer["Location"] == f"{here}?page=2%0A%26x%3D%2F%2Felsewhere#changed-title"
    row.refresh_from_db()
    assert row.choices == {"2": {"what": "leave"}}
    assert reader.get(answer["Location"]).status_code == 200


def test_the_lead_that_somebody_writes_first_is_no_doubt(reader: Client, plan: ActionPlan) -> None:
    content = csv_plan("Action;Pilote / partenaires\nÉcole;CCI / UIMM")
    row = sent(reader, plan, content, "p.csv")
    here = f"/plans/imports/{row.pk}/"
    assert "« CCI », nommé en premier, est lu comme le pilote" in words(reader, here)
    whole = {"shown": ["2:1"], "lines": "1", "in": ["2"], "accept": "1"}
    reader.post(here, whole | {"cell-2:1": "UIMM ; CCI"})
    parts = plan.sheets.get().participations.values_list("part", "written_name")
    assert dict(parts) == {"sheet_lead": "UIMM", "partner": "CCI"}


def test_the_name_of_an_axis_that_no_plan_holds_is_said(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, csv_plan(f"Axe;Action\n{'a' * 301};École\n;Halle"), "p.csv")
    said = words(reader, f"/plans/imports/{row.pk}/")
    assert said.count("300 caractères au plus") == 2  # in its cell, and for the line below


def test_the_key_enter_only_keeps(reader: Client, plan: ActionPlan) -> None:
    row = sent(reader, plan, csv_plan("Action\nÉcole"), "p.csv")
    page = reader.get(f"/plans/imports/{row.pk}/").content.decode()
    form = page[page.index('<form class="stack"') :]
    assert "name=" not in form[form.index("<button") : form.index("</button>")]
