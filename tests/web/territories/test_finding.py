"""The page of a search: the name itself, what contains it, then what resembles it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.web.apps.territories.finding import find_page

pytestmark = pytest.mark.django_db


def test_a_name_comes_with_what_contains_it_before_what_resembles_it() -> None:
    found = find_page("saint nazaire")
    assert found.exact[0].code == "44184"
    assert {r.name for r in found.exact} == {"Saint-Nazaire"}
    # The agglomération and the TI of the first namesake come first.
    assert {"244400644", "1:saint-nazaire-cordemais"} <= {r.code for r in found.containing[:2]}
    assert not {r.code for r in found.near} & {r.code for r in (*found.exact, *found.containing)}
    assert found.count == len(found.exact) + len(found.containing) + len(found.near)


def test_a_kind_is_kept_and_the_kinds_are_counted() -> None:
    kinds = {choice.kind: choice.count for choice in find_page("saint nazaire").kinds}
    assert kinds["epci"] >= 1
    only = find_page("saint nazaire", "epci")
    assert {r.kind for r in (*only.exact, *only.containing, *only.near)} <= {"epci"}
    assert only.kinds == ()


def test_a_name_that_nobody_has_shows_what_resembles_it(client: Client) -> None:
    found = find_page("sant nazzaire")
    assert (found.exact, found.containing) == ((), ())
    assert found.near[0].code == "44184"
    page = client.get("/territoires/", {"q": "sant nazzaire"}).text
    assert "near-names" not in page
    assert "near-names" in client.get("/territoires/", {"q": "saint nazaire"}).text


def test_a_page_of_results_is_a_handful_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(6):
        find_page("saint nazaire")
