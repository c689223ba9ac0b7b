"""What money adds below: a section to the page of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.slots import Slot, declare_slot
from terreau.web.apps.funding.enums import Fit
from terreau.web.apps.funding.permissions import can_view_facts
from terreau.web.apps.funding.selectors.fitting import fitting_of, subject_of

MOST_SHOWN = 4


def section_of(scope: Scope, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the schemes that fit an organisation, for its members and its keepers."""
    if not Organisation.objects.filter(can_view_facts(scope), pk=organisation.pk).exists():
        return None
    fitting = fitting_of(scope, subject_of(organisation))
    if not fitting.schemes:
        return None
    return {
        "pk": organisation.pk,
        "fits": [each.row.scheme for each in fitting.of(Fit.YES)][:MOST_SHOWN],
        "fit_count": len(fitting.of(Fit.YES)),
        "unknown_count": len(fitting.of(Fit.UNKNOWN)),
    }


def declare() -> None:
    """Tell the directory; called once, when the app is ready."""
    declare_slot(Slot(70, "funding/_organisation_section.html", section_of))
