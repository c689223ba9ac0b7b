"""Lines of many organisations at once: what was understood of each row, then kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.core.siren import without_spaces
from terreau.web.apps.accounts.scope import Acting, Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.kinds import guessed_kind
from terreau.web.apps.knowhow.pasted import PastedRow, kind_of
from terreau.web.apps.knowhow.permissions import can_note_know_how
from terreau.web.apps.knowhow.rules import told_apart
from terreau.web.apps.knowhow.services.lines import BadLine, KnowHowFields, check_line, read_fields
from terreau.web.apps.knowhow.services.noting import note_lines
from terreau.web.apps.knowhow.understanding import said_already, said_of_units, understand


@dataclass(frozen=True)
class UnderstoodRow:
    """What was understood of a row.

    Parameters
    ----------
    row : PastedRow
        As it was written.
    organisation : Organisation or None
        Whose line it is; None where that cannot be told.
    written : KnowHowFields or None
        What would be kept; None where it cannot be.
    error : str
        Why it cannot be kept; empty where it can.
    notes : sequence of str
        What was understood without being written.
    """

    row: PastedRow
    organisation: Organisation | None = None
    written: KnowHowFields | None = None
    error: str = ""
    notes: Sequence[str] = ()


def understand_rows(
    scope: Scope, rows: Sequence[PastedRow], visibility: str
) -> list[UnderstoodRow]:
    """Return what is understood of each row, in a number of queries that does not grow with them.

    An organisation that who imports may not write of is told as one that is not there.
    """
    numbers, names = _organisations(scope, rows)
    seen = set[tuple[int, str, str]]()
    return [_told_once(_understood(row, visibility, numbers, names), seen) for row in rows]


@transaction.atomic
def import_know_how(*, acting: Acting, rows: Sequence[UnderstoodRow]) -> int:
    """Note the rows that were understood; return how many were not there already.

    Imported twice, they change nothing.

    Raises
    ------
    NotHere, BadLine
        As `note_know_how`.
    """
    kept: dict[int, list[KnowHowFields]] = {}
    for each in rows:
        if each.organisation is not None and each.written is not None:
            kept.setdefault(each.organisation.pk, []).append(each.written)
    noted = (
        note_lines(acting=acting, organisation_id=key, lines=written, source=KnowHowSource.KEEPER)
        for key, written in sorted(kept.items())
    )
    return sum(map(len, noted))


def _organisations(
    scope: Scope, rows: Sequence[PastedRow]
) -> tuple[Mapping[str, list[Organisation]], Mapping[str, list[Organisation]]]:
    """Return the organisations that rows may name, by SIREN or SIRET and by folded name."""
    digits = {without_spaces(row.organisation) for row in rows}
    folded = {folded_name(row.organisation) for row in rows} - {""}
    asked = Q(siren__in=digits - {""}) | Q(siret__in=digits - {""}) | Q(folded_name__in=folded)
    numbers: dict[str, list[Organisation]] = {}
    names: dict[str, list[Organisation]] = {}
    for found in Organisation.objects.filter(can_note_know_how(scope) & asked):
        names.setdefault(found.folded_name, []).append(found)
        for number in filter(None, (found.siret, "" if found.siret else found.siren)):
            numbers.setdefault(number, []).append(found)
    return numbers, names


def _understood(
    row: PastedRow,
    visibility: str,
    numbers: Mapping[str, list[Organisation]],
    names: Mapping[str, list[Organisation]],
) -> UnderstoodRow:
    found = numbers.get(without_spaces(row.organisation)) or names.get(
        folded_name(row.organisation), []
    )
    if len(found) != 1:
        return UnderstoodRow(row, error=_not_one(row, len(found)))
    kind = kind_of(row.kind) if row.kind else guessed_kind(row.text)
    if kind is None:
        said = _("« %(kind)s » n’est pas une sorte de savoir-faire.") % {"kind": row.kind[:40]}
        return UnderstoodRow(row, found[0], error=said)
    written = read_fields(kind, row.text, visibility)
    try:
        check_line(written)
    except BadLine as refusal:
        return UnderstoodRow(row, found[0], error=f"{refusal.what}. {refusal.remedy}")
    return UnderstoodRow(row, found[0], written, notes=said_of_units(understand(row.text)))


def _told_once(each: UnderstoodRow, seen: set[tuple[int, str, str]]) -> UnderstoodRow:
    """Return a row, that says so where one before it says the same."""
    if each.organisation is None or each.written is None:
        return each
    words = (each.organisation.pk, each.written.kind, told_apart(each.written.text))
    is_new = words not in seen
    seen.add(words)
    return each if is_new else replace(each, notes=(*each.notes, said_already()))


def _not_one(row: PastedRow, count: int) -> str:
    if not row.organisation:
        return _("Aucune organisation n’est nommée.")
    terms = {"name": row.organisation[:80]}
    if count:
        return _("Plusieurs organisations portent ce nom : « %(name)s ». Donnez son SIREN.") % terms
    return _("Aucune organisation que vous tenez ne répond à « %(name)s ».") % terms
