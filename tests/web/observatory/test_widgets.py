"""Widgets: framed by any site, whole with their source, the same for all, without a cookie."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

pytestmark = pytest.mark.django_db

ROOT = "/observatoire/integrer/"
ZONE = f"{ROOT}zone-emploi/X001/"
WIDGETS = [
    f"{ZONE}employment.end/",
    f"{ZONE}effects.local/?from=2012&to=2020",
    f"{ZONE}effects/",
    f"{ZONE}trend/",
    f"{ROOT}carte/?kind=region",
    f"{ROOT}carte/?kind=epci&dans=region:11",
    f"{ROOT}indicateur/industry-share/zone-emploi/X001/",
]
REFUSED = [
    (f"{ZONE}nothing/", 404, "n’a pas de chiffre de ce nom"),
    (f"{ROOT}commune/99999/effects/", 404, "Aucun territoire n’a ce code"),
    (f"{ZONE}effects/?from=1999", 400, "n’est pas disponible"),
    (f"{ZONE}effects/?lang=xx", 400, "Cette langue n’est pas proposée"),
    (f"{ROOT}indicateur/nothing/zone-emploi/X001/", 404, "Aucun indicateur ne porte ce nom"),
    (f"{ROOT}indicateur/jobs/commune/XA001/", 400, "ne se comparent pas sur une carte"),
    (f"{ROOT}carte/?dans=commune:44109", 400, "d’une région ou d’un département"),
]
Read = Callable[[HttpResponseBase], list[tuple[str, str, str]]]


def policy_of(answer: HttpResponseBase) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


@pytest.mark.parametrize("path", [*WIDGETS, *(path for path, _status, _said in REFUSED)])
def test_any_site_may_frame_a_widget_and_no_cookie_comes_with_it(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = policy_of(answer)
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "Set-Cookie" not in answer
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert not re.search(r"<script|<style|\sstyle=|<form|<nav aria-label=\"Principale", answer.text)


@pytest.mark.parametrize("path", WIDGETS)
def test_a_widget_says_what_from_where_and_leads_to_the_whole(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=300"
    text = html.unescape(answer.text)
    assert text.count("<h1") == 1
    assert "Source" in text
    assert "Licence" in text
    address = re.search(
        r'<a\s+href="([^"]+)"\s+target="_blank"\s+rel="noopener"\s*>Tout voir', text
    )
    assert address
    assert client.get(address[1].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("path", ["/", "/observatoire/zone-emploi/X001/", "/observatoire/carte/"])
def test_no_other_page_may_be_framed(client: Client, path: str) -> None:
    answer = client.get(path)
    assert policy_of(answer)["frame-ancestors"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("path", "status", "said"), REFUSED)
def test_what_is_not_there_is_said_in_the_frame(
    client: Client, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in html.unescape(answer.text)
    assert "widget.css" in answer.text
    assert "Cache-Control" not in answer


@pytest.mark.parametrize("wish", ["", "?from=2012&to=2020&level=A21"])
def test_every_number_of_a_profile_is_a_widget_that_says_the_same(
    client: Client, figures_of: Read, wish: str
) -> None:
    figures = client.get(f"/api/v1/perimeters/zone_emploi/X001/profile{wish}").json()["figures"]
    keys = [f["key"] for f in figures]
    # One of each sort: a profile has two hundred.
    tried = {re.sub(r"\.[A-Z0-9]+\.|\d{4}", ".", key): key for key in keys}
    assert len(tried) > 20
    for figure in (each for each in figures if each["key"] in tried.values()):
        answer = client.get(f"{ZONE}{figure['key']}/{wish}")
        ((key, value, display),) = figures_of(answer)
        assert key == figure["key"]
        assert display == figure["display"]
        assert (float(value) if value else None) == figure["value"]
        twin = re.search(
            r'<link rel="alternate" type="application/json" href="([^"]+)"', answer.text
        )
        assert twin, key
        assert client.get(html.unescape(twin[1])).json()["figures"] == figures


def test_an_indicator_is_the_value_that_the_map_lists(client: Client, figures_of: Read) -> None:
    answer = client.get(f"{ROOT}indicateur/industry-share/zone-emploi/X001/")
    ((_key, value, display),) = figures_of(answer)
    asked = {"kind": "zone_emploi", "country": "XX"}
    values = client.get("/api/v1/indicators/industry-share/values", asked).json()["values"]
    (listed,) = [each for each in values if each["code"] == "X001"]
    assert (float(value), display) == (listed["value"], listed["display"])


def test_a_chart_draws_the_numbers_of_the_profile_in_colours_of_the_reader_s_scheme(
    client: Client,
) -> None:
    figures = client.get("/api/v1/perimeters/zone_emploi/X001/profile").json()["figures"]
    display = {figure["key"]: figure["display"] for figure in figures}
    text = client.get(f"{ZONE}effects/").text
    assert text.count('role="img"') == 2, "for narrow frames and for wide ones"
    for key in ("effects.total", "effects.macro", "effects.structural", "effects.local"):
        assert text.count(f">{display[key]}</text>") == 2
    assert not re.search(r'(?:fill|stroke)="#', text)
    assert 'fill="var(--plus)"' in text


def test_the_language_is_that_of_the_address_whatever_the_reader_s_cookie(
    client: Client, english: Client
) -> None:
    path = f"{ZONE}effects.local/"
    assert english.get(path).content == client.get(path).content
    answer = client.get(f"{path}?lang=en")
    assert answer["Content-Language"] == "en"
    assert '<html lang="en">' in answer.text
    assert "Local effect" in answer.text
    closer = client.get(f"{ROOT}carte/?kind=region&lang=en").text
    assert "lang=en&amp;dans=region%3A11" in closer, "one stays in the language of the frame"


def test_what_makes_the_sign_doubtful_travels_with_the_local_effect(client: Client) -> None:
    certainty = client.get("/api/v1/perimeters/zone_emploi/X001/profile").json()["certainty"]
    assert certainty["verdict"] != "certain"
    assert html.escape(certainty["label"]) in client.get(f"{ZONE}effects.local/").text


def frames_of(page: str) -> list[dict[str, str]]:
    """Return the attributes of the frames that a page offers to copy."""
    codes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return [dict(re.findall(r'(\w+)="([^"]*)"', html.unescape(code))) for code in codes]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/observatoire/zone-emploi/X001/?from=2012&to=2020", 4),
        ("/observatoire/carte/?kind=region", 1),
        ("/observatoire/epci/244400644/", 0),
        ("/observatoire/carte/?country=XX", 0),
    ],
)
def test_a_page_gives_the_code_of_its_widgets(
    client: Client, english: Client, path: str, count: int
) -> None:
    frames = frames_of(client.get(path).text)
    assert len(frames) == count
    for frame in frames:
        assert frame["src"].startswith("http://testserver/observatoire/integrer/")
        assert frame["title"]
        assert int(frame["height"]) >= 200
        shown = client.get(html.unescape(frame["src"]))
        assert shown.status_code == 200
        assert ("from=2012" in path) == ("from=2012" in frame["src"])
    for frame in frames_of(english.get(path).text):
        assert 'lang="en"' in client.get(html.unescape(frame["src"])).text
