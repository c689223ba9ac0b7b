"""Tags as forms offer them: one word for each, "t:welding", "n:25.62A", "r:H2903"."""

from __future__ import annotations

from collections.abc import Iterable

from terreau.web.apps.knowhow.tags import (
    activity_tag,
    is_activity,
    is_occupation,
    is_term,
    occupation_tag,
    term_name,
)
from terreau.web.apps.knowhow.understanding import Understood

_KNOWN = {"t": is_term, "n": is_activity, "r": is_occupation}
_NAMES = {"t": term_name, "n": activity_tag, "r": occupation_tag}


def values_of(found: Understood) -> list[str]:
    """Return the tags that were read, each as a form writes it."""
    return [
        f"{letter}:{code}"
        for letter, codes in (("t", found.terms), ("n", found.naf), ("r", found.rome))
        for code in codes
    ]


def known(values: Iterable[str]) -> list[str]:
    """Return the values that are tags, each once."""
    return [value for value in dict.fromkeys(values) if _is_known(value)]


def choices_of(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return tags and what each is called."""
    return [(value, _NAMES[value[0]](value[2:])) for value in known(values)]


def codes_of(values: Iterable[str], letter: str) -> tuple[str, ...]:
    """Return the codes of one sort among tags: "t" terms, "n" activities, "r" occupations."""
    return tuple(value[2:] for value in known(values) if value[0] == letter)


def _is_known(value: str) -> bool:
    letter, colon, code = value.partition(":")
    return bool(colon) and letter in _KNOWN and _KNOWN[letter](code)
