"""A sheet of a list as machines read it: the same in the API and in a file."""

from __future__ import annotations

from typing import Any

from terreau.web.apps.plans.selectors.sheets import SheetRow


def sheet_as_json(row: SheetRow) -> dict[str, Any]:
    """Return a sheet of a list."""
    sheet = row.sheet
    return {
        "id": sheet.pk,
        "plan": sheet.plan_id,
        "code": sheet.code,
        "title": sheet.title,
        "axis": str(sheet.axis or ""),
        "theme": sheet.theme_choice,
        "state": sheet.state,
        "health": list(row.health),
        "leads": row.leads,
        "starts_on": sheet.starts_on,
        "ends_on": sheet.ends_on,
        "next_due_on": row.next_due_on,
        "version": sheet.version,
    }
