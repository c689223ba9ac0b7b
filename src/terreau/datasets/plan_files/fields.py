"""What a column of a plan may hold, and how the words above it say so."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from terreau.core.text import fold


class Field(StrEnum):
    """What a column holds."""

    CODE = "code"
    AXIS = "axis"
    THEME = "theme"
    TITLE = "title"
    SHEET_LEAD = "sheet_lead"
    PROJECT_OWNER = "project_owner"
    PARTNER = "partner"
    LEAD_AND_PARTNERS = "lead_and_partners"
    FINANCER = "financer"
    OBJECTIVE = "objective"
    PROBLEM = "problem"
    DESCRIPTION = "description"
    AUDIENCE = "audience"
    PLACE = "place"
    STARTS = "starts"
    ENDS = "ends"
    PERIOD = "period"
    MILESTONE = "milestone"
    STATE = "state"
    COST = "cost"
    FINANCING = "financing"
    OWN_SHARE = "own_share"
    INDICATOR = "indicator"
    COMMENT = "comment"
    RISK = "risk"
    NOTHING = "nothing"  # not read


# What organisations are on an action; a column may also hold a lead, then its partners.
PARTS = frozenset({Field.SHEET_LEAD, Field.PROJECT_OWNER, Field.PARTNER, Field.FINANCER})
DAYS = frozenset({Field.STARTS, Field.ENDS, Field.PERIOD, Field.MILESTONE})
AMOUNTS = frozenset({Field.COST, Field.FINANCING, Field.OWN_SHARE})
TEXTS = frozenset({Field.OBJECTIVE, Field.PROBLEM, Field.DESCRIPTION, Field.AUDIENCE, Field.PLACE,
                   Field.INDICATOR, Field.COMMENT, Field.RISK})  # fmt: skip
ONCE = frozenset({Field.CODE, Field.AXIS, Field.THEME, Field.TITLE, Field.STARTS, Field.ENDS,
                  Field.PERIOD, Field.STATE, Field.OWN_SHARE})  # fmt: skip

_YEAR = re.compile(r"\b(20[0-9]{2}|199[0-9])\b")
_UNIT = re.compile(
    r"\b(?:en )?(?P<unit>k ?€|keur(?:os)?\b|k ?euros?\b|milliers d['’]euros|m ?€|meur(?:os)?\b|"
    r"millions d['’]euros|euros?\b|eur\b)|€",
    re.IGNORECASE,
)
_TAX = re.compile(r"\b(?P<tax>h\.?t\.?|hors taxes?|ttc|t\.t\.c\.?)(?![a-z])", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"\b(?:total|totale|totaux|global|globale)\b")


@dataclass(frozen=True)
class Signs:
    """What a heading says beside its name.

    Parameters
    ----------
    bare : str
        The name, folded, without the rest.
    year : int or None
        The year of its amounts.
    scale : int
        1 for euros, 1 000 for k€; 0 where nothing says it.
    tax : str
        "ht", "ttc" or "".
    is_total : bool
        Whether it says "total".
    """

    bare: str
    year: int | None
    scale: int
    tax: str
    is_total: bool


@lru_cache(maxsize=4096)
def signs_of(heading: str) -> Signs:
    """Return what a heading says.

    Examples
    --------
    >>> signs_of("Budget 2024 (k€ HT)")
    Signs(bare='budget', year=2024, scale=1000, tax='ht', is_total=False)
    >>> signs_of("Coûts totaux").bare, signs_of("N° de fiche :").bare
    ('cout totaux', 'n de fiche')
    """
    year, unit, tax = _YEAR.search(heading), _UNIT.search(heading), _TAX.search(heading)
    bare = heading
    for pattern in (_UNIT, _TAX, _YEAR):
        bare = pattern.sub(" ", bare)
    folded = _singular(fold(_BRACKETS.sub("", bare)) or fold(bare))
    return Signs(
        folded,
        int(year[1]) if year else None,
        _scale(unit.group()) if unit else 0,
        "" if tax is None else "ttc" if tax["tax"].casefold().startswith("t") else "ht",
        bool(_TOTAL.search(fold(heading))),
    )


@lru_cache(maxsize=4096)
def field_of(bare: str) -> tuple[Field | None, bool]:
    """Return the field that a bare heading names, and whether it is that name and no more.

    Examples
    --------
    >>> field_of("pilote"), field_of("date de debut prevue"), field_of("licorne")
    ((<Field.SHEET_LEAD: 'sheet_lead'>, True), (<Field.STARTS: 'starts'>, False), (None, False))
    """
    names = _names()
    if bare in names:
        return names[bare], True
    inside = [name for name in names if len(name) > 2 and f" {name} " in f" {bare} "]
    if not inside:
        return None, False
    # What stands first names the thing: « coût de l'action » is a cost.
    first = min(inside, key=lambda name: (f" {bare} ".index(f" {name} "), -len(name)))
    return names[first], False


def may_be_title(bare: str) -> bool:
    """Whether a heading holds a name of titles among others, as "axe / action" does."""
    titles = (name for name, field in _names().items() if field is Field.TITLE)
    return any(f" {name} " in f" {bare} " for name in titles)


def stage_of(bare: str) -> str:
    """Return how far a grant has come by its heading: "requested", "obtained"… or ""."""
    for stage, words in _stages().items():
        if any(f" {word} " in f" {bare} " for word in words):
            return stage
    return ""


@lru_cache(maxsize=4096)
def financer_in(bare: str) -> str:
    """Return who finances by the words of a heading, as it is usually written; "" for nobody.

    Examples
    --------
    >>> financer_in("subvention region demandee"), financer_in("pilote")
    ('Région', '')
    """
    held = [name for name, folded in _financers().items() if f" {folded} " in f" {bare} "]
    return max(held, key=len, default="")


def _scale(unit: str) -> int:
    folded = fold(unit).removeprefix("en ")
    if folded.startswith(("k", "milliers")):
        return 1_000
    return 1_000_000 if folded.startswith("m") else 1


def _singular(folded: str) -> str:
    """Return words without their plural: "coûts" and "coût" are one name."""
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in folded.split())


@cache
def _financers() -> dict[str, str]:
    """Return the names of who finances, as they are usually written → as headings hold them."""
    return {name: _singular(fold(name)) for name in _file()["financers"]["names"]}


@cache
def _stages() -> dict[str, tuple[str, ...]]:
    return {
        stage: tuple(_singular(fold(word)) for word in words)
        for stage, words in _file()["stages"].items()
    }


@cache
def _names() -> dict[str, Field]:
    return {
        _singular(fold(name)): Field(field)
        for field, names in _file()["names"].items()
        for name in names
    }


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    file = resources.files("terreau.datasets.plan_files") / "columns.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
