"""Codes of actions: "Fiche n° 3", "A1.2", 3.0; one that Excel made a date is said."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.remarks import Remark

MOST_LETTERS = 20
_BEFORE = re.compile(
    r"^(?:fiches?(?:[ -]actions?)?|actions?|projets?|réf(?:érence)?\.?|code)?\s*"
    r"(?:n[°º]\s*)?[:#]?\s*",
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?P<code>[A-Z]?[0-9]{1,2}(?:\.[0-9]{1,2})+)\.?\s+(?P<title>[^\W\d_].+)", re.DOTALL
)
_IN_TITLE = re.compile(
    r"^(?:fiche(?:[ -]action)?\s*|action\s*|projet\s*)?(?:n[°º]\s*)?"
    r"(?P<code>[A-Z]{0,3} ?[0-9]{1,3}(?:[.-][0-9]{1,2})*[a-z]?)"
    r"\s*[-–—:.)]\s*(?P<title>[^\W\d_].+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Code:
    """The code that a cell writes, "" where it writes none, with what there is to say."""

    code: str
    remarks: tuple[Remark, ...] = ()


def read_code(written: object) -> Code:
    """Read the code of an action.

    Examples
    --------
    >>> [read_code(written).code for written in ("Fiche n° 3", "A1.2", 3.0, 1.1, "-")]
    ['3', 'A1.2', '3', '1.1', '']
    """
    if isinstance(written, dt.date | dt.time | dt.timedelta):
        return Code("", (Remark("code_day"),))
    text = " ".join(clean(written).split())
    if not text or is_unknown(text):
        return Code("")
    code = _BEFORE.sub("", text) or text
    if len(code) > MOST_LETTERS:
        return Code("", (Remark("code_long", {"most": MOST_LETTERS}),))
    return Code(code)


def code_in_title(title: str) -> tuple[str, str]:
    """Return the code that begins a title, and the title without it; "" where none does.

    Examples
    --------
    >>> code_in_title("Fiche 3 – Créer une école"), code_in_title("1.2.1 Créer une école")
    (('3', 'Créer une école'), ('1.2.1', 'Créer une école'))
    >>> code_in_title("100 apprentis de plus")
    ('', '100 apprentis de plus')
    """
    match = _IN_TITLE.match(title) or _DOTTED.fullmatch(title)
    return (match["code"], match["title"].strip()) if match else ("", title)
