"""The territories like one as JSON and as a terminal shows them; their CSV is that of figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from terreau.web.apps.observatory.alike import PeerGroup, PeerRow, PeersPage


def as_json(page: PeersPage) -> dict[str, Any]:
    """Return the peers of a territory as the API gives them."""
    return {
        "kind": page.kind,
        "code": page.code,
        "name": page.name,
        "is_example": page.is_example,
        "sentence": page.sentence,
        "notes": list(page.notes),
        "groups": [_group(group) for group in page.groups],
        "figures": [number.as_dict() for number in page.numbers()],
    }


def _group(group: PeerGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "title": group.title,
        "searched": group.searched,
        "peers": [
            {
                "kind": row.result.kind,
                "code": row.result.code,
                "name": row.result.name,
                "programme": list(row.programme),
                "reasons": list(row.reasons),
                "is_steady": row.is_steady,
                "is_partial": row.is_partial,
            }
            for row in group.rows
        ],
    }


def as_json_text(page: PeersPage) -> str:
    """Return the same as text."""
    return json.dumps(as_json(page), ensure_ascii=False, indent=2)


def as_text(page: PeersPage) -> str:
    """Return the peers of a territory as a terminal shows them."""
    return "\n".join(_lines(page))


def _lines(page: PeersPage) -> Iterator[str]:
    if page.is_example:
        yield _("PAYS D’EXEMPLE : territoires et chiffres fictifs.")
    yield page.sentence
    for said in (page.about, page.belongs, *page.notes):
        if said:
            yield said
    for number in (page.jobs, page.local):
        if number:
            yield f"  {number.label} : {number.display} ({number.period})"
    for group in page.groups:
        yield ""
        yield group.title
        yield group.searched
        for row in group.rows:
            yield from _row(row)
    if page.jobs:
        yield ""
        yield f"{_('Source')} : {page.jobs.provenance.source}"


def _row(row: PeerRow) -> Iterator[str]:
    yield f"  {row.result.name} ({row.result.code})"
    if row.reasons:
        shared = _("Tous deux ont plus que le pays de")
        yield f"    {shared} : {' ; '.join(row.reasons)}"
    for number in row.numbers():
        yield f"    {number.label} : {number.display} ({number.period})"
    if row.steadiness:
        yield f"    {row.steadiness}"
