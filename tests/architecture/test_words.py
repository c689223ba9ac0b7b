"""Sentences that hold a name need no elision: "d’Atelier" and "de Forge" cannot be one sentence."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "src/terreau/web/locale/en/LC_MESSAGES/django.po"
APPS = ("knowhow", "directory", "network", "outreach")
# What holds a name of anything; "site" begins with what an installation chose.
NAMES = "name|about|organisation|who|whom|place|first|second|territory"
ELIDED = re.compile(
    rf"\b(?:de|que|jusque|lorsque|puisque|quoique|ne|se) %\((?:{NAMES})\)s", re.IGNORECASE
)


def test_no_sentence_elides_before_a_name() -> None:
    with LOCALE.open("rb") as file:
        messages = read_po(file, locale="en")
    wrong = [
        message.id
        for message in messages
        if any(f"/apps/{app}/" in f"/{path}" for path, _ in message.locations for app in APPS)
        and ELIDED.search(" ".join(message.id) if isinstance(message.id, tuple) else message.id)
    ]
    assert sum(1 for _ in messages) > 1000
    assert wrong == []
