"""The search of know-how: found at once, by whom it may be, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from know_how_search import PAGE, Add, found, text_of

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.signals import register_read
from terreau.web.apps.knowhow import search_receivers
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.search_tasks import make_search_index
from terreau.web.apps.knowhow.searching import fresh, held
from terreau.web.shared.warming import server_warms

pytestmark = pytest.mark.django_db


def test_words_are_forgiven_and_the_reason_is_told(
    client: Client, add: Add, indexed: Callable[[], None]
) -> None:
    add("Tôlerie fine et soudure")
    add("Élevage de moutons")
    indexed()
    for typed in ("tolerie", "TÔLERIES", "tôlerei"):
        assert found(client, typed) == ["Tôlerie fine et soudure"], typed
    assert "« Tôlerie »" in text_of(client, "tolerie")
    assert "« Tôlerie », orthographe corrigée de « tôlerei »" in text_of(client, "tôlerei")
    answer = client.get("/api/v1/know-how/search", {"q": "tolerie"}).json()
    (line,) = answer["answers"][0]["lines"]
    assert line["reasons"] == [{"typed": "tolerie", "found": "Tôlerie", "how": "same"}]
    assert answer["total"] == 1


def test_what_is_written_is_found_at_once_and_what_ends_no_more(client: Client, add: Add) -> None:
    first = add("Galvanisation à chaud")
    make_search_index.call()
    second = add("Galvanisation de clôtures")
    assert set(found(client, "galvanisation")) == {first.text, second.text}
    second.text = "Zingage"
    second.save()
    first.ended_on = date(2026, 11, 1)
    first.save(update_fields=["ended_on"])
    assert found(client, "galvanisation") == []
    second.delete()
    assert found(client, "zingage") == []


def test_what_the_index_has_is_not_read_anew_though_much_was_written_since(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = add("soudure").organisation, add("fonderie").organisation
    KnowHow.objects.create(organisation=first, kind="makes", text="brasage", source="told")
    make_search_index.call()
    # Of the last organisation its own row is looked at, and not its line, which came after.
    monkeypatch.setattr(fresh, "MOST", 1)
    assert fresh.changed_since(held.held_index()) == {}
    last.save()
    assert [*fresh.changed_since(held.held_index())] == [last.pk]


def test_what_changed_is_read_once_until_it_changes_again(client: Client, add: Add) -> None:
    add("soudure")
    with CaptureQueriesContext(connection) as first:
        found(client, "soudure")
    with CaptureQueriesContext(connection) as second:
        found(client, "soudure")
    assert len(second) < len(first)


def test_the_index_waits_for_the_end_of_a_register(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    task = SimpleNamespace(get_backend=lambda: SimpleNamespace(supports_defer=True))
    monkeypatch.setattr(search_receivers, "make_search_index", task)
    monkeypatch.setattr(search_receivers, "_ask", lambda: asked.append("index"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        register_read.send(None, run_id=1)
    assert asked == ["index"]


def test_a_server_reads_the_index_before_its_first_reader(client: Client, add: Add) -> None:
    add("soudure")
    make_search_index.call()
    held._read.clear()
    server_warms.send(None)
    assert [kept for _mark, kept in held._read.values()] != [None]


def test_a_stale_index_shows_nothing_that_is_no_longer_agreed(client: Client, add: Add) -> None:
    texts = [f"Galvanisation numéro {number}" for number in ("un", "deux", "trois", "quatre")]
    lines = [add(text, description="Galvanisation encore") for text in texts]
    make_search_index.call()
    # `update` tells nobody: the index goes on believing what it read.
    keys = [line.organisation_id for line in lines]
    KnowHow.objects.filter(pk=lines[0].pk).update(visibility="private")
    Organisation.objects.filter(pk=keys[0]).update(field_visibility={"description": "private"})
    Organisation.objects.filter(pk=keys[1]).update(visibility="partners")
    Organisation.objects.filter(pk=keys[2]).delete()
    KnowHow.objects.filter(pk=lines[3].pk).update(ended_on=date(2026, 11, 1))
    answer = client.get("/api/v1/know-how/search", {"q": "galvanisation"}).json()
    shown = [
        (each["organisation"], line["part"]) for each in answer["answers"] for line in each["lines"]
    ]
    assert shown == [(keys[3], "description")]
    assert answer["total"] == 1


@pytest.mark.parametrize("damage", [b"", b"not an index", b"terreau-search-1\n00000000\n{}"])
def test_a_damaged_index_is_no_error(
    client: Client, add: Add, own_index: Path, damage: bytes
) -> None:
    add("Tournage sur bois")
    make_search_index.call()
    (file,) = own_index.iterdir()
    file.write_bytes(damage)
    assert found(client, "tournage") == ["Tournage sur bois"]
    make_search_index.call()
    assert held.held_index() is not None


def test_an_index_of_another_database_is_not_read(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Tournage sur bois")
    make_search_index.call()
    assert held.held_index() is not None
    monkeypatch.setitem(connection.settings_dict, "NAME", "another")
    held._read.clear()
    assert held.held_index() is None


def test_a_worker_killed_in_the_middle_leaves_the_index_of_before(
    client: Client, add: Add, own_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Tournage sur bois")
    make_search_index.call()

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", killed)
        with pytest.raises(SystemExit):
            make_search_index.call()
    assert [each.name for each in own_index.iterdir()] == ["know-how.index"]
    assert found(client, "tournage") == ["Tournage sur bois"]


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_000, "\x00\x07\x1b[31m", "%_%' OR 1=1 --", "\u202egnitirw-tfel-ot-thgir\u202c",
        '"><script>alert(1)</script>', "NEAR/2 * AND", "🏭" * 300, "\ud800", "-", "  ",
    ],
)  # fmt: skip
def test_hostile_queries_are_answered(client: Client, add: Add, query: str) -> None:
    add("Tournage sur bois")
    safe = query.encode("utf-8", "replace").decode()
    for address in (PAGE, f"{PAGE}resultats.xlsx", f"{PAGE}resultats.csv"):
        for name in ("q", "pres", "territoire", "certification", "page"):
            answer = client.get(address, {"q": "bois"} | {name: safe})
            assert answer.status_code == (414 if len(query) > 4000 else 200), (address, name)
            assert "<script>alert(1)" not in answer.content.decode(errors="replace")
    assert client.get("/api/v1/know-how/search", {"q": safe}).status_code in {200, 400, 414}


def test_the_empty_page_shows_what_is_there_and_nothing_found_says_what_to_do(
    client: Client, add: Add
) -> None:
    assert "Aucun savoir-faire n’est encore visible ici" in client.get(PAGE).text
    add("Tournage sur bois")
    add("Tournage secret", level="private")
    add("Couverture, zinguerie", level="private")
    page = client.get(PAGE)
    # Needs, as one says them, that somebody answers; not the words of who answers.
    assert page.context["examples"]
    for need in page.context["examples"]:
        assert found(client, need) == ["Tournage sur bois"]
    assert "Tournage secret" not in page.text
    nothing = text_of(client, "zzzzqqq", contact="1")
    assert "Personne ne répond à « zzzzqqq »" in nothing
    assert "Cherchez sans filtre, partout" in nothing


def test_what_closed_can_do_nothing(client: Client, add: Add, indexed: Callable[[], None]) -> None:
    line = add("Polissage de moules")
    indexed()
    assert found(client, "polissage") == [line.text]
    Organisation.objects.filter(pk=line.organisation_id).update(closed_on=date(2026, 11, 1))
    assert found(client, "polissage") == []
    indexed()
    assert found(client, "polissage") == []


def test_pages_and_the_map_hold_all_that_answers(client: Client, add: Add) -> None:
    for number in range(25):
        add(f"Perçage {number}", commune=f"XA00{number % 3 + 1}")
    page = client.get(PAGE, {"q": "perçage"})
    assert [len(page.context["rows"]), page.context["found"].count] == [20, 25]
    assert sum(point.count for point in page.context["map"].points) == 25
    assert len(client.get(PAGE, {"q": "perçage", "page": "2"}).context["rows"]) == 5
    assert client.get(PAGE, {"q": "perçage", "page": "99"}).status_code == 200


def test_the_number_of_queries_does_not_grow(client: Client, add: Add) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE, {"q": "fraisage", "pres": "XA001"}).status_code == 200
        return len(queries)

    add("Fraisage")
    few = asked()
    for number in range(30):
        add(f"Fraisage {number}")
    assert asked() == few <= 16


@pytest.mark.parametrize("level", ["territory", "partners", "private"])
def test_what_is_hidden_changes_nothing_for_who_may_not_read_it(
    client: Client, add: Add, indexed: Callable[[], None], level: str
) -> None:
    for text in ("Polissage de moules", "Polissage et ébavurage", "Ébavurage de pièces"):
        add(text)
    indexed()
    asked = [
        client.get("/api/v1/know-how/search", {"q": q}).json() for q in ("polissage", "ebavurage")
    ]
    for number in range(5):
        add(f"Polissage {number}", level=level)
        add("Ébavurage", visibility=level, description="Polissage de tout")
    indexed()
    again = [
        client.get("/api/v1/know-how/search", {"q": q}).json() for q in ("polissage", "ebavurage")
    ]
    assert again == asked
