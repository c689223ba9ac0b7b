"""What one can look for: lines that are there, and that the reader may read."""

from __future__ import annotations

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_view_know_how

_SHOWN, _READ, _LONGEST = 6, 60, 70
_KINDS = (KnowHowKind.MAKES, KnowHowKind.MACHINE, KnowHowKind.MATERIAL)


def list_examples(scope: Scope) -> list[str]:
    """Return the last lines written, one an organisation."""
    held = KnowHow.objects.filter(can_view_know_how(scope), ended_on=None, kind__in=_KINDS)
    rows = held.order_by("-written_at", "-pk").values_list("organisation", "text")[:_READ]
    first = {organisation: text for organisation, text in reversed(rows) if len(text) <= _LONGEST}
    return list(dict.fromkeys(first.values()))[-_SHOWN:]
