"""``terreau eligibility``: a line for each subject and scheme; mistakes told with their place."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from terreau.cli.main import main

SMALL = {"fact": "headcount", "op": "<", "value": 250}
TRADE = {"fact": "naf", "op": "prefix", "value": ["25", "28"]}
DENIED = {"not": TRADE}
SCHEMES = [
    {"id": "vte", "rule": {"all": [SMALL, TRADE]}},
    {"id": 2, "rule": DENIED, "name": "kept for people"},
]
FACTS = """\
{"id": "forge", "facts": {"headcount": 12, "naf": "25.50A"}}

{"id": "bank", "facts": {"headcount": 900, "naf": null}}
"""
Ask = Callable[..., tuple[object, str, str]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """Return ``ask(schemes, facts)``: exit code, output and error of the command."""
    monkeypatch.chdir(tmp_path)

    def run(schemes: object, facts: str | bytes, *, piped: bytes = b"") -> Any:
        written = schemes if isinstance(schemes, bytes) else json.dumps(schemes).encode()
        Path("schemes.json").write_bytes(written)
        Path("facts.jsonl").write_bytes(facts if isinstance(facts, bytes) else facts.encode())
        second = "-" if piped else "facts.jsonl"
        monkeypatch.setattr("sys.argv", ["terreau", "eligibility", "schemes.json", second])
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(piped)))
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run


def test_each_subject_has_each_scheme_answered_and_explained(ask: Ask) -> None:
    code, printed, _ = ask(SCHEMES, FACTS)
    assert code == 0
    assert [json.loads(line) for line in printed.splitlines()] == [
        {"subject": "forge", "scheme": "vte", "answer": "yes", "failing": [], "missing": []},
        {"subject": "forge", "scheme": 2, "answer": "no", "failing": [DENIED], "missing": []},
        {"subject": "bank", "scheme": "vte", "answer": "no", "failing": [SMALL], "missing": []},
        {"subject": "bank", "scheme": 2, "answer": "unknown", "failing": [], "missing": ["naf"]},
    ]  # fmt: skip


def test_ids_that_no_file_writes_stay_apart(ask: Ask) -> None:
    facts = '{"id": "\\ud800", "facts": {}}\n{"id": "\\ud801", "facts": {}}'
    _code, printed, _ = ask(SCHEMES[:1], facts)
    assert [json.loads(line)["subject"] for line in printed.splitlines()] == ["\ud800", "\ud801"]


def test_facts_are_piped(ask: Ask) -> None:
    code, printed, _ = ask(SCHEMES[:1], "", piped=FACTS.encode())
    assert (code, len(printed.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("schemes", "said"),
    [
        (b"{", "schemes.json is not JSON"),
        (b"\xff\xfe{", "UTF-8"),
        ({"id": "a", "rule": SMALL}, "not a list"),
        ([{"id": "a"}], "[0] has no"),
        ([{"id": True, "rule": SMALL}], '"id" is true'),
        ([{"id": "a", "rule": SMALL}, {"id": "a", "rule": SMALL}], "[1]: an id stands twice"),
        (
            [{"id": "a", "rule": {"all": [SMALL, {"not": {"any": [{"fact": "x"}]}}]}}],
            "schemes.json, [0].rule.all[1].not.any[0]: ",
        ),
        ([{"id": "a", "rule": SMALL | {"op": "≤"}}], "[0].rule.op: "),
        (b'[{"id": "a", "rule": {"all": [], "all": []}}]', '[0].rule: it names "all" twice'),
    ],
)
def test_a_malformed_rule_is_told_with_its_path(ask: Ask, schemes: object, said: str) -> None:
    code, printed, error = ask(schemes, FACTS)
    assert (code, printed) == (2, "")
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ('{"id": "a"}', 'facts.jsonl, line 1 has no "facts"'),
        ('{"id": "a", "facts": []}', '"facts" is [], not an object'),
        ('{"id": "a", "facts": {}}\n{"id": "a", "facts": {}}', "line 2: an id stands twice"),
        ("[]", "not an object"),
        ('{"id": "a", "facts": {"h": 5, "h": 9000}}', 'names "h" twice'),
        (b'{"id": "\xff"}', "UTF-8"),
    ],
)
def test_facts_that_cannot_be_read_are_told_with_their_line(
    ask: Ask, facts: str | bytes, said: str
) -> None:
    code, _, error = ask(SCHEMES, facts)
    assert code == 2
    assert said in error
