"""How far an action has come, by the words people use; ``states.toml`` holds them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from terreau.core.text import fold
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.enums import State
from terreau.datasets.plan_files.remarks import Remark

_DENIED = re.compile(r"\b(?:non|pas|pas encore|jamais|ni|sans)(?: (?:ete|etre))? $")


@dataclass(frozen=True)
class Stated:
    """What a cell says of a state, ``UNKNOWN`` where it says none, with what there is to say."""

    state: State
    remarks: tuple[Remark, ...] = ()


def read_state(written: object) -> Stated:
    """Read a state.

    Examples
    --------
    >>> [str(read_state(text).state) for text in ("En cours", "Terminée", "80 %", "licorne")]
    ['in_progress', 'done', 'in_progress', 'unknown']
    >>> [remark.code for remark in read_state("80 %").remarks]
    ['state_percent']
    """
    if isinstance(written, bool):
        return Stated(State.UNKNOWN, (Remark("state_none"),))
    if isinstance(written, int | float):
        return _of_share(float(written) * 100 if 0 <= written <= 1 else float(written))
    text = " ".join(clean(written).split())
    if not text:
        return Stated(State.UNKNOWN)
    if match := re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]+)?) ?%.{0,12}", text):
        return _of_share(float(match[1].replace(",", ".")))
    for sign, state in _signs().items():
        if sign in text:
            return Stated(State(state), (Remark("state_sign", {"sign": sign}),))
    return _of_words(text, fold(text))


@lru_cache(maxsize=1024)
def _of_words(text: str, folded: str) -> Stated:
    """Return the state of the words, or of the first phrase that a longer text holds."""
    words = _phrases()
    if folded in words or is_unknown(text):
        return Stated(words.get(folded, State.UNKNOWN))
    match = _any_phrase().search(folded)
    if match is None or _DENIED.search(folded[: match.start()]):
        return Stated(State.UNKNOWN, (Remark("state_none"),))
    return Stated(words[match.group()], (Remark("state_words", {"words": match.group()}),))


def _of_share(percent: float) -> Stated:
    if not 0 <= percent <= 100:
        return Stated(State.UNKNOWN, (Remark("state_none"),))
    state = State.IN_PROGRESS
    if percent in (0, 100):
        state = State.DONE if percent else State.UNKNOWN
    return Stated(state, (Remark("state_percent", {"percent": f"{percent:g}"}),))


@cache
def _phrases() -> dict[str, State]:
    """Return each phrase, folded, with its state, longest first."""
    found = {
        fold(phrase): State(state)
        for state, phrases in _file()["words"].items()
        for phrase in phrases
    }
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def _any_phrase() -> re.Pattern[str]:
    """Return what finds the first phrase of a text, the longest of those that start there."""
    return re.compile(rf"\b(?:{'|'.join(_phrases())})\b")


def _signs() -> dict[str, str]:
    return {sign: state for state, signs in _file()["signs"].items() for sign in signs}


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    file = resources.files("terreau.datasets.plan_files") / "states.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
