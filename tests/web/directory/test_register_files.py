"""Files of a territory: what is understood of them, seen before it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terreau.core.errors import BadInput
from terreau.datasets.reference.naf import name_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.enums import Register
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.selectors.register import (
    ToldOrganisation,
    by_organisation,
    list_changes,
)
from terreau.web.apps.directory.services.register_files import read_file
from terreau.web.apps.directory.services.register_requests import request_list
from terreau.web.apps.directory.services.register_runs import run_register
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.list_file import as_xlsx

pytestmark = pytest.mark.django_db

NAMED = name_of("25.11Z")
HEADINGS = ["Raison sociale", "SIRET", "Commune", "Code NAF", "Effectif", "Courriel", "Site web"]


def rows(seat: Perimeter) -> list[list[str]]:
    return [
        ["Forge du Lac", "732 829 320 00074", seat.code, "25.11Z", "34", "a@b.fr", "forge.example"],
        ["Forge bis", "73282932000074", seat.code, "", "", "", ""],
        ["Faux", "73282932000075", seat.code, "", "", "", ""],
        ["Ailleurs", "", "nulle part", "", "", "", ""],
        ["Code", "", seat.code, "99.99Z", "", "", ""],
        ["=cmd|' /C calc'!A0", "", seat.name, "", "", "", ""],
        ["Site", "", seat.code, "", "", "", "javascript://x"],
        ["", "", seat.code, "25.11Z", "", "", ""],
    ]


def as_csv(found: list[list[str]], separator: str = ";") -> bytes:
    return "\r\n".join(separator.join(row) for row in [HEADINGS, *found]).encode("cp1252")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_understood_and_what_is_not(seat: Perimeter, suffix: str) -> None:
    content = as_csv(rows(seat)) if suffix == "csv" else as_xlsx(HEADINGS, rows(seat))
    read = read_file(f"annuaire.{suffix}", content)
    assert [entry.name for entry in read.entries] == ["Forge du Lac", "=cmd|' /C calc'!A0"]
    said = read.entries[0].said
    assert (said["siret"], said["siren"], said["headcount_class"]) == (
        "73282932000074", "732829320", "12",
    )  # fmt: skip
    assert said["website"] == "https://forge.example"
    assert "a@b.fr" not in str(read.entries)
    assert read.ignored == ["Courriel"]
    assert [(told["line"], told["reason"]) for told in read.rejected] == [
        (3, "twice"), (4, "siret"), (5, "commune"), (6, "naf"), (8, "website"), (9, "name"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"\x00\x01\x02", "ni un CSV ni un classeur"),
        ("a.xlsx", b"PK\x03\x04 cut short", "ne se lit pas"),
        ("a.csv", b"Couleur;Taille\nbleu;3\n", "aucune colonne connue"),
        ("a.csv", b"", "aucune colonne connue"),
        ("a.csv", b"Nom\n" + b"x\n" * 2001, "2001 lignes"),
        ("a.csv", b"x" * (3 << 20), "trop grand"),
        ("a.csv", b'Nom;Commune\nA;b\n"C;d\nE;f\nG;h\n', "Ligne 3 de ce fichier"),
        ("a.csv", b'Nom;Commune\nA;b\n"C;d\nE;f\n"G";h\n', "Ligne 3 de ce fichier"),
        ("a.csv", b'Nom;Commune\n"A\nb";x\n"C;d\nE;f\n"\n', "Ligne 4 de ce fichier"),
    ],
)
def test_a_hopeless_file_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_file(name, content)


def test_what_a_cell_does_not_say_is_told_and_its_line_is_read(seat: Perimeter) -> None:
    lines = [
        "Nom;Commune;Effectif;Nature",
        f'"Un\nnom";{seat.code};12;Entreprise',
        f"Deux;{seat.code};quinze;",
        f"Trois;{seat.code};20-49;licorne",
        "Quatre;;3;",
        "Cinq;nulle part;3;",
    ]
    read = read_file("a.csv", "\n".join(lines).encode())
    said = [(e.line, e.name, e.said.get("headcount_class")) for e in read.entries]
    assert said == [(2, "Un nom", "11"), (4, "Deux", None), (5, "Trois", "12")]
    assert [(told["line"], told["reason"], told["value"]) for told in read.rejected] == [
        (4, "headcount", "quinze"), (5, "kind", "licorne"), (6, "no_commune", ""),
        (7, "commune", "nulle part"),
    ]  # fmt: skip


def test_codes_of_insee_are_read_where_the_heading_says_so(seat: Perimeter) -> None:
    content = f"Nom;Commune;Tranche d’effectif\nUn;{seat.code};12\nDeux;{seat.code};02".encode()
    entries = read_file("a.csv", content).entries
    assert [entry.said["headcount_class"] for entry in entries] == ["12", "02"]


def test_a_file_is_seen_then_written_and_twice_changes_nothing(
    keeper: User, signed: Callable[[User], Client], seat: Perimeter,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    client = signed(keeper)

    def give() -> RegisterRun:
        file = SimpleUploadedFile("annuaire.csv", as_csv(rows(seat)))
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/annuaire/registre/fichier/", {"file": file})
        page = client.get(answer["Location"]).content.decode()
        assert "Lecture de votre fichier" in page
        assert "Voici ce qui changerait" in page
        assert '<p class="notice">Colonnes qui ne sont pas lues' in page
        trial = RegisterRun.objects.order_by("-pk")[0]
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/annuaire/registre/lectures/{trial.pk}/suite/")
            client.post(f"/annuaire/registre/lectures/{trial.pk}/suite/")
        written = RegisterRun.objects.order_by("-pk")[0]
        page = client.get(answer["Location"]).content.decode()
        assert "Rien n’est écrit" not in page
        assert f"/annuaire/registre/lectures/{written.pk}/" in page
        return written

    def shown(run: RegisterRun) -> str:
        text = client.get(f"/annuaire/registre/lectures/{run.pk}/").content.decode()
        return " ".join(text.replace("\xa0", " ").split())

    before = Organisation.objects.count()
    run = give()
    # Of what is new: its name, and by what it is recognised.
    for page in (shown(RegisterRun.objects.get(is_trial=True)), shown(run)):
        assert "Forge du Lac" in page
        assert f"Code NAF : 25.11Z, {NAMED}" in page
        assert f"Commune du siège : {seat.name} ({seat.code})" in page
    assert (run.is_trial, run.state, run.counts) == (False, "done", {"new": 2})
    assert "2 ajoutées" in shown(run)
    assert Organisation.objects.count() == before + 2
    csv = client.get(f"/annuaire/registre/lectures/{run.pk}/changements.csv").content.decode()
    assert ";=cmd" not in csv
    assert ",=cmd" not in csv
    held = list(Organisation.objects.values())
    assert give().counts == {"same": 2}
    assert list(Organisation.objects.values()) == held
    latest = RegisterRun.objects.order_by("-pk")[0]
    assert shown(latest).count("sans changement") == 3  # Each of the two, and their count.


def test_what_somebody_wrote_is_said_to_be_kept(
    keeper: User, signed: Callable[[User], Client], seat: Perimeter, company: Organisation,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    """Said at each reading, also when the file says what it said before."""
    Organisation.objects.filter(pk=company.pk).update(naf="25.62B")
    client = signed(keeper)
    row = ["Forge du Lac", "732 829 320", seat.code, "25.11Z", "34", "", ""]
    content = as_csv([row]).replace(b"SIRET", b"SIREN")
    for is_again in (False, True):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                "/annuaire/registre/fichier/", {"file": SimpleUploadedFile("a.csv", content)}
            )
        page = client.get(answer["Location"]).content.decode().replace("\xa0", " ")
        assert "<strong>25.62B, Mécanique industrielle</strong> est gardé" in page
        assert f"La source dit 25.11Z, {NAMED}" in page
        assert ("Effectif : – → <strong>20 à 49 salariés</strong>" in page) is not is_again
        file = client.get(f"{answer['Location']}changements.csv").content.decode("utf-8-sig")
        assert file.startswith("Ce qui changerait")
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{answer['Location']}suite/")
    company.refresh_from_db()
    assert (company.naf, company.headcount_class) == ("25.62B", "12")


def test_a_report_is_read_in_as_many_queries_whatever_its_length(
    keeper: User, signed: Callable[[User], Client], seat: Perimeter,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    run = RegisterRun.objects.create(register="file", asked_by=keeper, state="done")

    def tell(count: int) -> None:
        RegisterChange.objects.bulk_create(
            RegisterChange(run=run, outcome="new", siret=f"{n:014}", field="seat", after=seat.code)
            for n in range(count)
        )

    client, address = signed(keeper), f"/annuaire/registre/lectures/{run.pk}/"
    tell(1)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    tell(50)
    with django_assert_num_queries(len(asked)):
        assert client.get(address).content.decode().count(f"({seat.code})") == 51


def report_of(
    keeper: User, lines: list[str], *, is_trial: bool = True
) -> tuple[RegisterRun, list[ToldOrganisation]]:
    """Return what a keeper is told of a file."""
    read = read_file("a.csv", "\n".join(lines).encode())
    acting = Acting(keeper, scope_of(keeper))
    asked = request_list(
        acting=acting, register=Register.FILE, entries=read.entries, is_trial=is_trial
    )
    run = run_register(run_id=asked.pk)
    return run, by_organisation(list_changes(acting.scope, run))


def test_what_is_here_already_is_known_or_asked_and_never_added_twice(
    keeper: User, seat: Perimeter, far_seat: Perimeter, company: Organisation
) -> None:
    def add(name: str, place: Perimeter, **numbers: str) -> Organisation:
        return Organisation.objects.create(
            name=name, folded_name=folded_name(name), kind="company", seat=place,
            visibility="public", **numbers,
        )  # fmt: skip

    unit = add("Licorne", seat, siren="600000004", siret="60000000400011")
    add("Deux", seat, siren="600000012", siret="60000001200014")
    add("Deux bis", seat, siren="600000012", siret="60000001200022")
    far = add("Loin", far_seat, siren="600000020", siret="60000002000018")
    noted = add("Chocolaterie Dupont", seat)
    lines = [
        "Nom;SIREN;SIRET;Commune",
        f"Fonderie de la Licorne;600000004;;{seat.code}",
        f"Les Deux;600000012;;{seat.code}",
        f"Loin d’ici;600000020;;{seat.code}",
        f"Chocolaterie Dupont;600000038;;{seat.code}",
        f"FORGE D ESSAI;;73282932000074;{seat.code}",
        f"Licorne;;;{seat.code}",
        f"Neuve;;;{seat.code}",
        f"Neuve;;;{far_seat.code}",
    ]
    before = Organisation.objects.count()
    run, told = report_of(keeper, lines)
    assert [(each.row.line, each.row.name) for each in told] == [
        (2, "Licorne"), (3, "Les Deux"), (4, "Loin d’ici"), (5, "Chocolaterie Dupont"),
        (6, company.name), (7, "Licorne"), (8, "Neuve"), (9, "Neuve"),
    ]  # fmt: skip
    assert [[one.name for one in each.perhaps] for each in told[1:3]] == [
        ["Deux", "Deux bis"], [far.name],
    ]  # fmt: skip
    for _twice in range(2):
        report_of(keeper, lines, is_trial=False)
        assert Organisation.objects.count() == before + 1
    for each, siret in ((unit, unit.siret), (noted, ""), (company, "73282932000074")):
        each.refresh_from_db()
        assert each.siret == siret
    assert noted.siren == "600000038"
    assert run.counts["maybe"] == 2


def test_a_hidden_establishment_of_a_unit_is_no_doubt(
    keeper: User, seat: Perimeter, far_seat: Perimeter
) -> None:
    """What is told of a SIREN is the same with and without it."""
    lines = ["Nom;SIREN;Commune", f"Licorne;600000004;{seat.code}"]
    without = report_of(keeper, lines)[0].counts
    Organisation.objects.create(
        name="Chez d’autres", folded_name="chez d autres", kind="company", seat=far_seat,
        visibility="private", siren="600000004", siret="60000000400011",
    )  # fmt: skip
    assert report_of(keeper, lines)[0].counts == without == {"new": 1}
