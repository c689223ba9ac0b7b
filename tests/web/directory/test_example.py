"""The people of the example country: once, fictitious, none on a real territory."""

from __future__ import annotations

import pytest

from terreau.core.siren import is_siren
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest, Organisation
from terreau.web.apps.directory.services.example import DOMAIN, PERSONAS, seed_example

pytestmark = pytest.mark.django_db
MODELS = (User, Organisation, Mandate, MandateRequest, Invitation, HistoryEntry)


def test_every_part_of_the_directory_has_its_example() -> None:
    assert all(model.objects.exists() for model in MODELS)
    assert {user.email for user in User.objects.all()} == {f"{key}@{DOMAIN}" for key in PERSONAS}
    assert len({o.visibility for o in Organisation.objects.all()}) == 4
    assert Organisation.objects.filter(siren__startswith="0000").count() == 8


def test_it_is_written_once() -> None:
    before = [model.objects.count() for model in MODELS]
    assert not seed_example()
    assert [model.objects.count() for model in MODELS] == before


def test_all_of_it_is_fictitious() -> None:
    printed = Organisation.objects.filter(sheet_participations__sheet__plan__source_title__gt="")
    for organisation in Organisation.objects.exclude(pk__in=printed.values("pk")):
        assert organisation.siren.startswith("000")
        assert is_siren(organisation.siren)
        assert organisation.seat is not None
        assert organisation.seat.country == "XX"
    for mandate in Mandate.objects.all():
        about = mandate.perimeter or mandate.organisation.seat
        assert about.country == "XX"


def test_nobody_signs_in_by_a_password() -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())
