"""What reading a file refuses: what would fill the memory, who was erased meanwhile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.directory.enums import Register, RegisterRunState
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services import register_tables
from terreau.web.apps.directory.services.register_files import MOST_BYTES, read_file
from terreau.web.apps.directory.services.register_requests import request_list
from terreau.web.apps.directory.services.register_runs import run_register
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.list_file import as_xlsx

pytestmark = pytest.mark.django_db


def test_a_workbook_of_one_huge_cell_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that would be 80 MB of one letter."""
    packed = io.BytesIO()
    small = zipfile.ZipFile(io.BytesIO(as_xlsx(["Nom"], [["ZZZ"]])))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for part in small.namelist():
            book.writestr(part, small.read(part).replace(b"ZZZ", b"A" * (80 << 20)))
    assert len(packed.getvalue()) < MOST_BYTES
    monkeypatch.setattr(register_tables, "sheet_rows", lambda *_: pytest.fail("It was opened"))
    with pytest.raises(BadInput, match="trop grand une fois ouvert"):
        read_file("a.xlsx", packed.getvalue())


def test_a_run_whose_keeper_was_erased_is_refused(
    keeper: User, seat: Perimeter, tmp_path: Path
) -> None:
    entries = read_file("a.csv", f"Nom;Commune\nForge du Lac;{seat.code}\n".encode()).entries
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
