"""A dashboard written out as JSON, CSV and text: the figures of the page, in full precision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from terreau.datasets.indicators.dashboards import Dashboard
from terreau.web.apps.observatory.dashboard import Card, DashboardPage
from terreau.web.apps.observatory.indicator_words import told


def defined(dashboard: Dashboard) -> dict[str, Any]:
    """Return the definition of a dashboard, ready for JSON."""
    return {
        "id": dashboard.id,
        "title": told(dashboard.title),
        "question": told(dashboard.question),
        "groups": [
            {
                "title": told(group.title),
                "question": told(group.question) if group.question else "",
                "indicators": list(group.indicators),
                "lead": group.lead,
            }
            for group in dashboard.groups
        ],
    }


def as_json(page: DashboardPage) -> dict[str, Any]:
    """Return a dashboard for a territory, as the API gives it."""
    return {
        "dashboard": page.id,
        "title": page.title,
        "kind": page.kind,
        "code": page.code,
        "name": page.name,
        "version": page.version_label,
        "is_example": page.is_example,
        "sentence": page.sentence,
        "figures": [number.as_dict() for number in page.numbers()],
        "statuses": {
            card.own.key: str(card.status) for group in page.groups for card in group.cards
        },
        "missing": [
            {
                "group": lack.group,
                "indicators": list(lack.titles),
                "reason": lack.why,
                "sources": [id_ for id_, _title in lack.sources],
            }
            for lack in page.lacks
        ],
    }


def as_json_text(page: DashboardPage) -> str:
    """Return the same as text."""
    return json.dumps(as_json(page), ensure_ascii=False, indent=2)


def as_text(page: DashboardPage) -> str:
    """Return a dashboard as a terminal shows it."""
    return "\n".join(_lines(page))


def _lines(page: DashboardPage) -> Iterator[str]:
    if page.is_example:
        yield _("PAYS D’EXEMPLE : territoires et chiffres fictifs.")
    yield f"{page.kind_label} · {page.version_label}"
    yield f"{page.name} · {page.title}"
    yield ""
    yield page.sentence
    for group in page.groups:
        yield from ("", group.title)
        yield from map(_line, group.cards)
    if page.lacks:
        yield from ("", _("Ce qui manque"))
    for lack in page.lacks:
        wanted = "".join(f" ({id_})" for id_, _title in lack.sources)
        yield f"  {', '.join(lack.titles)} : {lack.why}{wanted}"
    yield ""
    yield from (_("Source : %(read)s") % {"read": read} for read in page.sources)


def _line(card: Card) -> str:
    own = card.own
    value = f"{own.display} {card.unit}".rstrip()
    nation = f"{card.nation.display} {card.unit}".rstrip() if card.nation else ""
    beside = _("pays : %(nation)s") % {"nation": nation} if nation else ""
    rank = card.rank.number.display if card.rank else ""
    more = " · ".join(part for part in (own.period, card.status_label, beside, rank) if part)
    return f"  {own.label:<44} {value:>22}  ({more})"
