"""Files of a territory: what is understood of them, seen before it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terreau.core.errors import BadInput, NotHere
from terreau.datasets.reference.naf import name_of
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.directory.enums import Register, RegisterRunState
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.services import register_files
from terreau.web.apps.directory.services.register_files import MOST_BYTES, read_file
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
    ],
)
def test_a_hopeless_file_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_file(name, content)


def test_a_workbook_of_one_huge_cell_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that would be 80 MB of one letter."""
    packed = io.BytesIO()
    small = zipfile.ZipFile(io.BytesIO(as_xlsx(["Nom"], [["ZZZ"]])))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for part in small.namelist():
            book.writestr(part, small.read(part).replace(b"ZZZ", b"A" * (80 << 20)))
    assert len(packed.getvalue()) < MOST_BYTES
    monkeypatch.setattr(register_files, "sheet_rows", lambda *_: pytest.fail("It was opened"))
    with pytest.raises(BadInput, match="trop grand une fois ouvert"):
        read_file("a.xlsx", packed.getvalue())


def test_a_run_whose_keeper_was_erased_is_refused(
    keeper: User, seat: Perimeter, tmp_path: Path
) -> None:
    entries = read_file("a.csv", as_csv(rows(seat))).entries
    run = request_list(
        acting=Acting(keeper, scope_of(keeper)), register=Register.FILE, entries=entries
    )
    erase_person(acting=OPERATOR, person_id=keeper.pk, typed=keeper.email, home=tmp_path)
    run.refresh_from_db()
    assert (run.entries, run.rejected, run.numbers) == ([], [], [])
    with pytest.raises(NotHere, match="n’a plus de compte"):
        run_register(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RegisterRunState.FAILED
    assert not Organisation.objects.filter(name="Forge du Lac").exists()


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
        assert "Voici ce qui changerait" in page
        trial = RegisterRun.objects.order_by("-pk")[0]
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/annuaire/registre/lectures/{trial.pk}/suite/")
            client.post(f"/annuaire/registre/lectures/{trial.pk}/suite/")
        return RegisterRun.objects.order_by("-pk")[0]

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
