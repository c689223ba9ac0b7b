"""A name that was written on a sheet, tied to the organisation that it is: its history says so."""

from __future__ import annotations

from typing import Any

import pytest
from know_how_world import company_in

from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.services import taking_part
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_a_written_name_that_is_tied_is_told_once(
    acting: Acting, sheet: ActionSheet, ti: Perimeter
) -> None:
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    row = taking_part.put_on_sheet(**who, part="partner", name="Forge du Lac")
    assert row.organisation is None
    smith = company_in(ti, "Forge du Lac")
    taking_part.tie_participation(**who, participation_id=row.pk, organisation_id=smith.pk)
    entry = history_of(sheet).latest("pk")
    assert entry.changes == {
        "participation": ["Partenaire : « Forge du Lac »", "Partenaire : Forge du Lac"]
    }
    # Already on it: the written name goes, and that is told too.
    again = sheet.participations.create(part="partner", written_name="La forge")
    taking_part.tie_participation(**who, participation_id=again.pk, organisation_id=smith.pk)
    assert history_of(sheet).latest("pk").changes == {
        "participation": ["Partenaire : « La forge »", ""]
    }
    sheet.refresh_from_db()
    assert sheet.version == 1 + history_of(sheet).count() == 4
