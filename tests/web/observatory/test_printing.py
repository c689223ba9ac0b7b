"""The notes of a printed profile: every panel has one, and what they share is said once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("territory", "panels"),
    [
        (
            "zone-emploi/X001",
            [
                *("jobs", "local", "without_first", "specialty", "effects"),
                *("certainty", "distance", "near", "gathered"),
                *("trend", "sectors", "typology", "population"),
            ],
        ),
        ("commune/44184", ["population"]),
    ],
)
def test_every_panel_has_its_note(client: Client, territory: str, panels: list[str]) -> None:
    page = client.get(f"/observatoire/{territory}/")
    notes = page.context["print_notes"]
    assert list(notes.number_of) == panels
    listed = [note for group in notes.by_source for note in group]
    assert [note.number for note in listed] == list(range(1, len(panels) + 1))
    marks = {int(n) for n in re.findall(r'note-mark">Note (\d+)<', page.text)}
    assert marks == set(notes.number_of.values())
    # Each disclosure of the screen has its mark on paper.
    assert page.text.count("note-mark") == page.text.count('class="why screen-only"') >= len(panels)
    assert 'class="why"' not in page.text
    printed = page.text.split("print-notes", 1)[1]
    for group in notes.by_source:
        assert printed.count(f"<strong>{group[0].provenance.source}".replace("'", "’")) == 1
    for note in listed:
        assert note.provenance.command in printed
