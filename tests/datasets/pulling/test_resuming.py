"""A file that broke off: the rest is asked for, and never joined to another state."""

from __future__ import annotations

import json
from typing import Any

import pytest

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_broken_file_is_asked_for_from_where_it_stands(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(
        site.play("/f", site.official(body, stop_after=9000), site.official(body))
    )
    assert bench.fetch(wanted).path.read_bytes() == body
    first, second = site.requests("/f")
    assert "range" not in first
    assert (second["range"], second["if-range"]) == ("bytes=9000-", '"one"')


def test_the_rest_is_asked_for_by_the_next_pull(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    broken = site.official(body, stop_after=3000)
    wanted = bench.wanted(site.play("/f", broken))
    said = bench.refusal(wanted)
    assert "broke off in the middle of the file" in said
    part = bench.folder / "official.csv.part"
    received = part.stat().st_size
    assert f"{received} bytes of this one are kept, and the next pull goes on there" in said
    part.write_bytes(part.read_bytes() + b"never flushed" * 2000)  # As after a power cut.
    site.play("/f", site.official(body))
    assert bench.fetch(wanted).path.read_bytes() == body
    assert site.requests("/f")[-1]["range"] == f"bytes={received}-"


def test_a_state_that_changed_in_between_is_fetched_from_its_beginning(
    bench: Bench, site: Site
) -> None:
    old, new = bench.table(3000), bench.table(3000, "b")
    wanted = bench.wanted(
        site.play("/f", site.official(old, stop_after=9000), site.official(new, etag='"two"'))
    )
    assert bench.fetch(wanted).path.read_bytes() == new
    assert len(site.asked) == 2


def test_a_site_without_ranges_sends_all_again(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(
        site.play("/f", site.official(body, stop_after=9000), site.whole(body, etag='"one"'))
    )
    assert bench.fetch(wanted).path.read_bytes() == body


@pytest.mark.parametrize(
    "told",
    [
        {"content_range": "bytes 0-99/100"},
        {"content_range": "bytes 9000-24012/24014"},
        {"content_range": "nonsense"},
        {},
        {"content_range": "bytes 9000-24012/24013", "etag": '"two"'},
        {"content_range": "bytes 9000-24012/24013", "content_encoding": "gzip"},
    ],
)
def test_another_part_than_the_one_asked_for_is_not_joined(
    bench: Bench, site: Site, told: dict[str, str]
) -> None:
    body = bench.table(3000)
    assert len(body) == 24013
    wrong = lambda handler: handler.answer(206, body[9000:], **told)  # noqa: E731
    plays = site.official(body, stop_after=9000), wrong, site.official(body)
    wanted = bench.wanted(site.play("/f", *plays))
    assert bench.fetch(wanted).path.read_bytes() == body
    assert [("range" in headers) for headers in site.requests("/f")] == [False, True, False]


def test_all_was_received_and_the_site_says_so(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(body, stop_after=9000)))
    bench.refusal(wanted, limits=bench.once)
    notes = json.loads((bench.folder / "official.csv.part.json").read_text())
    (bench.folder / "official.csv.part").write_bytes(body)
    (bench.folder / "official.csv.part.json").write_text(json.dumps(notes | {"flushed": len(body)}))
    site.play("/f", site.official(body))
    assert bench.fetch(wanted).path.read_bytes() == body
    assert len(site.asked) == 2


def test_a_site_that_has_less_than_was_received_is_asked_anew(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    gone = lambda handler: handler.answer(416, content_range="bytes */10")  # noqa: E731
    plays = site.official(body, stop_after=9000), gone, site.official(body)
    assert bench.fetch(bench.wanted(site.play("/f", *plays))).path.read_bytes() == body


def test_progress_may_stop_the_fetch_and_what_came_stays(bench: Bench, site: Site) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(body, pace=0.01)))

    class Enough(Exception):
        pass

    def stop(stage: str, done: int, total: int | None) -> None:
        if done > 8000:
            raise Enough

    with pytest.raises(Enough):
        bench.fetch(wanted, progress=stop)
    assert bench.fetch(wanted).path.read_bytes() == body
    assert int(site.requests("/f")[1]["range"].strip("bytes=-")) > 8000
