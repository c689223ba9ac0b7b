"""What tests of pages share: the figures that a page carries for machines."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from terreau.cli.recompute import run_again
from terreau.reporting.carried import carried_by
from terreau.reporting.carried_text import seen_in
from terreau.reporting.recomputing import recompute

ENGLISH = {"terreau_language": "en"}


class _Figures(HTMLParser):
    """Collects ``<data data-figure="key" value="…">display</data>``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "data" and "data-figure" in given:
            self._open = [given["data-figure"] or "", given["value"] or "", ""]

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[2] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open:
            self.found.append((self._open[0], self._open[1], self._open[2]))
            self._open = None


@pytest.fixture(scope="session")
def figures_of() -> Callable[[HttpResponse], list[tuple[str, str, str]]]:
    """Return a reader of the (key, exact value, display) that a page carries."""

    def read(response: HttpResponse) -> list[tuple[str, str, str]]:
        parser = _Figures()
        parser.feed(response.content.decode())
        return parser.found

    return read


def number(written: str) -> float | None:
    return float(written) if written else None


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def same_everywhere(
    client: Client,
    terreau: Callable[..., subprocess.CompletedProcess[str]],
    figures_of: Callable[[HttpResponse], list[tuple[str, str, str]]],
) -> Callable[..., None]:
    """Return a check: page, API, CSV and terminal say the same numbers, one by one."""

    def check(home: Path, kind: str, code: str, wish: str, *options: str) -> None:
        slug = kind.replace("_", "-")

        def command(*more: str) -> str:
            done = terreau(home, "profile", code, "--kind", kind, *options, *more)
            assert (done.returncode, done.stderr) == (0, "")
            return done.stdout

        answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile{wish}").json()
        figures = {figure["key"]: figure for figure in answer["figures"]}
        assert len(figures) == len(answer["figures"]) > 100

        # The terminal's JSON is the API's answer, word for word.
        assert json.loads(command("--format", "json")) == answer

        # The CSV of the page, the CSV of the terminal, and the API.
        page_csv = client.get(f"/observatoire/{slug}/{code}/profil.csv{wish}").content.decode(
            "utf-8"
        )
        assert command("--format", "csv").rstrip("\n") == page_csv.replace("\r\n", "\n").rstrip(
            "\n"
        )
        rows = list(csv.DictReader(io.StringIO(page_csv.removeprefix("\ufeff"))))
        assert [row["figure"] for row in rows] == list(figures)
        for row in rows:
            figure = figures[row["figure"]]
            assert number(row["value"]) == figure["value"], row["figure"]
            assert row["unit"] == figure["unit"]
            assert row["display"].removeprefix("'") == figure["display"]
            assert row["source"] == figure["provenance"]["source"]
            assert row["command"] == figure["provenance"]["command"]

        # The page: exact values for machines, the same written form for people.
        page = client.get(f"/observatoire/{slug}/{code}/{wish}")
        shown = figures_of(page)
        for key, value, display in shown:
            assert number(value) == figures[key]["value"], key
            assert display == figures[key]["display"], key
        trend = {key for key in figures if key.startswith("trend.")}
        steps = ("total", "macro", "structural", "competitive", "allocation", "entry")
        steps += ("not_compared",)
        drawn = {f"effects.{step}" for step in steps} & figures.keys()
        changes = {key for key in figures if key.endswith(".change")}  # only the strongest is told
        assert {key for key, _, _ in shown} >= figures.keys() - trend - drawn - changes
        assert words(answer["sentence"]) in words(re.sub(r"<[^>]+>", "", page.text)).replace(
            "&#x27;", "'"
        )
        # What the charts draw stands in their tables, as written.
        for key in trend | drawn:
            if ".jobs." not in key:
                assert f"<td>{figures[key]['display']}</td>" in page.text, key

        # The terminal's text.
        text = words(command())
        assert words(answer["sentence"]) in text
        for key in figures.keys() - trend - changes:
            assert words(figures[key]["display"]) in text, key

    return check


@pytest.fixture
def every_file_agrees(client: Client) -> Callable[[str, str, str], None]:
    """Return a check: each file of a profile shows the numbers of the API, and runs them again."""

    def check(kind: str, code: str, wish: str) -> None:
        slug = kind.replace("_", "-")
        answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile{wish}").json()
        told = {f["key"]: (f["value"], f["display"]) for f in answer["figures"]}
        commands = {f["key"]: f["provenance"]["command"] for f in answer["figures"]}
        assert told
        for suffix in ("pdf", "pptx", "docx", "xlsx"):
            file = client.get(f"/rapports/{slug}/{code}/profil.{suffix}{wish}")
            assert file.status_code == 200
            carried = {each.key: each for each in carried_by(file.content)}
            # The country beside itself is drawn once; where it is not known, not at all.
            beside = {key: told[key][0] for key in told if key.startswith("trend.nation.")}
            is_drawn = kind != "nation" and None not in beside.values()
            assert carried.keys() == told.keys() - (set() if is_drawn else beside.keys()), suffix
            for key, each in carried.items():
                assert (each.value, each.display) == told[key], (suffix, key)
                assert each.command == commands[key], (suffix, key)
            is_seen = seen_in(file.content)
            assert is_seen is not None
            found = recompute(carried.values(), run_again, languages=("fr",), is_seen=is_seen)
            wrong = [(each.figure.key, each.why) for each in found if each.agreement != "agrees"]
            assert wrong == [], suffix

    return check


@pytest.fixture
def english() -> Client:
    """Return a reader who chose English."""
    client = Client()
    client.cookies.load(ENGLISH)
    return client
