"""A small vocabulary of trades: processes, materials, certifications, services, everyday needs.

It is data, one TOML file a theme in `words`; what is computed from a text with it is here. A term
has **names** (any of which in a text speaks of it) and **cues**: everyday words that lead somebody
who does not know the trade to it, and are therefore read in questions only (`meaning`).
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from terreau.matching.folding import STOP_WORDS, Words
from terreau.matching.stemming import KEPT_APART, SHORT_ROOT, family, stems

KINDS = ("process", "material", "certification", "product", "service")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Term:
    """One thing that can be made, held or done.

    Parameters
    ----------
    code : stable, kept in databases.
    label, english : its name in each language in which it is shown.
    kind : one of `KINDS`.
    within : codes of the wider terms.
    names : what it is called, label first, in French and where usual in English.
    cues : what people say who need it.
    naf, rome : codes of the activities and occupations it surely belongs to.
    """

    code: str
    label: str
    english: str
    kind: str
    within: tuple[str, ...]
    names: tuple[str, ...]
    cues: tuple[str, ...]
    naf: tuple[str, ...]
    rome: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """A term that a text speaks of, and the words by which it does."""

    code: str
    first: int
    last: int


@cache
def vocabulary() -> Mapping[str, Term]:
    """Return all the terms, by code."""
    terms: dict[str, Term] = {}
    for row in itertools.chain.from_iterable(tomllib.loads(text)["term"] for text in _files()):
        term = _term(row)
        if term.code in terms or term.kind not in KINDS:
            raise ValueError(f"{term.code}: twice in the vocabulary, or of unknown kind")
        terms[term.code] = term
    return terms


@cache
def version() -> str:
    """Return what changes when what is read of texts does, so that an index is made again."""
    return hashlib.sha256(
        "".join([*_files(), *sorted(STOP_WORDS), *KEPT_APART]).encode()
    ).hexdigest()[:16]


def term(code: str) -> Term:
    """Return one term.

    Raises
    ------
    KeyError
        If the vocabulary has no such code.
    """
    return vocabulary()[code]


def terms_in(text: str) -> tuple[str, ...]:
    """Return the codes of the terms that a text speaks of, in the order in which it does.

    Examples
    --------
    >>> terms_in("Nous faisons du traitement de surface et de la soudure TIG")
    ('surface-treatment', 'welding')
    """
    return tuple(dict.fromkeys(spoken.code for spoken in spoken_in(stems(Words().of(text)))))


def spoken_in(words: Sequence[str]) -> list[Spoken]:
    """Return the terms that stemmed words speak of: the longest name from each word on."""
    names, spoken, place = _names(), [], 0
    while place < len(words):
        length, codes = next(_names_at(names.get(words[place], ()), words, place), (1, ()))
        spoken += [Spoken(code, place, place + length) for code in codes]
        place += length
    return spoken


@cache
def known_words() -> frozenset[str]:
    """Return every folded word of the names and cues: what is there is not misspelt."""
    read = Words()
    return frozenset(
        word
        for term in vocabulary().values()
        for text in (*term.names, *term.cues)
        for word in read.of(text)
    )


def are_of_other_trades(word: str, other: str) -> bool:
    """Say whether two words of one family are never of one term: a caterer treats no surface.

    A word that the vocabulary does not know may be of any, unless their root is short.

    Examples
    --------
    >>> are_of_other_trades("traiteur", "traitement"), are_of_other_trades("souder", "soudage")
    (True, False)
    """
    mine, its = terms_of(word), terms_of(other)
    is_told = bool(its) or len(family(word)) <= SHORT_ROOT
    return bool(mine) and is_told and mine.isdisjoint(its)


def terms_of(word: str) -> frozenset[str]:
    """Return the terms in whose names and cues a folded word stands, in any of its forms."""
    return _terms_of_stems().get(stems([word])[0], frozenset())


@cache
def _terms_of_stems() -> Mapping[str, frozenset[str]]:
    read, codes = Words(), dict[str, set[str]]()
    for term in vocabulary().values():
        for stem in stems(read.of(" ".join((*term.names, *term.cues)))):
            codes.setdefault(stem, set()).add(term.code)
    return {stem: frozenset(each) for stem, each in codes.items()}


@cache
def near_terms(code: str) -> Mapping[str, float]:
    """Return the terms that answer who asks for one, and how well: itself, narrower, wider."""
    weights = {code: 1.0}
    for other in vocabulary():
        if code in wider(other):
            weights[other] = _NARROWER
    for other in wider(code):
        weights[other] = _WIDER
    return weights


@cache
def wider(code: str) -> frozenset[str]:
    """Return the terms in which one lies, at any depth."""
    above = vocabulary()[code].within
    return frozenset(above).union(*(wider(other) for other in above))


_NARROWER = 0.8
_WIDER = 0.4


def _files() -> list[str]:
    folder = resources.files("terreau.matching") / "words"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return [file.read_text("utf-8") for file in files if file.name.endswith(".toml")]


def _term(row: Mapping[str, object]) -> Term:
    """Read one table of a file; ``soud{er,age}`` is written for ``souder`` and ``soudage``."""

    def texts(name: str) -> tuple[str, ...]:
        written = row.get(name, [])
        assert isinstance(written, list)
        return tuple(itertools.chain.from_iterable(_spelt_out(text) for text in written))

    label = str(row["label"])
    return Term(
        code=str(row["code"]),
        label=label,
        english=str(row["english"]),
        kind=str(row["kind"]),
        within=texts("within"),
        names=(label, *texts("names")),
        cues=texts("cues"),
        naf=texts("naf"),
        rome=texts("rome"),
    )


def _spelt_out(text: str) -> Iterator[str]:
    """Give each of the texts that braces stand for."""
    found = _BRACES.search(text)
    if found is None:
        yield text
        return
    for choice in found[1].split(","):
        yield from _spelt_out(text[: found.start()] + choice + text[found.end() :])


def _names_at(
    names: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], words: Sequence[str], place: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the names that stand at a place, the longest first."""
    for name, codes in names:
        if tuple(words[place : place + len(name)]) == name:
            yield len(name), codes


@cache
def _names() -> Mapping[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return, by first stem, the names as stems and the terms they name, the longest first."""
    read, codes = Words(), dict[tuple[str, ...], dict[str, None]]()
    for term in vocabulary().values():
        for text in term.names:
            name = tuple(stems(read.of(text)))
            if name:
                codes.setdefault(name, {})[term.code] = None
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for name in sorted(codes, key=lambda name: (-len(name), name)):
        by_first.setdefault(name[0], []).append((name, tuple(codes[name])))
    return by_first
