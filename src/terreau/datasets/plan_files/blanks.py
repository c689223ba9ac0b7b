"""Cells that say nothing, and cells that say that nobody knows: neither is a zero."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from terreau.core.text import fold

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000\ufeff\u200b]+")
_SHORT, _OFTEN = 60, 400  # letters of what may say "unknown", and of what is worth keeping
_SIGNS = re.compile("[✓✔✅☑❌✗✘☒]")


def clean(written: object) -> str:
    r"""Return the text of a cell, its spaces of every kind made plain, its lines kept.

    Examples
    --------
    >>> clean(" 12\u202f000\u00a0€ "), clean(None), clean(3.0)
    ('12 000 €', '', '3')
    """
    if isinstance(written, str):
        return _clean_short(written) if len(written) < _OFTEN else _clean(written)
    if isinstance(written, float) and written.is_integer() and abs(written) < 1e15:
        return str(int(written))
    return "" if written is None else str(written)


def _clean(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


# A cell is asked for several times, and most cells of a column say the same few things.
_clean_short = lru_cache(maxsize=8192)(_clean)


def is_unknown(text: str) -> bool:
    """Whether a text says that the answer is not known.

    Examples
    --------
    >>> [is_unknown(text) for text in ("À définir", "N.C.", "–", "???", "12", "En cours")]
    [True, True, True, True, False, False]
    """
    return len(text) < _SHORT and _is_unknown(text)


@lru_cache(maxsize=8192)
def _is_unknown(text: str) -> bool:
    folded = fold(text)
    return folded in _unknown() or (not folded and not _SIGNS.search(text))


@cache
def _unknown() -> frozenset[str]:
    file = resources.files("terreau.datasets.plan_files") / "blanks.toml"
    return frozenset(map(fold, tomllib.loads(file.read_text(encoding="utf-8"))["unknown"]))
