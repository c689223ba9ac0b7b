"""A file that a page gives: its name says what it holds, and whether it is invented."""

from __future__ import annotations

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"


def marked(name: str, *, is_example: bool) -> str:
    """Return the name of a file, marked where it is of the example country."""
    return f"exemple-{name}" if is_example else name


def legible(name: str) -> str:
    """Return a stem that every disk takes.

    Examples
    --------
    >>> legible("territoire_industrie-2:ti-x01")
    'territoire-industrie-2-ti-x01'
    """
    return "".join(c if c.isalnum() else "-" for c in name)[:80]


def file_answer(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Answer with a file to keep."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
