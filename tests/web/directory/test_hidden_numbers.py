"""That a hidden organisation bears a number is told to no keeper of another territory."""

from __future__ import annotations

import pytest

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.enums import Register
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register_rules import Entry
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    add_organisation,
    change_organisation,
)
from terreau.web.apps.directory.services.register_requests import request_list
from terreau.web.apps.directory.services.register_runs import run_register
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
NUMBERS = {"siret": SIRET, "siren": SIRET[:9]}


def bearer(far_seat: Perimeter, visibility: str) -> Organisation:
    return Organisation.objects.create(
        name="Chez d’autres", folded_name="chez d autres", kind="company", seat=far_seat,
        visibility=visibility, **NUMBERS,
    )  # fmt: skip


def read(keeper: User, entry: Entry, *, is_trial: bool) -> tuple[dict[str, int], list[object]]:
    """Return all that a keeper is told of a file of one line."""
    run = request_list(
        acting=Acting(keeper, scope_of(keeper)), register=Register.FILE, entries=[entry],
        is_trial=is_trial,
    )  # fmt: skip
    done = run_register(run_id=run.pk)
    shown = ("outcome", "siret", "name", "field", "before", "after")
    return done.counts, list(done.changes.values_list(*shown))


@pytest.mark.parametrize("closed_on", ["", "2020-01-01"])
@pytest.mark.parametrize("is_far", [False, True])
def test_a_file_tells_the_same_with_and_without_it(
    keeper: User, seat: Perimeter, far_seat: Perimeter, is_far: bool, closed_on: str
) -> None:
    code = (far_seat if is_far else seat).code
    said = {"name": "Forge du Lac", "seat": code, "closed_on": closed_on, **NUMBERS}
    entry = Entry({name: value for name, value in said.items() if value}, kind="company", line=2)
    without = read(keeper, entry, is_trial=True)
    hidden = bearer(far_seat, "private")
    assert read(keeper, entry, is_trial=True) == without
    read(keeper, entry, is_trial=False)
    count = Organisation.objects.count()
    read(keeper, entry, is_trial=False)  # twice adds nothing
    assert Organisation.objects.count() == count
    assert Organisation.objects.get(siret=SIRET) == hidden


def test_the_form_tells_nothing_of_it(
    keeper: User, seat: Perimeter, far_seat: Perimeter, company: Organisation
) -> None:
    acting = Acting(keeper, scope_of(keeper))
    other = bearer(far_seat, "private")
    written = OrganisationFields(name="Forge du Lac", kind="company", seat=seat, **NUMBERS)
    made = add_organisation(acting=acting, written=written)
    assert (made.siret, made.siren) == ("", "")
    changed = change_organisation(
        acting=acting, organisation_id=company.pk, version=company.version, written=written
    )
    assert (changed.siret, changed.siren) == (company.siret, company.siren)
    # Of one that they may see it is said.
    other.visibility = "public"
    other.save()
    with pytest.raises(BadField, match="porte déjà ce numéro"):
        add_organisation(acting=acting, written=written)
