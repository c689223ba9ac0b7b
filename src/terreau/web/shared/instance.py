"""What an instance says of itself on every page."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from terreau.web.shared.navigation import (
    account_sections,
    count_waiting,
    directory_sections,
    sections,
)


def instance(request: HttpRequest) -> dict[str, object]:
    """Return the variables that every template may use."""
    return {
        "instance_name": settings.INSTANCE_NAME,
        "instance_publisher": settings.INSTANCE_PUBLISHER,
        "instance_director": settings.INSTANCE_DIRECTOR,
        "instance_host": settings.INSTANCE_HOST,
        "instance_contact": settings.INSTANCE_CONTACT,
        "letters": settings.LETTERS,
        "navigation": sections(request.path),
        # Made where they are shown: to who is signed in.
        "waiting_count": partial(count_waiting, request),
        "account_navigation": partial(account_sections, request.path),
        "directory_navigation": partial(directory_sections, request),
    }
