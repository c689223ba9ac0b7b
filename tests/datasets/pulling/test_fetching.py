"""A fetch that succeeds: alone, again, compressed on the way, after waiting."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_file_comes_whole_with_its_record(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(body)), sha256=bench.sha256(body))
    before = datetime.now(UTC) - timedelta(seconds=1)
    fetched = bench.fetch(wanted)
    assert fetched.path.read_bytes() == body
    assert (fetched.size, fetched.sha256) == (len(body), bench.sha256(body))
    assert (fetched.address, fetched.final_address) == (wanted.address, wanted.address)
    assert fetched.is_new
    assert before <= fetched.fetched_at <= datetime.now(UTC)
    assert bench.names == ["official.csv", "record.json"]
    record = json.loads((bench.folder / "record.json").read_text())
    assert (record["etag"], record["sha256"]) == ('"one"', bench.sha256(body))


def test_the_site_is_told_who_asks_and_nothing_else(bench: Bench, site: Site) -> None:
    bench.fetch(bench.wanted(site.play("/f", site.official(b"a;b\n"))))
    (headers,) = site.requests("/f")
    assert headers.pop("user-agent").startswith("Terreau/")
    assert headers.pop("host") == site.address.removeprefix("http://")
    assert headers == {"accept": "*/*", "accept-encoding": "identity"}


@pytest.mark.parametrize("proxy", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_comes_from_the_environment(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv(proxy, "http://127.0.0.1:9")
    assert bench.fetch(bench.wanted(site.play("/f", site.official(b"a;b\n")))).is_new


def test_an_unchanged_file_is_not_sent_again(bench: Bench, site: Site) -> None:
    wanted = bench.wanted(site.play("/f", site.official(bench.table(50))))
    first = bench.fetch(wanted)
    again = bench.fetch(wanted)
    assert not again.is_new
    assert (again.sha256, again.fetched_at, again.path) == (
        first.sha256, first.fetched_at, first.path,
    )  # fmt: skip
    assert site.requests("/f")[1]["if-none-match"] == '"one"'


def test_a_date_is_enough_to_know_that_nothing_changed(bench: Bench, site: Site) -> None:
    date = "Mon, 02 Mar 2026 09:00:00 GMT"
    unchanged = lambda handler: handler.answer(304, content_length=None)  # noqa: E731
    sent = site.whole(b"a;b\n", last_modified=date)
    wanted = bench.wanted(site.play("/f", sent, unchanged))
    bench.fetch(wanted)
    assert not bench.fetch(wanted).is_new
    assert site.requests("/f")[1]["if-modified-since"] == date


def test_the_same_state_offered_again_is_not_read(bench: Bench, site: Site) -> None:
    body = bench.table(50)

    def hanging(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("ETag", '"one"')
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        threading.Event().wait(0.3)

    wanted = bench.wanted(site.play("/f", site.whole(body, etag='"one"'), hanging))
    bench.fetch(wanted)
    assert not bench.fetch(wanted).is_new
    assert len(site.asked) == 2


def test_another_address_is_asked_without_condition(bench: Bench, site: Site) -> None:
    bench.fetch(bench.wanted(site.play("/f", site.official(b"a;b\n"))))
    moved = bench.wanted(site.play("/g", site.official(b"c;d\n")))
    assert bench.fetch(moved).path.read_bytes() == b"c;d\n"
    assert "if-none-match" not in site.requests("/g")[0]


def test_the_same_bytes_under_another_name_are_not_new(bench: Bench, site: Site) -> None:
    body = bench.table(50)
    plays = site.official(body), site.official(body, etag='"two"')
    wanted = bench.wanted(site.play("/f", *plays))
    bench.fetch(wanted)
    assert not bench.fetch(wanted).is_new


def test_a_file_known_by_its_digest_is_not_even_asked_for(bench: Bench, site: Site) -> None:
    body = bench.table(50)
    wanted = bench.wanted(site.play("/f", site.official(body)), sha256=bench.sha256(body).upper())
    bench.fetch(wanted)
    assert not bench.fetch(wanted).is_new
    assert len(site.asked) == 1


def test_a_new_state_replaces_the_one_before(bench: Bench, site: Site) -> None:
    old, new = bench.table(50), bench.table(60, "b")
    wanted = bench.wanted(site.play("/f", site.official(old), site.official(new, etag='"two"')))
    bench.fetch(wanted)
    again = bench.fetch(wanted)
    assert again.is_new
    assert again.path.read_bytes() == new
    assert bench.names == ["official.csv", "record.json"]


@pytest.mark.parametrize("damage", ["file", "record", "absent", "not json", "another shape"])
def test_a_file_that_is_not_as_recorded_is_fetched_anew(
    bench: Bench, site: Site, damage: str
) -> None:
    body = bench.table(50)
    wanted = bench.wanted(site.play("/f", site.official(body)))
    path = bench.fetch(wanted).path
    record = bench.folder / "record.json"
    if damage == "file":
        path.write_bytes(body[:-2] + b"x\n")
    elif damage == "absent":
        path.unlink()
    else:
        texts = {"record": "{}", "not json": "{", "another shape": "[1]"}
        record.write_text(texts[damage])
    again = bench.fetch(wanted)
    assert again.is_new
    assert path.read_bytes() == body
    assert "if-none-match" not in site.requests("/f")[1]


def test_redirections_are_followed_to_the_file(bench: Bench, site: Site) -> None:
    for number, status in enumerate([301, 302, 303, 307]):
        to = f"/{number + 1}" if number % 2 else f"{site.address}/{number + 1}"
        site.play(f"/{number}", lambda h, s=status, to=to: h.answer(s, location=to))
    site.play("/4", lambda h: h.answer(308, location="/fichier%20été?x=a b"))
    site.play("/fichier%20%C3%A9t%C3%A9?x=a%20b", site.official(b"a;b\n"))
    fetched = bench.fetch(bench.wanted(f"{site.address}/0"))
    assert fetched.address == f"{site.address}/0"
    assert fetched.final_address == f"{site.address}/fichier%20%C3%A9t%C3%A9?x=a%20b"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_compressed_on_the_way_is_unpacked(bench: Bench, site: Site, encoding: str) -> None:
    body = bench.table(3000)
    sent = gzip.compress(body[:9000]) + gzip.compress(body[9000:])
    if encoding == "deflate":
        sent = zlib.compress(body)
    wanted = bench.wanted(site.play("/f", site.whole(sent, content_encoding=encoding)))
    assert bench.fetch(wanted).path.read_bytes() == body


def test_a_broken_compressed_file_begins_again(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    sent = gzip.compress(body)
    headers = {"content_encoding": "gzip", "etag": '"one"'}
    cut = site.whole(sent[:-20], content_length=None, **headers)
    damaged = site.whole(sent[:200] + b"\0" * 50 + sent[250:], **headers)
    wanted = bench.wanted(site.play("/f", cut, damaged, site.whole(sent, **headers)))
    assert bench.fetch(wanted).path.read_bytes() == body
    assert not any("range" in headers for headers in site.requests("/f"))


def test_a_file_that_is_itself_compressed_stays_so(bench: Bench, site: Site) -> None:
    sent = gzip.compress(bench.table(30))
    wanted = bench.wanted(
        site.play("/f", site.whole(sent, content_encoding="gzip")), file_name="official.csv.gz"
    )
    assert bench.fetch(wanted).path.read_bytes() == sent


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_site_is_asked_again(bench: Bench, site: Site, status: int) -> None:
    busy = lambda handler: handler.answer(status)  # noqa: E731
    wanted = bench.wanted(site.play("/f", busy, busy, site.official(b"a;b\n")))
    told: list[tuple[str, int, int | None]] = []
    assert bench.fetch(wanted, progress=lambda *said: told.append(said)).is_new
    assert [stage for stage, _, _ in told] == ["waiting", "fetching"] or len(told) == 3


@pytest.mark.parametrize("is_date", [False, True])
def test_the_wait_the_site_asks_for_is_kept(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch, is_date: bool
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(
        "terreau.datasets.pulling.patience.Patience.rest", lambda _, seconds: waits.append(seconds)
    )
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    busy = lambda h: h.answer(503, retry_after=moment if is_date else 2)  # noqa: E731
    bench.fetch(bench.wanted(site.play("/f", busy, site.official(b"a;b\n"))))
    assert len(waits) == 1
    assert 0.9 <= waits[0] <= 2


def test_waits_double_between_tries(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(
        "terreau.datasets.pulling.patience.Patience.rest", lambda _, seconds: waits.append(seconds)
    )
    said = bench.refusal(bench.wanted(site.play("/f", lambda handler: handler.answer(502))))
    assert waits == [0.01, 0.02, 0.04, 0.08, 0.16]
    assert len(site.asked) == 6
    assert "It answered 502. Tries: 6." in said


def test_progress_goes_to_the_end_at_a_pace(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    told: list[tuple[str, int, int | None]] = []
    wanted = bench.wanted(site.play("/f", site.official(body, pace=0.02)))
    bench.fetch(wanted, progress=lambda *said: told.append(said))
    assert {(stage, total) for stage, _, total in told} == {("fetching", len(body))}
    amounts = [done for _, done, _ in told]
    assert amounts == sorted(amounts)
    assert amounts[-1] == len(body)
    assert 2 <= len(told) <= 6
