"""The label, agreements, documents and obligations of the example country, by the same services."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.plans.models import ActionPlan, Agreement
from terreau.web.apps.plans.services.agreements import (
    AgreementFields,
    add_agreement,
    add_agreement_version,
    add_signatory,
)
from terreau.web.apps.plans.services.documents import attach_document, remove_document
from terreau.web.apps.plans.services.labels import tell_label
from terreau.web.apps.plans.services.obligations import (
    ObligationFields,
    add_obligation,
    settle_obligation,
)
from terreau.web.apps.plans.services.signing import move_agreement
from terreau.web.apps.territories.enums import Country

_FILE = resources.files("terreau.web.apps.plans.services").joinpath("example_agreements.toml")
_NOTE = "Exemple : compte rendu de la visite de l’atelier.\nTrois machines, deux apprentis.\n"
_TABLE = "Organisation;Présence\nForges du Val Chimère;oui\nFonderie de la Licorne;excusée\n"


@transaction.atomic
def seed_agreements() -> bool:
    """Write them once, on the plan of the example.

    Returns
    -------
    bool
        Whether something was written: False where they are here already, or the plan is not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    plan = ActionPlan.objects.filter(perimeter__country=Country.EXAMPLE).order_by("pk").first()
    if manager is None or plan is None or Agreement.objects.filter(plan=plan).exists():
        return False
    _Seeding(Acting(manager, scope_of(manager)), plan, timezone.localdate()).all()
    return True


class _Seeding:
    """The rows as they are written."""

    def __init__(self, acting: Acting, plan: ActionPlan, today: date) -> None:
        self._acting, self._plan, self._today = acting, plan, today
        self._written: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        self._by_title: dict[str, Agreement] = {}

    def all(self) -> None:
        """Write the label, then agreements, documents and what is owed."""
        for phase, act, days, words in self._written["labels"]:
            tell_label(
                acting=self._acting, perimeter=self._plan.perimeter, phase=phase, act=act,
                on=self._day(days), words=words,
            )  # fmt: skip
        for written in self._written["agreements"]:
            self._agreement(written)
        self._documents()
        for written in self._written["obligations"]:
            self._obligation(written)

    def _agreement(self, written: dict[str, Any]) -> None:
        amended = self._by_title.get(written.get("amends", ""))
        fields = AgreementFields(
            written["kind"], written["title"], amended.pk if amended else None,
            self._day(written["ends"]) if "ends" in written else None, written["is_public"],
        )  # fmt: skip
        made = add_agreement(acting=self._acting, plan_id=self._plan.pk, written=fields)
        self._by_title[made.title] = made
        for name, as_what in written["signatories"]:
            add_signatory(acting=self._acting, agreement_id=made.pk, name=name, as_what=as_what)
        document_id = (
            self._join("agreement", made.pk, written["document"], _pdf(made.title))
            if ("document" in written)
            else None
        )
        for rank, (words, days) in enumerate(written["versions"], start=1):
            add_agreement_version(
                acting=self._acting, agreement_id=made.pk, what_changed=words, on=self._day(days),
                document_id=document_id if rank == len(written["versions"]) else None,
            )  # fmt: skip
        for act, days, words in written["acts"]:
            move_agreement(
                acting=self._acting, agreement_id=made.pk, act=act, on=self._day(days), words=words
            )

    def _documents(self) -> None:
        sheet = self._plan.sheets.order_by("code_key").first()
        committee = self._plan.committees.order_by("on").first()
        if sheet is None or committee is None:
            return
        self._join("sheet", sheet.pk, "visite-atelier.txt", _NOTE.encode())
        self._join("committee", committee.pk, "presences.csv", _TABLE.encode())
        gone = self._join("sheet", sheet.pk, "brouillon.txt", b"Exemple : un brouillon.\n")
        remove_document(acting=self._acting, document_id=gone)

    def _join(self, holder: str, holder_id: int, name: str, content: bytes) -> int:
        made = attach_document(
            acting=self._acting, holder=holder, holder_id=holder_id, name=name, content=content
        )
        return made.pk

    def _obligation(self, written: list[Any]) -> None:
        title, kind, owed_to, days, recurrence, source, is_to_check, done = written
        fields = ObligationFields(
            title, self._day(days), kind, owed_to, recurrence, source, is_to_check
        )
        made = add_obligation(acting=self._acting, plan_id=self._plan.pk, written=fields)
        if done:
            settle_obligation(acting=self._acting, obligation_id=made.pk, done_on=self._day(done))

    def _day(self, days: int) -> date:
        return self._today + timedelta(days=days)


def _pdf(title: str) -> bytes:
    """Return a document of one page that says its title."""
    words = title.replace("’", "'").encode("cp1252", "replace")
    for letter in (b"\\", b"(", b")"):
        words = words.replace(letter, b"\\" + letter)
    drawn = b"BT /F1 14 Tf 60 760 Td (" + words + b") Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    return (
        written
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    )
