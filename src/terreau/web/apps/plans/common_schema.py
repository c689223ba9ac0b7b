"""Sheets in the public schema of the projects of local authorities, as far as it has a place.

That is ``schema-projet-collectivites-transition-ecologique``, resource ``projets-territoire``,
v0.1.1. What has no field there, and what it asks that a sheet does not hold, is told in
``docs/explanation/action-plans.md``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from types import MappingProxyType

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.plans.enums import Health, Part, SheetAct, SheetState
from terreau.web.apps.plans.models import ActionSheet, Participation, SheetEvent
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.shared.list_file import Cell
from terreau.web.shared.long_list_file import long_list_answer
from terreau.web.shared.visibility import readable

FIELDS = (
    "id", "createdAt", "updatedAt", "nom", "description", "budgetPrevisionnel",
    "dateDebutPrevisionnelle", "phase", "phaseStatut", "programme", "porteurCodeSiret",
    "porteurReferentEmail", "porteurReferentTelephone", "porteurReferentPrenom",
    "porteurReferentNom", "porteurReferentFonction", "competences", "leviers", "mecId", "tetId",
    "recocoId", "collectiviteIds",
)  # fmt: skip
PROGRAMME = "Territoires d’industrie"
_PHASES: Mapping[str, str] = MappingProxyType(
    {
        SheetState.IDEA: "Idée",
        SheetState.DRAFT: "Étude",
        SheetState.PRESENTED: "Étude",
        SheetState.VALIDATED: "Étude",
        SheetState.IN_PROGRESS: "Opération",
        SheetState.DONE: "Opération",
    }
)
_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        SheetState.ON_HOLD: "En pause",
        SheetState.ABANDONED: "Abandonné",
        SheetState.DONE: "Terminé",
    }
)
_STOPS = (SheetAct.HOLD, SheetAct.ABANDON)
_CHUNK = 500


def common_answer(scope: Scope, rows: Iterable[SheetRow]) -> HttpResponseBase:
    """Answer with sheets as the CSV of that schema; those merged into another are not in it."""
    kept = (row for row in rows if row.sheet.state != SheetState.MERGED)
    return long_list_answer(FIELDS, _cells(scope, kept), name="projets", suffix="csv")


def _cells(scope: Scope, rows: Iterable[SheetRow]) -> Iterator[list[Cell]]:
    some: list[SheetRow] = []
    for row in rows:
        some.append(row)
        if len(some) == _CHUNK:
            yield from _told(scope, some)
            some = []
    yield from _told(scope, some)


def _told(scope: Scope, rows: list[SheetRow]) -> Iterator[list[Cell]]:
    sheets = [row.sheet for row in rows]
    before, siret = _before_stops(sheets), _bearers(scope, sheets)
    for row in rows:
        told = project_of(row, before.get(row.sheet.pk, ""), siret.get(row.sheet.pk, ""))
        yield [told.get(name) for name in FIELDS]


def project_of(row: SheetRow, before_stop: str, siret: str) -> dict[str, Cell]:
    """Return a sheet as a project of the schema; a field that it does not hold is not there.

    Parameters
    ----------
    row : SheetRow
        The sheet, of what its reader may see.
    before_stop : str
        The state in which it was before its pause, or before it was given up.
    siret : str
        Of its project owner, or of its lead; "" where the reader does not read one.
    """
    sheet = row.sheet
    address = f"{settings.SITE_URL}{reverse('plans:sheet', args=(sheet.pk,))}"
    texts = (sheet.problem, sheet.objectives, sheet.description)
    told = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, address)),
        "createdAt": _instant(sheet.created_at),
        "updatedAt": _instant(
            datetime.combine(sheet.last_news_on, time(), UTC)
            if sheet.last_news_on
            else sheet.created_at
        ),
        "nom": sheet.title,
        "description": "\n\n".join(text for text in texts if text),
        "budgetPrevisionnel": round(row.costs / 100) if row.costs else None,
        "dateDebutPrevisionnelle": sheet.starts_on.isoformat() if sheet.starts_on else "",
        "phase": _PHASES.get(sheet.state) or _PHASES.get(before_stop, ""),
        "phaseStatut": _status(row),
        "programme": PROGRAMME,
        "porteurCodeSiret": siret,
    }
    return {name: held for name, held in told.items() if held not in (None, "")}


def _status(row: SheetRow) -> str:
    state = row.sheet.state
    if state == SheetState.UNKNOWN:
        return ""
    if state in _STATUSES:
        return _STATUSES[SheetState(state)]
    return "En retard" if Health.LATE in row.health else "En cours"


def _before_stops(sheets: Iterable[ActionSheet]) -> dict[int, str]:
    stopped = [s.pk for s in sheets if s.state in {SheetState.ON_HOLD, SheetState.ABANDONED}]
    events = SheetEvent.objects.filter(sheet__in=stopped, act__in=_STOPS).order_by("told_at", "pk")
    return dict(events.values_list("sheet", "before"))


def _bearers(scope: Scope, sheets: list[ActionSheet]) -> dict[int, str]:
    """Return the SIRET of each sheet's owner, else of a lead, where the reader reads it."""
    standing = standing_of(scope)
    parts = (Part.SHEET_LEAD, Part.PROJECT_OWNER)
    rows = Participation.objects.filter(
        standing.condition("organisation__"), sheet__in=sheets, part__in=parts,
        organisation__isnull=False,
    ).select_related("organisation__seat")  # fmt: skip
    found: dict[int, str] = {}
    for row in sorted(rows, key=lambda each: parts.index(Part(each.part))):
        organisation = row.organisation
        assert organisation is not None
        siret = readable(organisation, standing.towards(organisation)).get("siret")
        if siret:
            found[row.sheet_id] = siret
    return found


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
