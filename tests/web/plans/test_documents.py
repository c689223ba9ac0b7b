"""Documents: taken by what they hold, read as what they hang on, kept whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from know_how_world import company_in
from plans_world import as_, committee_of, led_by, person_with, sheet_of

from terreau.core.errors import NotHere, StoreFailure
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans import uploads
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Agreement, Committee, Document
from terreau.web.apps.plans.rules import documents as rules
from terreau.web.apps.plans.selectors.documents import get_document, list_documents
from terreau.web.apps.plans.services import documents as services
from terreau.web.apps.plans.services.committees import write_minutes
from terreau.web.apps.territories.models import Perimeter
from terreau.web.keeping.files import list_files

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 un avis"


def joined(
    acting: Acting, about: ActionSheet | Committee | Agreement, content: bytes = PDF
) -> Document:
    """Join a document to an object."""
    holder = {ActionSheet: "sheet", Committee: "committee", Agreement: "agreement"}[type(about)]
    return services.attach_document(
        acting=acting, holder=holder, holder_id=about.pk, name="Avis (v2).PDF", content=content
    )


def files(home: Path) -> list[Path]:
    """Return the files of documents that the disk holds."""
    return sorted(each for each in (home / "uploads").rglob("*") if each.is_file())


def test_it_is_given_back_as_it_was_to_who_reads_the_sheet(
    home: Path, acting: Acting, reader: Client, sheet: ActionSheet
) -> None:
    document = joined(acting, sheet)
    answer = reader.get(f"/plans/documents/{document.pk}/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert document.name == "Avis (v2).pdf"
    (path,) = files(home)
    assert path.name == document.key
    assert {"document": ["", "Avis (v2).pdf"]} in [e.changes for e in history_of(sheet)]


@pytest.mark.parametrize("level", ["public", "territory", "partners"])
def test_one_of_a_sheet_is_read_as_what_is_said_of_it(
    home: Path, acting: Acting, duo: Acting, ti: Perimeter, plan: ActionPlan, level: str
) -> None:
    sheet = sheet_of(plan, "F7", visibility=level)
    partner = company_in(ti, "Forge")
    led_by(sheet, partner, "partner")
    document = joined(acting, sheet)
    observer = as_(person_with("observer", ti))
    member = as_(person_with("organisation_member", partner))
    for who in (acting, duo, member):
        assert get_document(who.scope, document.pk) == document
    for scope in (observer.scope, NOBODY):
        with pytest.raises(NotHere):
            get_document(scope, document.pk)


def test_one_of_a_sheet_whose_discussion_is_open_is_read_by_everyone(
    home: Path, acting: Acting, plan: ActionPlan
) -> None:
    sheet = sheet_of(plan, "F8", visibility="public", field_visibility={"discussion": "public"})
    document = joined(acting, sheet)
    assert Client().get(f"/plans/documents/{document.pk}/").content == PDF
    sheet.visibility = "territory"
    sheet.save()
    assert Client().get(f"/plans/documents/{document.pk}/").status_code == 404


def test_one_of_a_committee_or_an_agreement_is_read_as_it(
    home: Path, acting: Acting, plan: ActionPlan
) -> None:
    committee = Committee.objects.create(plan=plan, kind="steering", on="2026-01-01", state="held")
    agreement = Agreement.objects.create(plan=plan, kind="contrat", title="Contrat")
    held = [joined(acting, committee), joined(acting, agreement)]
    assert list_documents(NOBODY).filter(plan=plan).count() == 0
    committee.is_public = True
    committee.save()
    assert list(list_documents(NOBODY).filter(plan=plan)) == held[:1]
    Agreement.objects.update(is_public=True, state="signed", signed_on="2026-01-01")
    assert set(list_documents(NOBODY).filter(plan=plan)) == set(held)


@pytest.mark.parametrize("role", ["duo_elected", "state_referent", "observer"])
def test_who_does_not_write_joins_and_removes_nothing(
    home: Path, acting: Acting, ti: Perimeter, sheet: ActionSheet, role: str
) -> None:
    other = as_(person_with(role, ti))
    with pytest.raises(NotHere):
        joined(other, sheet)
    document = joined(acting, sheet)
    with pytest.raises(NotHere):
        services.remove_document(acting=other, document_id=document.pk)
    assert len(files(home)) == 1


def test_the_lead_of_a_sheet_joins_some(home: Path, ti: Perimeter, sheet: ActionSheet) -> None:
    company = company_in(ti, "Forge")
    led_by(sheet, company)
    lead = as_(person_with("organisation_member", company))
    document = joined(lead, sheet)
    services.remove_document(acting=lead, document_id=document.pk)
    document.refresh_from_db()
    assert document.is_removed


def test_what_is_removed_leaves_who_and_when_and_no_file(
    home: Path, acting: Acting, reader: Client, sheet: ActionSheet,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    document = joined(acting, sheet)
    page = reader.get(f"/plans/documents/{document.pk}/retirer/")
    assert "Avis (v2).pdf" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert reader.post(f"/plans/documents/{document.pk}/retirer/").status_code == 302
    document.refresh_from_db()
    assert (document.removed_by, document.key, files(home)) == (acting.user, "", [])
    assert document.removed_at is not None
    assert reader.get(f"/plans/documents/{document.pk}/").status_code == 404
    assert "retiré le" in reader.get(f"/plans/{document.plan_id}/documents/").content.decode()
    again = services.remove_document(acting=acting, document_id=document.pk)
    assert again.removed_at == document.removed_at


def test_what_is_not_taken_is_said_and_nothing_stays(
    home: Path, acting: Acting, reader: Client, sheet: ActionSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/plans/documents/joindre/sheet/{sheet.pk}/"
    page = reader.post(address, {"file": SimpleUploadedFile("rapport.pdf", b"MZ\x00\x01")})
    assert page.status_code == 400
    assert "pas de ceux qui se joignent" in page.content.decode()
    monkeypatch.setattr(services, "LARGEST", 20)
    with pytest.raises(BadField, match="trop gros"):
        joined(acting, sheet, PDF + b" " * 20)
    monkeypatch.setattr(services, "QUOTA", len(PDF) + 1)
    joined(acting, sheet)
    with pytest.raises(BadField, match="toute leur place"):
        joined(acting, sheet)
    assert len(files(home)) == Document.objects.filter(sheet=sheet).count() == 1


def test_no_more_than_one_byte_too_many_is_read(
    home: Path, reader: Client, sheet: ActionSheet
) -> None:
    large = SimpleUploadedFile("a.pdf", PDF + b" " * rules.LARGEST)
    page = reader.post(f"/plans/documents/joindre/sheet/{sheet.pk}/", {"file": large})
    assert page.status_code == 400
    assert "trop gros" in page.content.decode()


def test_a_full_disk_is_said_and_nothing_is_lost(
    home: Path, acting: Acting, reader: Client, sheet: ActionSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = joined(acting, sheet)

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    page = reader.post(
        f"/plans/documents/joindre/sheet/{sheet.pk}/", {"file": SimpleUploadedFile("b.pdf", PDF)}
    )
    assert page.status_code == 507
    assert "plus de place" in page.content.decode()
    assert [path.name for path in files(home)] == [kept.key]
    assert Document.objects.filter(sheet=sheet).count() == 1
    sheet.refresh_from_db()
    assert sheet.version == 2


def test_a_write_that_fails_after_its_file_leaves_none(
    home: Path, acting: Acting, sheet: ActionSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreFailure("The database is damaged")

    monkeypatch.setattr(services, "tell_news", fail)
    with pytest.raises(StoreFailure), transaction.atomic():
        joined(acting, sheet)
    assert (files(home), Document.objects.filter(sheet=sheet).count()) == ([], 0)


_STOPPED = """
import sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure(TERREAU_HOME=sys.argv[1], USE_I18N=False)
from terreau.web.apps.plans import uploads
print(uploads.keep(b"%PDF-1.4 stopped"), flush=True)
time.sleep(60)
"""


def test_a_file_whose_write_was_killed_is_swept_and_no_other(
    home: Path, acting: Acting, sheet: ActionSheet
) -> None:
    kept = joined(acting, sheet)
    stopped = subprocess.Popen(
        [sys.executable, "-c", _STOPPED, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert stopped.stdout is not None
    key = stopped.stdout.readline().strip()
    stopped.send_signal(signal.SIGKILL)
    stopped.wait()
    stopped.stdout.close()
    assert sorted(path.name for path in files(home)) == sorted([kept.key, key])
    assert services.sweep_uploads() == 0  # it may be that of a write going on
    old = time.time() - 7200
    for path in files(home):
        os.utime(path, (old, old))
    assert services.sweep_uploads() == 1
    assert [path.name for path in files(home)] == [kept.key]


def test_a_backup_holds_its_file_and_one_lost_is_said(
    home: Path, acting: Acting, reader: Client, sheet: ActionSheet
) -> None:
    document = joined(acting, sheet)
    name = uploads.path_of(document.key).relative_to(home).as_posix()
    assert name in set(list_files(home, database="none"))
    uploads.forget(document.key)
    page = reader.get(f"/plans/documents/{document.pk}/")
    assert page.status_code == 404
    assert "plus sur le disque" in page.content.decode()


def test_a_document_joined_meanwhile_hides_nobodys_minutes(
    acting: Acting, plan: ActionPlan
) -> None:
    committee = committee_of(plan, -1)
    write_minutes(acting=acting, committee_id=committee.pk, version=1, minutes="Les siens")
    document = joined(acting, committee)
    services.remove_document(acting=acting, document_id=document.pk)
    with pytest.raises(VersionConflict):
        write_minutes(acting=acting, committee_id=committee.pk, version=1, minutes="Les miens")
    committee.refresh_from_db()
    assert (committee.minutes, committee.version) == ("Les siens", 4)
