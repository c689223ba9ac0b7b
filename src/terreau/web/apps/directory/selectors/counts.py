"""How much the directory holds, but for the example country: counts, for whoever asks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.directory.models import Mandate, MandateRequest, Organisation
from terreau.web.apps.directory.selectors.mandates import in_force
from terreau.web.apps.territories.enums import Country

_OF_EXAMPLE = Q(perimeter__country=Country.EXAMPLE) | Q(organisation__seat__country=Country.EXAMPLE)


def count_organisations() -> int:
    """Return how many organisations there are, whoever sees them."""
    return Organisation.objects.exclude(seat__country=Country.EXAMPLE).count()


def count_mandates() -> int:
    """Return how many mandates are in force today."""
    held = Mandate.objects.filter(in_force(timezone.localdate()), holder__isnull=False)
    return held.exclude(_OF_EXAMPLE).count()


def count_requests(since: datetime) -> int:
    """Return how many requests for a mandate were made since an instant."""
    return MandateRequest.objects.filter(asked_at__gt=since).exclude(_OF_EXAMPLE).count()
