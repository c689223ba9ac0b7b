"""Sheets like one's own elsewhere: by their words and by what they mean, of what one may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from terreau.core.text import fold
from terreau.matching.folding import VAGUE_WORDS, Words
from terreau.matching.search import SearchIndex
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import SheetState
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.permissions import can_view_sheet

# So many sheets that share a word are read; the best of them are shown.
_READ, _SHOWN = 400, 20
# Of a word, what its other forms share: "forges", "forgeron".
_ROOT = 4
_MOST_WORDS = 8


@dataclass(frozen=True)
class Alike:
    """A sheet that is like another, and the words by which it is."""

    sheet: ActionSheet
    words: list[str]


def list_alike(
    scope: Scope, text: str, *, country: str, without: ActionSheet | None = None
) -> list[Alike]:
    """Return the sheets of other territories that are like some words, the nearest first.

    Parameters
    ----------
    scope : Scope
        Of the reader: what they may not see is neither found nor counted.
    text : str
        What is sought: the title of a sheet, or words that were typed.
    country : str
        Of which country.
    without : ActionSheet or None
        The sheet that is compared: those of its territory are left out.
    """
    roots = _roots(text)
    if not roots:
        return []
    shares = Q(pk__in=[])
    for root in roots:
        shares |= Q(folded_title__contains=root)
    seen = ActionSheet.objects.filter(
        shares, can_view_sheet(scope), plan__perimeter__country=country
    ).exclude(state=SheetState.MERGED)
    if without is not None:
        seen = seen.exclude(plan__perimeter=without.plan.perimeter_id)
    # Many are compared by their words, few are shown.
    read = list(seen.order_by("-pk").values_list("pk", "title", "objectives")[:_READ])
    index = SearchIndex.build([f"{title}. {objectives[:400]}" for _pk, title, objectives in read])
    hits = [(read[hit.number][0], hit.reasons) for hit in index.search(text)[:_SHOWN]]
    sheets = ActionSheet.objects.select_related("plan__perimeter", "own_theme").in_bulk(
        [key for key, _reasons in hits]
    )
    return [
        Alike(sheets[key], sorted({reason.found for reason in reasons})) for key, reasons in hits
    ]


def _roots(text: str) -> list[str]:
    """Return what the telling words of a text share with their other forms."""
    words = [word for word in Words().of(text) if len(word) > 3 and word not in VAGUE_WORDS]
    return list(dict.fromkeys(fold(word)[:_ROOT] for word in words))[:_MOST_WORDS]
