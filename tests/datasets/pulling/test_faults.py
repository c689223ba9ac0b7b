"""What a site or a network may do wrong: one sentence, and what was held is intact."""

from __future__ import annotations

import gzip
import io
import socket
import time
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from terreau.core.errors import FetchFailure

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PAGE = b"\xef\xbb\xbf\n <!DOCTYPE html><html><title>Maintenance</title>" + b" " * 600


def zipped(body: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.csv", body)
    return buffer.getvalue()


def endless(handler: Any) -> None:
    """Send five gigabytes that nobody announced."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    block = b"0" * 65536
    for _ in range(5 * 2**30 // len(block)):
        handler.wfile.write(block)


def hanging(handler: Any) -> None:
    time.sleep(3)


def hanging_within(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"commune;jobs\n")
    time.sleep(3)


def trickle(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"1")
        time.sleep(0.05)


def trickle_of_headers(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        handler.wfile.write(b"X: 1\r\n")
        time.sleep(0.05)


def flood_of_promises(handler: Any) -> None:
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def not_http(handler: Any) -> None:
    handler.wfile.write(b"\x00\x01\x02 what is this?\r\n\r\n")


def lies_about_length(handler: Any) -> None:
    handler.answer(200, b"a;b\n1;2\n", content_length=4)


def answer(status: int, body: bytes = b"", **headers: object) -> Any:
    return lambda handler: handler.answer(status, body, **headers)


BOMB = gzip.compress(b"0" * 30_000_000)

# What the site plays, what is asked, what is said.
FAULTS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "five gigabytes announced": (
        answer(200, b"1", content_length=5 * 2**30), {}, "larger than this source can be"),
    "five gigabytes unannounced": (
        endless, {"size_limit": 10**6}, "larger than this source can be"),
    "a compressed bomb": (
        answer(200, BOMB, content_encoding="gzip"), {}, "larger than this source can be"),
    "an unknown compression": (
        answer(200, b"1", content_encoding="br"), {}, "in a way that is not known: 'br'"),
    "hangs before its answer": (hanging, {}, "stopped answering"),
    "hangs within the file": (hanging_within, {}, "stopped answering"),
    "a trickle": (trickle, {}, "so slowly that it counts as hanging"),
    "a trickle of headers": (trickle_of_headers, {}, "so slowly that it counts as hanging"),
    "promises without end": (flood_of_promises, {}, "takes too long to come"),
    "breaks off": (
        answer(200, b"a;b\n", content_length=900), {}, "broke off in the middle of the file"),
    "another protocol": (not_http, {}, "broke off"),
    "a page, as the site says": (
        answer(200, b"a;b\n", content_type="text/html; charset=utf-8"), {}, "sent a web page"),
    "a page in disguise": (answer(200, PAGE, content_type="text/csv"), {}, "sent a web page"),
    "a short page": (answer(200, b"<html>no</html>"), {}, "sent a web page"),
    "nothing": (answer(200, b""), {}, "The file is empty"),
    "other first bytes": (
        answer(200, b'{"error": 1}'), {"starts_with": (b"commune", b"PK")},
        "does not begin as the official one does"),
    "another digest": (answer(200, b"a;b\n"), {"sha256": "0" * 64}, "not the one the publisher"),
    "a truncated zip": (
        answer(200, zipped(b"a;b\n" * 9)[:-30]), {"file_name": "o.zip"}, "cut short or damaged"),
    "a truncated table": (
        answer(200, b"PAR1 and no end"), {"file_name": "o.parquet"}, "cut short or damaged"),
    "gone": (answer(404), {}, "no such file any more"),
    "forbidden": (answer(403, b"<html>"), {}, "does not give this file"),
    "an answer that was not asked for": (answer(206, b"1"), {}, "It answered 206"),
    "asks to wait for an hour": (answer(503, retry_after=3600), {}, "asks to wait 3600 seconds"),
    "turns in circles": (answer(302, location="/f"), {}, "from address to address without end"),
    "sends away unprotected": (
        answer(302, location="http://example.org/f"), {}, "not protected (http) and is not asked"),
    "sends to a file": (answer(302, location="file:///etc/passwd"), {}, "must be https"),
    "sends with a password": (answer(302, location="https://a:b@h.org/"), {}, "must be https"),
    "sends nowhere": (answer(302, location="https://[::1/"), {}, "not an address"),
    "sends to a private address": (
        answer(302, location="https://10.0.0.1/f"), {}, "A private address is never asked"),
    "sends to a machine's secrets": (
        answer(302, location="https://169.254.169.254/"), {}, "A private address is never asked"),
    "sends to a disguised address": (
        answer(302, location="https://[::ffff:10.0.0.1]/"), {}, "A private address is never asked"),
}  # fmt: skip


@pytest.mark.parametrize("is_held", [False, True], ids=["at first", "later"])
@pytest.mark.parametrize("fault", FAULTS)
def test_one_sentence_and_what_was_held_stays(
    bench: Bench, site: Site, fault: str, is_held: bool
) -> None:
    play, changes, sentence = FAULTS[fault]
    wanted = bench.wanted(site.play("/f", play), **changes)
    good = zipped(b"a;b\n") if wanted.file_name == "o.zip" else b"commune;jobs\nPAR1"
    if is_held:
        site.play("/f", site.official(good))
        bench.fetch(replace(wanted, sha256=""))
        site.play("/f", play)
    limits = replace(bench.once, total_seconds=0.5) if "promises" in fault else bench.once
    said = bench.refusal(wanted, limits=limits)
    assert sentence in said
    assert ("The file fetched before stays" if is_held else "Nothing was changed") in said
    assert "terreau data import sound FILE" in said
    assert bench.names == sorted(["record.json", wanted.file_name] if is_held else [])
    if is_held:
        assert (bench.folder / wanted.file_name).read_bytes() == good
        assert not bench.fetch(
            replace(wanted, address=site.play("/g", site.official(good)), sha256="")
        ).is_new


def test_a_condition_that_was_not_set(bench: Bench, site: Site) -> None:
    assert "It answered 304" in bench.refusal(bench.wanted(site.play("/f", answer(304))))


def test_more_than_announced_is_refused(bench: Bench, site: Site) -> None:
    body = b"a;b\n1;2\n"
    broken = site.official(body, stop_after=4)
    more = answer(206, body[4:] + b"9", content_range="bytes 4-7/8")
    bench.refusal(bench.wanted(site.play("/f", broken)), limits=bench.once)
    said = bench.refusal(bench.wanted(site.play("/f", more)), limits=bench.once)
    assert "sent more than it announced" in said
    assert bench.names == []


def test_a_site_that_is_not_there(bench: Bench) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    said = bench.refusal(bench.wanted(f"http://127.0.0.1:{port}/f"))
    assert "could not be reached" in said
    assert "Tries: 3" in said
    assert time.monotonic() - began < 2


def test_a_fetch_has_its_time_in_all(bench: Bench, site: Site) -> None:
    wanted = bench.wanted(site.play("/f", site.official(bench.table(3000), pace=0.1)))
    began = time.monotonic()
    said = bench.refusal(wanted, limits=replace(bench.quick, total_seconds=0.4))
    assert "takes too long to come" in said
    assert "the next pull goes on there" in said
    assert time.monotonic() - began < 2


def test_an_address_that_nobody_gives(bench: Bench) -> None:
    assert "no address that lasts" in bench.refusal(bench.wanted(""))


def test_an_earlier_part_survives_a_page(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(body, stop_after=9000)))
    bench.refusal(wanted, limits=bench.once)
    site.play("/f", answer(200, PAGE, content_type="text/html"))
    assert "9000 bytes of this one are kept" in bench.refusal(wanted, limits=bench.once)
    site.play("/f", site.official(body))
    assert bench.fetch(wanted).path.read_bytes() == body


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "a\\b", ".hidden", "a\0b"])
@pytest.mark.parametrize("part", ["source", "edition", "file_name"])
def test_a_name_never_leaves_its_folder(bench: Bench, part: str, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a folder or a file"):
        bench.wanted("", **{part: name})


def test_a_file_is_not_named_as_the_pulls_own(bench: Bench) -> None:
    for name in ("record.json", "a.part", "a.part.json"):
        with pytest.raises(ValueError, match="of the pulls themselves"):
            bench.wanted("", file_name=name)


def test_the_exit_code_is_that_of_the_house() -> None:
    assert FetchFailure("what").exit_code == 1
