"""Every address has a name, stands in this table, and answers an anonymous reader as it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

# Name of the address → path to try, and what an anonymous reader gets: a file an app.
FILES = sorted((Path(__file__).parent / "addresses").glob("*.toml"))
ADDRESSES: dict[str, tuple[str, int]] = {
    name: (path, status)
    for file in FILES
    for name, (path, status) in tomllib.loads(file.read_text(encoding="utf-8")).items()
}

# Writes at the address of a read, by whose name Django resolves it.
WRITES_AT = {
    "api-1:post_scheme": "api-1:list_all_schemes",
    "api-1:put_scheme": "api-1:get_one_scheme",
    "api-1:delete_scheme_call": "api-1:put_scheme_call",
    "api-1:delete_axis": "api-1:patch_axis",
    "api-1:delete_own_theme": "api-1:patch_own_theme",
    "api-1:post_region_priority": "api-1:list_region_priorities",
    "api-1:patch_know_how": "api-1:get_know_how",
    "api-1:post_organisation": "api-1:list_organisations",
    "api-1:patch_organisation": "api-1:get_organisation",
    "api-1:post_register_run": "api-1:list_register_runs",
    "api-1:post_mandate": "api-1:list_mandates",
    "api-1:post_organisation_mandate": "api-1:list_organisation_mandates",
    "api-1:post_request": "api-1:list_requests",
    # outreach
    "api-1:post_visit": "api-1:list_visits",
    "api-1:patch_visit": "api-1:get_visit",
    "api-1:post_question": "api-1:list_questions",
    "api-1:post_committee": "api-1:list_plan_committees",
    "api-1:patch_committee": "api-1:get_one_committee",
    # network
    "api-1:post_link": "api-1:list_links",
    "api-1:post_introduction": "api-1:list_introductions",
    "api-1:change_introduction": "api-1:get_introduction",
    "api-1:post_space": "api-1:list_cooperation_spaces",
    "api-1:post_contact": "api-1:list_contacts",
    "api-1:delete_contact": "api-1:put_contact",
    "api-1:post_mailing": "api-1:list_mailings",
    # plans
    "api-1:post_plan": "api-1:list_action_plans",
    "api-1:post_action_sheet": "api-1:list_action_sheets",
    "api-1:patch_action_sheet": "api-1:get_action_sheet",
    "api-1:patch_plan_import": "api-1:get_plan_import",
    "api-1:delete_plan_import": "api-1:get_plan_import",
    "api-1:delete_follow_up": "api-1:patch_follow_up",
    "api-1:delete_milestone": "api-1:patch_milestone",
    "api-1:delete_cost_line": "api-1:patch_cost_line",
    "api-1:delete_financing_line": "api-1:patch_financing_line",
    "api-1:delete_tracking_indicator": "api-1:patch_tracking_indicator",
    "api-1:delete_document": "api-1:get_one_document",
    "api-1:delete_obligation": "api-1:put_obligation",
    "api-1:delete_sheet_need": "api-1:put_sheet_need",
    "api-1:post_agreement": "api-1:list_plan_agreements",
    "api-1:post_label": "api-1:list_labels",
    "api-1:post_obligation": "api-1:list_plan_obligations",
    "api-1:put_agreement": "api-1:get_one_agreement",
    "api-1:put_need": "api-1:get_one_need",
    "api-1:post_plan_view": "api-1:list_plan_views",
    "api-1:put_plan_letters": "api-1:get_plan_letters",
    "api-1:delete_plan_calendar": "api-1:put_plan_calendar",
}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Yield the full name of every address under a resolver; "?" where it has none."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or '?'}"
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inside)


def test_every_address_stands_in_the_table() -> None:
    assert set(addresses(get_resolver())) == ADDRESSES.keys() | WRITES_AT.keys()
    assert WRITES_AT.keys() & ADDRESSES.keys() == set()
    for name, read in WRITES_AT.items():
        path = ADDRESSES[read][0].partition("?")[0]
        kwargs = resolve(path).kwargs
        assert reverse(name, kwargs=kwargs) == reverse(read, kwargs=kwargs)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_answers(name: str, client: Client) -> None:
    path, status = ADDRESSES[name]
    assert resolve(path.partition("?")[0]).view_name == name
    assert client.get(path).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nulle-part/", "/territoires/commune/99999/", "/api/v1/nowhere"])
def test_what_does_not_exist_is_a_404(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() - {"api-1:openapi-json"}))
def test_no_address_takes_what_is_posted_without_a_token(name: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(ADDRESSES[name][0]).status_code in {400, 401, 403, 404, 405}


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_answer_is_closed_to_others(client: Client, name: str) -> None:
    """Pages, files, API, refusals: whatever the address, asked as it is or the wrong way."""
    for answer in (client.get(ADDRESSES[name][0]), client.delete(ADDRESSES[name][0])):
        policy = answer["Content-Security-Policy"]
        is_widget = name.endswith("widget") and answer.status_code != 405
        assert ("frame-ancestors *" if is_widget else "frame-ancestors 'none'") in policy
        assert "default-src 'self'" in policy
        assert not re.search("unsafe|http", policy)
        assert answer.get("X-Frame-Options", "") == ("" if is_widget else "DENY")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        is_open = "cross-origin" if is_widget else "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == is_open
        assert "camera=()" in answer["Permissions-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]
        assert answer["X-Request-ID"]
        assert "Server" not in answer
        assert "X-Powered-By" not in answer
        assert "Access-Control-Allow-Origin" not in answer
