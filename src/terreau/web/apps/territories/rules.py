"""What follows from members and vintages alone: versions, changes, addresses. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from terreau.core.text import fold

# At most this many codes in the address of an own perimeter: a browser's address bar holds them.
MAX_LISTED = 400

_LISTED = re.compile(r"[0-9A-Z]{5}|[0-9X][0-9]{8}")


@dataclass(frozen=True)
class Interval:
    """A commune belongs to a perimeter from one vintage to another, both included."""

    commune: str
    first_vintage: int
    last_vintage: int


@dataclass(frozen=True)
class Version:
    """The members of a perimeter over a run of vintages during which they do not change.

    Parameters
    ----------
    number : int
        From 1, in the order of time.
    valid_from, valid_to : int
        First and last vintage, both included.
    communes : frozenset[str]
        Commune codes of those vintages.
    joined, left : frozenset[str]
        What changed since the version before; empty for the first.
    """

    number: int
    valid_from: int
    valid_to: int
    communes: frozenset[str]
    joined: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


def versions(intervals: Iterable[Interval], last_vintage: int) -> list[Version]:
    """Cut a perimeter's life where its members change.

    Parameters
    ----------
    intervals : Iterable[Interval]
        The runs of membership of one perimeter.
    last_vintage : int
        The last vintage in which the perimeter exists.

    Returns
    -------
    list[Version]
        In the order of time; empty without members. A vintage in which the
        perimeter has no member ends a version and starts none.
    """
    rows = list(intervals)
    starts = {row.first_vintage for row in rows}
    after = {row.last_vintage + 1 for row in rows if row.last_vintage < last_vintage}
    cuts = sorted(starts | after)
    found: list[Version] = []
    before: frozenset[str] = frozenset()
    for valid_from, following in pairwise([*cuts, last_vintage + 1]):
        members = frozenset(
            r.commune for r in rows if r.first_vintage <= valid_from <= r.last_vintage
        )
        if members:
            found.append(
                Version(
                    number=len(found) + 1,
                    valid_from=valid_from,
                    valid_to=following - 1,
                    communes=members,
                    joined=members - before if before else frozenset(),
                    left=before - members,
                )
            )
        before = members
    return found


def listed_codes(text: str) -> list[str]:
    """Read the codes of an own perimeter from its address or from a form.

    Parameters
    ----------
    text : str
        Commune codes (5 characters) and SIREN of EPCI or EPT (9 digits),
        separated by commas, semicolons or spaces.

    Returns
    -------
    list[str]
        The codes, once each, sorted: one perimeter has one address.

    Raises
    ------
    ValueError
        If nothing is listed, too much is, or a word is not a code; the message
        is the offending word, or empty.
    """
    words = sorted({word.upper() for word in re.split(r"[\s,;+]+", text) if word})
    if not words or len(words) > MAX_LISTED:
        raise ValueError("")
    for word in words:
        if not _LISTED.fullmatch(word):
            raise ValueError(word)
    return words


_OFFICIAL_PREFIX = re.compile(
    r"^(cc|ca|cu|ct|metropole|communaute de communes|communaute d agglomeration|"
    r"communaute urbaine|eurometropole)\s+((de la|de l|des|du|de|d|le|la|les|l)\s+)?"
)
_PARENTHESIS = re.compile(r"\(([^)]*)\)")


def search_names(name: str, aliases: Iterable[str]) -> list[str]:
    """Return the folded spellings under which a person may look for a perimeter.

    The official name, the name without "CC de la…", what stands in
    parentheses (an acronym), and the aliases.
    """
    spellings: list[str] = []
    for printed in (name, *aliases):
        bare = _PARENTHESIS.sub(" ", printed)
        folded = fold(bare)
        spellings += [folded, _OFFICIAL_PREFIX.sub("", folded)]
        spellings += [fold(inside) for inside in _PARENTHESIS.findall(printed)]
    return list(dict.fromkeys(s for s in spellings if s))
