"""Names of organisations in one cell: where one ends and the next begins; codes of actions.

A sign between two names is also a sign inside one ("Chambre de commerce et d’industrie"): what is
cut, or left whole, by a guess is said.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from terreau.core.text import fold
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.remarks import Remark

MOST_LETTERS = 200
_SURE = re.compile(r"\n|;|•|\||\t|·|\bet/ou\b| \+ ")
_BULLET = re.compile(r"^(?:[-–—*▪►>→]\s*|[0-9]{1,2}[.)]\s+)")
_DASH = re.compile(r" [-–—] ")
_AND = re.compile(r"\s+(?:et|&)\s+", re.IGNORECASE)
_SMALL = re.compile(r"(?:d['’]|l['’]|de\b|du\b|des\b|la\b|le\b|les\b|[a-zà-ÿ])")
_PERSON = re.compile(
    r"(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle)\s+[A-ZÀ-Ý]|\S+@\S+\.\S+",
)
_LEAD = re.compile(
    r"(?:pilotes?|porteurs?|partenaires?|maîtrise d['’]ouvrage|moa)\s*:\s*", re.IGNORECASE
)
_FAMILY = re.compile(r"(?:fils|cie|associés)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_HIDDEN = "\u0000"


@dataclass(frozen=True)
class Names:
    """The organisations that a cell names, once each, in its order."""

    names: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


def read_names(written: object) -> Names:
    """Read the organisations of a cell.

    Examples
    --------
    >>> read_names("CARENE / Région - CCI").names
    ('CARENE', 'Région', 'CCI')
    >>> read_names("Chambre de commerce et d'industrie, Ville de Vire et Condé").names
    ("Chambre de commerce et d'industrie", 'Ville de Vire et Condé')
    >>> read_names("Mme Durand").names, read_names("à définir").names
    ((), ())
    """
    text = clean(written)
    if not text:
        return Names(())
    if is_unknown(text):
        return Names((), (Remark("names_unknown"),))
    return _of_text(text)


@lru_cache(maxsize=1024)
def _of_text(text: str) -> Names:
    names: dict[str, str] = {}
    said: dict[str, Remark] = {}
    for part in _cut(text, said):
        _take(part, names, said)
    return Names(tuple(names.values()), tuple(said.values()))


def _take(part: str, names: dict[str, str], said: dict[str, Remark]) -> None:
    name = _LEAD.sub("", part).strip(" .,:-–")
    if not re.search(r"[^\W\d_]", name) or is_unknown(name):
        return
    if _PERSON.search(name if "@" in name else name[:1].lower() + name[1:]):
        said["names_person"] = Remark("names_person")
    elif len(name) > MOST_LETTERS:
        said["names_long"] = Remark("names_long", {"most": MOST_LETTERS})
    else:
        names.setdefault(fold(name), name)


def _cut(text: str, said: dict[str, Remark]) -> list[str]:
    """Cut a cell at the signs that separate, surest first, never within brackets."""
    parts = [_BULLET.sub("", part.strip()) for part in _outside(_SURE, text)]
    parts = [name for part in parts for name in _outside(re.compile(r"\s*/\s*"), part)]
    parts = [name for part in parts for name in _at_commas(part)]
    parts = [name for part in parts for name in _at_dashes(part, said)]
    return [name for part in parts for name in _at_and(part, said)]


def _outside(sign: re.Pattern[str], text: str) -> list[str]:
    """Cut at a sign wherever it is not within brackets."""
    hidden = _hidden(text)
    ends = [0, *(place for match in sign.finditer(hidden) for place in match.span()), len(text)]
    return [text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True) if text[a:b].strip()]


def _hidden(text: str) -> str:
    return _BRACKETS.sub(lambda held: _HIDDEN * len(held.group()), text)


def _at_commas(part: str) -> list[str]:
    """Cut at commas; what goes on with a small word is the same name."""
    found: list[str] = []
    for piece in _outside(re.compile(r"\s*,\s*"), part):
        if found and _is_inside(found[-1], f"{found[-1]}, {piece}"):
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


def _at_dashes(part: str, said: dict[str, Remark]) -> list[str]:
    pieces = _outside(_DASH, part)
    if len(pieces) > 1:
        said["names_dash"] = Remark("names_dash", {"name": part})
    return pieces


def _at_and(part: str, said: dict[str, Remark]) -> list[str]:
    """Cut at "et" where what follows begins a name; say it wherever that is a guess."""
    for match in _AND.finditer(_hidden(part)):
        left, right = part[: match.start()], part[match.end() :]
        if _is_inside(left, part) or _SMALL.match(right) or _FAMILY.match(right):
            continue
        if _begins(right) or not _begins_with(left, "goes_on"):
            if not (_begins(left) and _begins(right)):
                said["names_and"] = Remark("names_and", {"name": part})
            return [left, *_at_and(right, said)]
        said["names_one"] = Remark("names_one", {"name": part})
    return [part]


def _begins(text: str) -> bool:
    """Whether a text begins a name of its own: a known word, or letters that abbreviate."""
    return _begins_with(text, "begins") or bool(re.match(r"[A-Z]{2,}\b", text))


def _is_inside(left: str, whole: str) -> bool:
    """Whether what stands on the left ends inside a name that holds such signs."""
    begun, folded = len(fold(left)), f"{fold(whole)} "
    return any(begun < len(words) - 1 and folded.startswith(words) for words in _words()["whole"])


def _begins_with(text: str, which: str) -> bool:
    return f"{fold(text)} ".startswith(_words()[which])


@cache
def _words() -> dict[str, tuple[str, ...]]:
    file = resources.files("terreau.datasets.plan_files") / "organisations.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(f"{fold(phrase)} " for phrase in held) for name, held in read.items()}
