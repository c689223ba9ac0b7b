"""Which lines were noted a moment ago: their page is told in its address, and shows them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from terreau.web.apps.knowhow.models import KnowHow

_ASKED, _BETWEEN = "notees", "-"


def page_with_new(organisation_id: int, lines: Sequence[KnowHow]) -> str:
    """Return the address of the page of an organisation where new lines are seen to be new."""
    page = reverse("directory:organisation", args=(organisation_id,))
    if not lines:
        return f"{page}#savoir-faire"
    keys = [str(line.pk) for line in lines]
    return f"{page}?{_ASKED}={_BETWEEN.join(keys)}#ligne-{keys[0]}"


def is_just_noted(line: KnowHow, request: HttpRequest) -> bool:
    """Whether the address says so of a line."""
    return str(line.pk) in request.GET.get(_ASKED, "").split(_BETWEEN)


def lines_added(added: int, known: int) -> str:
    """Return how many lines were added, and how many were there already."""
    said = ngettext("%(count)d ligne ajoutée.", "%(count)d lignes ajoutées.", added)
    there = ngettext("%(count)d y était déjà.", "%(count)d y étaient déjà.", known)
    return " ".join(
        sentence % {"count": count} for sentence, count in ((said, added), (there, known)) if count
    )
