"""The group of an organisation: in the API, in files, on both pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.directory.models import Organisation

pytestmark = pytest.mark.django_db
API = "/api/v1"


def test_a_group_is_one_that_everyone_sees_and_is_told_to_who_sees_it(
    company, ti, seat, give, signed, keyed
) -> None:
    """In the API, the file and the page; a group that was hidden since is told to nobody else."""
    group = Organisation.objects.create(
        name="Groupe du Lac", folded_name="groupe du lac", kind="company", seat=seat,
        visibility="territory",
    )  # fmt: skip
    body = {"version": company.version, "group": group.pk}
    manager = give(Role.PROJECT_MANAGER, ti)
    program, path = keyed(manager), f"{API}/organisations/{company.pk}"

    def change(said: dict[str, int]) -> Any:
        return program.patch(path, said, content_type="application/json")

    assert change(body).status_code == 400  # not seen by all
    Organisation.objects.filter(pk=group.pk).update(visibility="public")
    changed = change(body).json()
    assert changed["group"] == group.pk
    browser = signed(manager)
    page = "/annuaire/organisations/{}/"
    assert "Groupe du Lac" in browser.get(page.format(company.pk)).content.decode()
    assert company.name in browser.get(page.format(group.pk)).content.decode()
    files = browser.get("/annuaire/organisations.csv").content.decode()
    line = next(row for row in files.splitlines() if company.name in row)
    assert line.endswith("Groupe du Lac")
    Organisation.objects.filter(pk=company.pk).update(visibility="public")
    Organisation.objects.filter(pk=group.pk).update(visibility="private", seat=None)
    assert Client().get(path).json()["group"] is None
    assert "Groupe du Lac" not in Client().get(page.format(company.pk)).content.decode()
    again = {"version": changed["version"], "group": 0}
    assert change(again).json()["group"] is None


def test_nothing_is_in_itself_by_the_form_nor_by_a_program(
    company, ti, seat, give, signed, keyed
) -> None:
    """Directly, or through its own parts."""
    Organisation.objects.filter(pk=company.pk).update(visibility="public")
    part = Organisation.objects.create(
        name="Part", folded_name="part", kind="plant", seat=seat, visibility="public",
        group=company,
    )  # fmt: skip
    manager = give(Role.PROJECT_MANAGER, ti)
    for group in (company, part):
        refused = keyed(manager).patch(
            f"{API}/organisations/{company.pk}",
            {"version": company.version, "group": group.pk},
            content_type="application/json",
        )
        assert refused.status_code == 400
        assert "propre groupe" in refused.content.decode()
        typed = {
            "name": company.name, "kind": "company", "seat": seat.code, "group": group.name,
            "preset": "territory", "version": company.version,
        }  # fmt: skip
        page = signed(manager).post(f"/annuaire/organisations/{company.pk}/modifier/", typed)
        assert page.status_code == 400
        assert "propre groupe" in page.content.decode()
    company.refresh_from_db()
    assert company.group is None
