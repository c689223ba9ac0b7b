"""Pages of know-how: nothing typed is lost, what was understood is shown first."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from know_how_world import as_, company_in

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.slots import slots_of
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.presenters import know_how_slot
from terreau.web.apps.knowhow.services.example import seed_know_how
from terreau.web.apps.knowhow.services.noting import end_know_how
from terreau.web.apps.knowhow.services.verifying import verify_know_how
from terreau.web.shared.list_file import as_xlsx

pytestmark = pytest.mark.django_db
IMPORT = "/annuaire/savoir-faire/importer/"


# ---------------------------------------------------------------- one line


def form_of(line: KnowHow, **more: object) -> dict[str, object]:
    return {
        "kind": line.kind, "text": line.text, "read": line.text, "capacities": "",
        "visibility": line.visibility, "version": line.version,
    } | more  # fmt: skip


def test_new_words_are_shown_as_understood_before_they_are_kept(note, keeper, signed) -> None:
    line, browser = note("Pliage"), signed(keeper)
    address = f"/annuaire/savoir-faire/{line.pk}/modifier/"
    asked = browser.post(address, form_of(line, text="Soudure jusqu’à 3 m"))
    assert (asked.status_code, "soudage" in asked.text) == (200, True)
    line.refresh_from_db()
    assert line.text == "Pliage"
    sent = form_of(line, text="Soudure jusqu’à 3 m", read="Soudure jusqu’à 3 m")
    sent |= {"tags": ["t:welding"], "offered": ["t:welding"], "capacities": "longueur : 3000 mm"}
    assert browser.post(address, sent).status_code == 302
    line.refresh_from_db()
    assert (line.text, line.terms) == ("Soudure jusqu’à 3 m", ["welding"])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"capacities": "une licorne"}, "une licorne"), ({"more": "schtroumpf"}, "vocabulaire"),
        ({"text": ""}, "obligatoire"), ({"visibility": "private"}, "private"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_field(fields, said, note, keeper, signed) -> None:
    line = note("Pliage")
    address = f"/annuaire/savoir-faire/{line.pk}/modifier/"
    answer = signed(keeper).post(address, form_of(line, **fields))
    assert (answer.status_code, said in answer.text) == (400, True)


def test_two_who_write_at_once_choose_field_by_field(note, keeper, member, signed) -> None:
    line = note("Pliage")
    address = f"/annuaire/savoir-faire/{line.pk}/modifier/"
    mine = form_of(line, text="Pliage lourd", read="Pliage lourd")
    signed(member).post(address, form_of(line, text="Pliage fin", read="Pliage fin"))
    browser = signed(keeper)
    told = browser.post(address, mine)
    assert (told.status_code, "Pliage fin" in told.text, "Pliage lourd" in told.text) == (
        409, True, True,
    )  # fmt: skip
    browser.post(address, mine | {"version": 2, "keep_text": "theirs"})
    line.refresh_from_db()
    assert line.text == "Pliage fin"
    browser.post(address, mine | {"version": line.version, "keep_text": "mine"})
    line.refresh_from_db()
    assert line.text == "Pliage lourd"


def test_a_press_on_what_has_changed_says_so(note, keeper, member, signed) -> None:
    line = note("Pliage")
    KnowHow.objects.update(version=4)
    for act in ("verifier", "confirmer"):
        answer = signed(keeper).post(
            f"/annuaire/savoir-faire/{line.pk}/{act}/", {"version": "1"}, follow=True
        )
        assert "a changé pendant que vous la lisiez" in answer.text
    line.refresh_from_db()
    assert (line.verified_on, line.confirmed_on) == (None, None)


# ---------------------------------------------------------------- what is shown


def test_a_visitor_reads_a_role_and_a_neighbour_a_name(
    note, keeper, company, client, signed
) -> None:
    line = note("Pliage")
    verify_know_how(acting=as_(keeper), know_how_id=line.pk, version=1)
    keeper.name = "Zoé Exemple"
    keeper.save()
    address = f"/annuaire/organisations/{company.pk}/"
    assert "Vérifié par Chef de projet" in client.get(address).text
    assert "Zoé" not in client.get(address).text
    assert "Vérifié par Zoé Exemple" in signed(keeper).get(address).text


def test_one_s_own_people_see_what_a_visitor_sees(note, company, member, signed, client) -> None:
    note("Pour tous")
    note("Pour le territoire", visibility="territory")
    address = f"/annuaire/organisations/{company.pk}/"
    seen = signed(member).get(address, {"visiteur": ""}).text
    for text in (seen, client.get(address).text):
        assert "Pour tous" in text
        assert "Pour le territoire" not in text
    assert "Voici ce que lit un visiteur" in seen
    company.visibility = "territory"
    company.save()
    assert "ne voit rien" in signed(member).get(address, {"visiteur": ""}).text
    assert client.get(address).status_code == 404


def test_what_is_doubted_and_what_is_over_say_so(note, keeper, company, signed) -> None:
    old, over = note("Vieille ligne"), note("Ligne finie")
    KnowHow.objects.filter(pk=old.pk).update(changed_at="2020-01-01T00:00:00Z")
    end_know_how(acting=as_(keeper), know_how_id=over.pk)
    text = signed(keeper).get(f"/annuaire/organisations/{company.pk}/").text
    assert "à confirmer" in text
    assert "1 ligne n’est plus vraie" in text


def test_the_section_asks_as_many_queries_whatever_it_holds(note, company, keeper) -> None:
    asked = []
    for count in (2, 9):
        for rank in range(count):
            note(f"Pièce {count} {rank} de 3 m")
        scope = scope_of(keeper)
        with CaptureQueriesContext(connection) as queries:
            know_how_slot(scope, company)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 25


# ---------------------------------------------------------------- files, API, import


def test_the_file_holds_names_and_no_formula(note, keeper, signed) -> None:
    note("=HYPERLINK(1)", terms=("welding",))
    answer = signed(keeper).get("/annuaire/savoir-faire/liste.csv?kind=makes")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    if len(rows[0]) == 1:
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert not rows[1][4].startswith("=")
    assert "soudage" in rows[1]
    for wrong in ("kind=licorne", "organisation=x", "territoire=nulle:part"):
        assert signed(keeper).get(f"/annuaire/savoir-faire/liste.csv?{wrong}").status_code == 400
    assert Client().get("/annuaire/savoir-faire/liste.pdf").status_code == 404


def test_the_api_reads_what_the_words_say(company, keeper, signed) -> None:
    assert Client().get("/api/v1/know-how?kind=licorne").status_code == 400
    answer = Client().get("/api/v1/know-how?limit=1")
    assert answer.json() == {"total": 0, "know_how": []}


def test_a_table_is_shown_line_by_line_then_kept_once(company, keeper, signed) -> None:
    browser = signed(keeper)
    table = (
        f"organisation;sorte;texte\n{company.siren};sait faire;Soudure 3 m\n"
        f"{company.name.lower()};;Tour Ø max 300\nInconnue;machine;Presse\n732829320;licorne;Rien\n"
    )
    read = browser.post(IMPORT, {"table": table, "visibility": "territory"})
    assert "2 lignes peuvent être gardées" in read.text
    assert "Aucune organisation que vous tenez" in read.text
    assert "n’est pas une sorte" in read.text
    assert "sans unité, compris en" in read.text
    assert not KnowHow.objects.exists()
    kept = {"table": table, "visibility": "territory", "keep": "1"}
    assert "2 lignes ajoutées" in browser.post(IMPORT, kept, follow=True).text
    assert "2 y étaient déjà" in browser.post(IMPORT, kept, follow=True).text
    assert KnowHow.objects.count() == 2
    assert KnowHow.objects.get(text__startswith="Tour").kind == "machine"


def test_a_workbook_is_read_as_a_table(company, keeper, signed) -> None:
    book = as_xlsx(["organisation", "sorte", "texte"], [[company.siren, "cherche", "Du sable"]])
    sent = {"file": SimpleUploadedFile("lignes.xlsx", book), "visibility": "public"}
    assert "1 ligne peut être gardée" in signed(keeper).post(IMPORT, sent).text


def test_a_keeper_imports_nothing_elsewhere(company, other_ti, keeper, signed) -> None:
    company_in(other_ti, "Scierie d’Ailleurs", siren="")
    table = "Scierie d’Ailleurs;sait faire;Sciage"
    sent = {"table": table, "visibility": "public", "keep": "1"}
    signed(keeper).post(IMPORT, sent)
    assert not KnowHow.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DUO_ELECTED])
def test_who_keeps_no_directory_imports_nothing(role, ti, give, signed) -> None:
    assert signed(give(role, ti)).get(IMPORT).status_code == 404


def test_the_example_country_is_full_and_sown_once() -> None:
    assert KnowHow.objects.filter(organisation__seat__country="XX").count() >= 40
    assert {*KnowHow.objects.values_list("kind", flat=True)} == {
        "makes", "machine", "certification", "material", "reference", "seeks",
    }  # fmt: skip
    assert not seed_know_how()
    assert slots_of(NOBODY, KnowHow.objects.filter(visibility="public")[0].organisation)
