"""What the activity of an organisation is called: its code, then the name INSEE gives it."""

from __future__ import annotations

from django.utils.translation import get_language

from terreau.datasets.reference import naf


def activity_name(code: str) -> str:
    """Return the name of an activity in the reader's language; "" where it is not known."""
    return naf.name_of(code, (get_language() or "fr")[:2])


def activity_label(code: str) -> str:
    """Return an activity as pages show it: its code, then its name where it is known."""
    return ", ".join(filter(None, (code, activity_name(code))))
