"""The documentation cannot lie: its commands run, its links lead somewhere.

In ``docs/tutorial`` and ``docs/howto`` a fence ``console`` is played: after ``$`` a command, below
it what it prints, ``[…]`` being anything. ``toml jobs.toml`` is a file to write, ``sh`` is read.
"""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest
from django.test import Client

from terreau.cli.main import terreau as program
from terreau.web.settings.environment import VARIABLES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FRONT = ("README.md", "LISEZMOI.md", "CONTRIBUTING.md", "UPGRADE.md")
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in FRONT)])
PLAYED = sorted([*DOCS.glob("tutorial/*.md"), *DOCS.glob("howto/*.md")])
FENCE = re.compile(r"^```(\w*) *([^\n`]*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
OFFICIAL_LIST = "perimeters/ti_epci_183_anct_2024.csv"
Run = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, what stands beside it, its lines."""

    language: str
    note: str
    text: str


def fences(page: Path) -> list[Fence]:
    return [Fence(*found) for found in FENCE.findall(page.read_text(encoding="utf-8"))]


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block and what it must print."""
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = step.partition("\n")
        yield command, printed.rstrip("\n")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_a_step_is_a_command_and_what_it_prints() -> None:
    assert list(steps("$ one\n$ two x\na\nb\n")) == [("one", ""), ("two x", "a\nb")]


# ---------------------------------------------------------------- commands, really run


@pytest.mark.one_engine
@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", PLAYED, ids=named)
def test_commands_print_what_the_page_shows(
    page: Path,
    terreau: Run,
    seeded_home: Path,
    client: Client,
    db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    monkeypatch.chdir(tmp_path)
    if "territoires-industrie.csv" in page.read_text(encoding="utf-8"):
        shared: Path = request.getfixturevalue("shared")
        shutil.copy(shared / "data" / OFFICIAL_LIST, "territoires-industrie.csv")
    played = 0
    for fence in fences(page):
        if fence.note and fence.language != "console":
            Path(fence.note).write_text(fence.text, encoding="utf-8")
        if fence.language == "console":
            for command, expected in steps(fence.text):
                printed = answer(command, terreau, home, client)
                assert matches(printed, expected), f"$ {command}\n{printed}"
                played += 1
    assert played or page.name in WITHOUT_COMMANDS


# What they say needs a server or an account of one's own, a translator, or is Python, run below.
WITHOUT_COMMANDS = {
    "incident.md",
    "proconnect.md",
    "run-a-public-instance.md",
    "change-language-or-look.md",
    "big-tables.md",
    "embed-a-figure.md",
    "postgresql.md",
    "erase-a-person.md",
    "use-the-api.md",
    # Gestures of people on pages, or files that weigh gigabytes.
    "ask-the-territory.md",
    "contacts.md",
    "find-a-know-how.md",
    "import-sirene.md",
    "know-how.md",
    "network.md",
    "note-a-visit.md",
    "write-to-referents.md",
}


def answer(command: str, terreau: Run, home: Path, client: Client) -> str:
    words = shlex.split(command)
    if words[0] == "curl":
        got = client.get(re.sub(r"^http://localhost:8000", "", words[-1]))
        assert got.status_code == 200, got.content
        return got.content.decode()
    assert words[0] == "terreau", f"neither terreau nor curl: {command}"
    redirected = words[-2:] if ">" in words else []
    done = terreau(home, *words[1 : len(words) - len(redirected)])
    assert done.returncode in (0, 2), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    if redirected:
        Path(redirected[1]).write_text(done.stdout, encoding="utf-8")
        return done.stderr
    return done.stdout + done.stderr


def matches(printed: str, expected: str) -> bool:
    """Whether ``expected`` is what was printed, ``[…]`` standing for anything."""
    if not expected:
        return True
    spaced = re.sub("[\u00a0\u202f]", " ", printed)
    lines = "\n".join(line.rstrip() for line in spaced.strip().splitlines())
    pattern = re.escape(expected.strip()).replace(re.escape("[…]"), ".*")
    return re.fullmatch(pattern, lines, flags=re.DOTALL) is not None


@pytest.mark.parametrize(
    ("printed", "expected", "is_same"),
    [
        ("a\nb  \nc\n", "a\nb\nc", True),
        ("a\nb\nc", "a\n[…]", True),
        ("a 1 b", "a […] b", True),
        ("a\nb", "a", False),
        ("a 12", "a 1", False),
    ],
)
def test_what_is_printed_is_compared(printed: str, expected: str, is_same: bool) -> None:
    assert matches(printed, expected) is is_same


# The library's page shows docstrings, whose examples run where they are written.
WITH_EXAMPLES = [
    page
    for page in PAGES
    if ">>>" in page.read_text(encoding="utf-8") and page.name != "library.md"
]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=named)
def test_the_python_of_the_page_answers_what_it_shows(page: Path) -> None:
    outcome = doctest.testfile(
        str(page),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert outcome.attempted > 0
    assert outcome.failed == 0


# ---------------------------------------------------------------- names that exist


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_of_the_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`(terreau [^`\n]+|make [^`\n]+)`", FENCE.sub("", text))
    typed = [
        line.strip().removeprefix("$ ")
        for fence in fences(page)
        for line in fence.text.splitlines()
        if fence.language == "sh" or (fence.language == "console" and line.startswith("$ "))
    ]
    for command in [*typed, *inline]:
        words = shlex.split(command, comments=True)
        words = words[next((i for i, w in enumerate(words) if "=" not in w), 0) :]
        if words[:1] == ["terreau"]:
            assert unknown_word(words[1:]) == "", command
        if words[:1] == ["make"]:
            assert set(targets_of(words[1:])) <= targets(), command


def unknown_word(words: list[str]) -> str:
    """Return the first word that is neither a command nor an option of it."""
    command: click.Command = program
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        child = command.get_command(click.Context(command), words[0])
        if child is None:
            return "" if words[0] == "…" else words[0]
        command, words = child, words[1:]
    if command.context_settings.get("ignore_unknown_options"):
        return ""
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    return next((w for w in words if w.startswith("-") and w not in known), "")


def test_an_unknown_command_is_seen() -> None:
    assert unknown_word(["profile", "X", "--kind", "epci"]) == ""
    assert unknown_word(["profile", "X", "--sort"]) == "--sort"
    assert unknown_word(["data", "export"]) == "export"


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+):", makefile, flags=re.MULTILINE))


def targets_of(words: list[str]) -> Iterator[str]:
    return (word for word in words if re.fullmatch(r"[a-z0-9-]+", word) and word[0] != "-")


# These belong to the tests, not to the product.
OF_TESTS = {"TERREAU_STRICT", "TERREAU_REFERENCE_PACKAGES"}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_setting_of_the_page_exists(page: Path) -> None:
    named_here = set(re.findall(r"\bTERREAU_[A-Z_]+", page.read_text(encoding="utf-8")))
    assert named_here <= {variable.name for variable in VARIABLES} | OF_TESTS


# ---------------------------------------------------------------- links


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in re.findall(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"", text):
        yield next(filter(None, target))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        address, _, anchor = link.partition("#")
        target = (page.parent / address).resolve() if address else page
        assert target.exists(), f"{named(page)}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{named(page)}: {link}"


def test_every_page_is_reached_from_the_first() -> None:
    reached, waiting = set[Path](), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [
            (page.parent / link.partition("#")[0]).resolve()
            for link in links(page)
            if ":" not in link
        ]
    assert sorted(map(named, set(DOCS.rglob("*.md")) - reached)) == []


# ---------------------------------------------------------------- what shows what


def test_every_threat_names_what_shows_its_answer() -> None:
    text = (DOCS / "explanation/threat-model.md").read_text(encoding="utf-8")
    _, _, threats = text.partition("## Threats")
    rows = [line.split(" | ") for line in threats.splitlines() if line.startswith("| ")]
    told = [row for row in rows if row[-1] not in {"shown by |", "--- |"}]
    assert len(told) > 40
    for row in told:
        assert len(row) == 3, row[0]
        shown = re.findall(r"`([^`]+)`", row[2])
        assert shown, f"{row[0]}: nothing shows it"
        for named_there in shown:
            kind, _, target = named_there.partition(" ")
            found = target in targets() if kind == "make" else (ROOT / named_there).exists()
            assert found, f"{row[0]}: {named_there}"
