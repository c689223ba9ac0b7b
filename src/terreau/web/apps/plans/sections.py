"""What plans add to the page of an organisation: the sheets that it is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.slots import Slot, declare_slot
from terreau.web.apps.plans.selectors.sheet_life import list_sheets_of

MOST_SHOWN = 12


def section_of(scope: Scope, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the sheets that an organisation is on, of those the reader sees; None of none."""
    found = list_sheets_of(scope, organisation.pk, MOST_SHOWN + 1)
    if not found:
        return None
    return {"on_it": found[:MOST_SHOWN], "has_more": len(found) > MOST_SHOWN}


def declare() -> None:
    """Tell the directory; called once, when the app is ready."""
    declare_slot(Slot(50, "plans/_organisation_section.html", section_of))
