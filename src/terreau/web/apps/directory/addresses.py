"""Where what mandates are held for is seen."""

from __future__ import annotations

from django.urls import reverse

from terreau.web.apps.directory.models import About
from terreau.web.apps.territories.models import Perimeter


def page_of(about: About) -> str:
    """Return the address of the page of a territory's people, or of an organisation."""
    if isinstance(about, Perimeter):
        return reverse("directory:acting_here", args=(about.slug, about.code))
    return reverse("directory:organisation", args=(about.pk,))
