"""Several files at once, a mirror, and the journal of what was tried."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import BadInput, BadTable, Place, ProgramFault
from terreau.datasets.pulling import (
    Fetched,
    PullOutcome,
    PullReport,
    PullState,
    Wanted,
    pull,
    pull_state,
)
from terreau.datasets.pulling.places import alone

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def taken(wanted: Wanted, fetched: Fetched, progress: Any) -> str:
    """Stand for an import: return what it was given."""
    progress("reading", 1, 1)
    return f"{wanted.edition}: {fetched.path.read_text()}"


def pulled(bench: Bench, *wanted: Wanted, bring_in: Any = taken, **how: Any) -> list[PullReport]:
    return pull(wanted, bring_in, **({"home": bench.home, "limits": bench.quick} | how))


def state(bench: Bench) -> PullState:
    (only,) = pull_state(bench.home)
    return only


def test_the_failure_of_one_stops_no_other(bench: Bench, site: Site) -> None:
    good = [
        bench.wanted(site.play(f"/{n}", site.official(b"%d" % n)), edition=str(n)) for n in (1, 2)
    ]
    gone = bench.wanted(site.play("/3", lambda h: h.answer(404)), edition="3")
    unread = bench.wanted(site.play("/4", site.official(b"4")), edition="4")

    def bring_in(wanted: Wanted, fetched: Fetched, progress: Any) -> str:
        if wanted is unread:
            raise BadTable(Place("official.csv", 3), "No column", kept="Nothing was changed")
        return taken(wanted, fetched, progress)

    reports = pulled(bench, gone, good[0], unread, good[1], good[0], bring_in=bring_in)
    assert [report.wanted.edition for report in reports] == ["3", "1", "4", "2"]
    assert [report.brought for report in reports] == [None, "1: 1", None, "2: 2"]
    assert "no such file any more" in str(reports[0].error)
    assert reports[0].fetched is None
    assert "line 3: No column" in str(reports[2].error)
    assert reports[2].fetched.path.read_bytes() == b"4"
    states = {each.edition: each for each in pull_state(bench.home)}
    assert [states[n].outcome for n in "1234"] == ["done", "done", "failed", "failed"]
    assert states["3"].sentence == str(reports[0].error)
    assert (states["3"].sha256, states["4"].sha256) == ("", bench.sha256(b"4"))


def test_fetches_run_together_and_imports_in_turn(bench: Bench, site: Site) -> None:
    together = threading.Barrier(3, timeout=5)

    def play(handler: Any) -> None:
        together.wait()
        handler.answer(200, b"a;b\n")

    inside: list[int] = []
    seen: list[int] = []

    def bring_in(*given: Any) -> None:
        inside.append(1)
        seen.append(len(inside))
        time.sleep(0.02)
        inside.pop()

    limits = bench.patient
    wanted = [bench.wanted(site.play(f"/{n}", play), edition=str(n)) for n in range(3)]
    reports = pulled(bench, *wanted, bring_in=bring_in, at_once=3, limits=limits)
    assert [report.error for report in reports] == [None] * 3
    assert seen == [1, 1, 1]


def test_each_file_has_its_own_progress(bench: Bench, site: Site) -> None:
    told: dict[str, list[str]] = {}
    wanted = [
        bench.wanted(site.play(f"/{n}", site.official(b"a;b\n")), edition=str(n)) for n in range(2)
    ]

    def progress(each: Wanted) -> Any:
        return lambda stage, done, total: told.setdefault(each.edition, []).append(stage)

    pulled(bench, *wanted, progress=progress)
    assert told == {"0": ["fetching", "reading"], "1": ["fetching", "reading"]}


def test_the_journal_tells_the_last_pull_and_the_last_file(bench: Bench, site: Site) -> None:
    assert pull_state(bench.home) == []
    body = bench.table(20)
    wanted = bench.wanted(site.play("/f", site.official(body), site.official(body)))
    before = datetime.now(UTC).replace(microsecond=0)
    pulled(bench, wanted)
    first = state(bench)
    assert (first.source, first.edition, first.outcome) == ("sound", "2024", PullOutcome.DONE)
    assert before <= first.began_at <= first.ended_at <= datetime.now(UTC)
    assert (first.address, first.final_address) == (wanted.address, wanted.address)
    assert (first.size, first.sha256, first.sentence) == (len(body), bench.sha256(body), "")
    (report,) = pulled(bench, wanted)
    assert not report.fetched.is_new
    assert report.brought is not None  # An import cut short is done again.
    assert state(bench).outcome is PullOutcome.UNCHANGED
    site.play("/f", lambda h: h.answer(404))
    pulled(bench, wanted)
    failed = state(bench)
    assert (failed.outcome, failed.sha256) == (PullOutcome.FAILED, bench.sha256(body))
    assert failed.obtained_at <= failed.began_at


def test_a_pull_that_runs_and_one_that_was_cut_short(bench: Bench, site: Site) -> None:
    wanted = bench.wanted(site.play("/f", site.official(b"a;b\n")))
    pulled(bench, wanted)
    journal = bench.home / "pulls" / "journal.jsonl"
    begun = journal.read_text().splitlines(keepends=True)[0]
    journal.write_text(journal.read_text() + begun + '{"at": "2026-0')
    cut = state(bench)
    assert (cut.outcome, cut.ended_at) == (PullOutcome.INTERRUPTED, None)
    assert cut.sha256 == bench.sha256(b"a;b\n")
    with alone(wanted, bench.home):
        assert state(bench).outcome is PullOutcome.RUNNING
        (report,) = pulled(bench, wanted)
        assert "Another pull of this file is running" in str(report.error)
    pulled(bench, wanted)
    assert state(bench).outcome is PullOutcome.UNCHANGED


def test_a_mistake_of_the_programme_is_seen_and_noted(bench: Bench, site: Site) -> None:
    wanted = bench.wanted(site.play("/f", site.official(b"a;b\n")))
    (report,) = pulled(bench, wanted, bring_in=lambda *given: 1 / 0)
    assert isinstance(report.error, ProgramFault)
    assert isinstance(report.error.__cause__, ZeroDivisionError)
    assert (state(bench).outcome, "mistake" in state(bench).sentence) == (PullOutcome.FAILED, True)
    pulled(bench, wanted)  # The lock is free again.
    assert state(bench).outcome is PullOutcome.UNCHANGED


def test_an_interruption_stops_every_fetch_and_keeps_what_came(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("ETag", '"one"')
        handler.send_header("Content-Length", "5000000")
        handler.end_headers()
        while True:
            handler.wfile.write(b"0" * 1000)
            time.sleep(0.01)

    def interrupted(futures: Any) -> None:
        while not (bench.folder / "official.csv.part").exists():
            time.sleep(0.01)
        time.sleep(0.1)
        raise KeyboardInterrupt

    monkeypatch.setattr("terreau.datasets.pulling.several.wait", interrupted)
    wanted = [bench.wanted(site.play("/f", endless))]
    wanted += [bench.wanted(site.play("/g", endless), edition=str(n)) for n in range(9)]
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        pulled(bench, *wanted, at_once=2, limits=bench.patient)
    assert time.monotonic() - began < 3
    assert (bench.folder / "official.csv.part").stat().st_size > 0
    assert len(pull_state(bench.home)) <= 3  # The others never began.


def in_mirror(mirror: Path, wanted: Wanted, body: bytes) -> Path:
    path = mirror / wanted.source / wanted.edition / wanted.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def test_a_mirror_takes_the_place_of_the_network(bench: Bench, tmp_path: Path) -> None:
    body = bench.table(30)
    wanted = bench.wanted("https://example.org/f", edition="phase 2")
    original = in_mirror(tmp_path / "mirror", wanted, body)
    told: list[Any] = []
    reports = pulled(
        bench,
        wanted,
        mirror=tmp_path / "mirror",
        progress=lambda _: lambda *said: told.append(said),
    )
    fetched = reports[0].fetched
    assert fetched.path.read_bytes() == body == original.read_bytes()
    assert fetched.path.parent == bench.home / "pulls" / "sound" / "phase 2"
    assert (fetched.address, fetched.final_address) == (wanted.address, "")
    assert told == [("copying", len(body), len(body)), ("reading", 1, 1)]
    assert not bench.fetch(wanted, mirror=tmp_path / "mirror").is_new


def test_what_a_mirror_lacks_is_told_with_its_place(bench: Bench, tmp_path: Path) -> None:
    wanted = bench.wanted("https://example.org/f")
    expected = tmp_path / "sound" / "2024" / "official.csv"
    with pytest.raises(BadInput) as raised:
        bench.fetch(wanted, mirror=tmp_path)
    said = str(raised.value)
    assert said.startswith(f"The mirror does not have this file: {str(expected)!r}. ")
    assert "Nothing was changed" in said
    expected.mkdir(parents=True)
    assert "does not have this file" in bench.refusal(wanted, mirror=tmp_path)


@pytest.mark.parametrize(
    ("body", "changes", "sentence"),
    [
        (b"<!doctype html><p>no</p>", {}, "web page"),
        (b"a;b\n", {"sha256": "0" * 64}, "not the one the publisher announces"),
        (b"a;b\n" * 9, {"size_limit": 30}, "larger than this source can be"),
        (b"PK no end", {"file_name": "o.zip"}, "cut short or damaged"),
        (b"", {}, "The file is empty"),
    ],
)
def test_what_a_mirror_holds_passes_the_same_checks(
    bench: Bench, tmp_path: Path, body: bytes, changes: dict[str, Any], sentence: str
) -> None:
    wanted = bench.wanted("", **changes)
    in_mirror(tmp_path / "mirror", wanted, body)
    assert sentence in bench.refusal(wanted, mirror=tmp_path / "mirror")
    assert bench.names == []


def test_a_mirror_replaces_an_older_file(bench: Bench, site: Site, tmp_path: Path) -> None:
    wanted = bench.wanted(site.play("/f", site.official(b"a;b\n")))
    bench.fetch(wanted)
    in_mirror(tmp_path, wanted, b"c;d\n")
    assert bench.fetch(wanted, mirror=tmp_path).is_new
    # What came from a mirror has no name at the site: the site sends the file.
    assert bench.fetch(wanted).is_new
    assert "if-none-match" not in site.requests("/f")[1]
