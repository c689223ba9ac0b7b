"""What each column of a sheet is likely to hold, by its heading and by its cells; and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from terreau.datasets.plan_files.fields import (
    AMOUNTS,
    ONCE,
    Field,
    Signs,
    field_of,
    financer_in,
    may_be_title,
    signs_of,
    stage_of,
)
from terreau.datasets.plan_files.headings import Heading, Headings
from terreau.datasets.plan_files.profiles import Profile, profile_of
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.remarks import Remark
from terreau.datasets.plan_files.uses import ColumnUse

_EXACT, _IN_GROUP, _HELD, _BY_CELLS = 0.95, 0.85, 0.7, 0.4
_MONEY = (Field.COST, Field.FINANCING, Field.FINANCER)


@dataclass(frozen=True)
class Guess:
    """What a column is likely to hold.

    Parameters
    ----------
    heading : Heading
        The column and the words above it.
    use : ColumnUse
        What it is read as.
    sureness : float
        From 0 to 1: 0.95 for a heading that is a known name, 0.4 for what cells alone tell.
    why : Remark
        Why.
    """

    heading: Heading
    use: ColumnUse
    sureness: float
    why: Remark

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "column": self.heading.column,
            "letter": self.heading.letter,
            "heading": list(self.heading.parts),
            "use": self.use.as_dict(),
            "sureness": self.sureness,
            "why": self.why.as_dict(),
        }


def guess_columns(sheet: Sheet, headings: Headings) -> list[Guess]:
    """Guess what every column holds.

    Examples
    --------
    >>> from terreau.datasets.plan_files.headings import read_headings
    >>> rows = [["Action", "Budget 2024 (k€)", "Couleur"], ["Créer une école", 12.5, "vert"]]
    >>> sheet = Sheet("", True, rows, [1, 2])
    >>> for guess in guess_columns(sheet, read_headings(sheet, 0)):
    ...     print(guess.use.as_dict(), guess.sureness, guess.why.code)
    {'field': 'title'} 0.95 guess_name
    {'field': 'cost', 'year': 2024, 'scale': 1000} 0.95 guess_name
    {'field': 'nothing'} 0.0 guess_none
    """
    profiles = [profile_of(sheet, h.column, headings.body) for h in headings.columns]
    above = signs_of(headings.above)
    guesses = [
        _checked(_by_words(heading, profile, above), profile)
        for heading, profile in zip(headings.columns, profiles, strict=True)
    ]
    return _with_title(_each_once(_one_tax(guesses), profiles), profiles)


def uses_of(guesses: Sequence[Guess]) -> dict[int, ColumnUse]:
    """Return the uses guessed, what is not read left out."""
    return {g.heading.column: g.use for g in guesses if g.use.field is not Field.NOTHING}


def _by_words(heading: Heading, profile: Profile, above: Signs) -> Guess:
    if not heading.parts:
        return _nothing(heading)
    signs = [signs_of(part) for part in reversed(heading.parts)]
    leaf, groups = signs[0], signs[1:]
    named = (field_of(each.bare)[0] for each in groups)
    group = next((known for known in named if known is not None), None)
    field, is_exact = field_of(leaf.bare)
    if group in _MONEY:
        field, sureness = _within_money(field, leaf, group), _IN_GROUP
    elif (
        financer_in(leaf.bare)
        and field in (None, Field.STATE, Field.PLACE)
        and profile.amounts > 0.5
    ):
        field, sureness = Field.FINANCING, _HELD
    elif field is None:
        field, sureness = group, _HELD
    else:
        sureness = _EXACT if is_exact else _HELD
    if field is None:
        return _by_cells(heading, profile, signs)
    why = Remark(
        "guess_group" if sureness == _IN_GROUP else "guess_name", {"heading": str(heading)}
    )
    use = ColumnUse(field)
    if field in AMOUNTS:
        use = _money(field, heading, [*signs, above], is_exact=is_exact)
    return Guess(heading, use, sureness, why)


def _within_money(field: Field | None, leaf: Signs, group: Field | None) -> Field:
    """Return what a column under "Budget" or "Financements" is."""
    kind = Field.COST if group is Field.COST else Field.FINANCING
    if kind is Field.FINANCING and leaf.bare in ("montant", "estimation"):
        return kind
    if field is None or field is Field.PLACE:
        return kind
    return kind if field is Field.STATE and financer_in(leaf.bare) else field


def _money(field: Field, heading: Heading, signs: Sequence[Signs], *, is_exact: bool) -> ColumnUse:
    """Return the use of a column of amounts; what it does not say, its groups say for it."""
    leaf, own = signs[0], signs[:-1]
    use = ColumnUse(
        field,
        year=next((s.year for s in own if s.year), None),
        scale=next((s.scale for s in signs if s.scale), 1),
        tax=next((s.tax for s in signs if s.tax), ""),
        is_total=leaf.is_total,
    )
    if field is Field.COST:
        is_plain = is_exact or leaf.is_total or not leaf.bare
        return replace(use, label="" if is_plain else heading.parts[-1])
    if field is Field.FINANCING:
        bare = " ".join(s.bare for s in own)
        stage = stage_of(bare)
        named = financer_in(leaf.bare)
        if not named and len(own) > 1 and not field_of(leaf.bare)[0] and not stage_of(leaf.bare):
            named = heading.parts[-1]
        return replace(use, stage=stage, financer="" if leaf.is_total else named)
    return replace(use, is_total=False)


def _by_cells(heading: Heading, profile: Profile, signs: Sequence[Signs]) -> Guess:
    """Return what the cells alone tell, which is little: states, and amounts below a year."""
    leaf = signs[0]
    if profile.amounts > 0.5 and ((leaf.year and not leaf.bare) or leaf.bare == "total"):
        why = Remark("guess_amounts", {"heading": str(heading)})
        return Guess(
            heading, _money(Field.COST, heading, [*signs, leaf], is_exact=True), _BY_CELLS, why
        )
    if profile.count >= 3 and profile.states >= 0.7 and profile.length < 30:
        why = Remark("guess_cells", {"heading": str(heading)})
        return Guess(heading, ColumnUse(Field.STATE), _BY_CELLS, why)
    return _nothing(heading)


def _nothing(heading: Heading, code: str = "guess_none") -> Guess:
    why = Remark(code, {"heading": str(heading)})
    return Guess(heading, ColumnUse(Field.NOTHING), 0.0, why)


def _checked(guess: Guess, profile: Profile) -> Guess:
    if profile.fits(guess.use.field):
        return guess
    why = Remark("guess_unfit", {"heading": str(guess.heading)})
    return replace(guess, sureness=round(guess.sureness / 2, 2), why=why)


def _one_tax(guesses: Sequence[Guess]) -> list[Guess]:
    """Leave out the same costs written again with taxes: added up, they would count twice."""
    seen: dict[tuple[object, ...], str] = {}
    kept = []
    for guess in guesses:
        use = guess.use
        key = (use.field, use.year, signs_of(use.label).bare, use.is_total)
        is_again = use.field is Field.COST and seen.setdefault(key, use.tax) != use.tax
        kept.append(_nothing(guess.heading, "guess_tax") if is_again else guess)
    return kept


def _each_once(guesses: Sequence[Guess], profiles: Sequence[Profile]) -> list[Guess]:
    """Keep one column for what an action has one of; a second axis is a theme."""
    kept = list(guesses)
    for field in (f for f in Field if f in ONCE):
        places = [n for n, guess in enumerate(kept) if guess.use.field is field]
        if len(places) < 2:
            continue
        best = max(places, key=_worth(kept, profiles))
        has_theme = any(guess.use.field is Field.THEME for guess in kept)
        for place in places:
            if place == best:
                continue
            if field is Field.AXIS and not has_theme:
                kept[place] = replace(kept[place], use=ColumnUse(Field.THEME), sureness=_HELD)
                has_theme = True
            else:
                kept[place] = _nothing(kept[place].heading, "guess_twice")
    return kept


def _worth(
    guesses: Sequence[Guess], profiles: Sequence[Profile]
) -> Callable[[int], tuple[float, int, int]]:
    return lambda place: (guesses[place].sureness, profiles[place].distinct, -place)


def _names_titles_too(guess: Guess) -> bool:
    """Whether a heading names titles beside what it was taken for: "Axe / Action"."""
    parts = guess.heading.parts
    return bool(parts) and guess.use.field is Field.AXIS and may_be_title(signs_of(parts[-1]).bare)


def _with_title(guesses: list[Guess], profiles: Sequence[Profile]) -> list[Guess]:
    """Give the titles a column where no heading names one: many different texts, not too long."""
    if any(guess.use.field is Field.TITLE for guess in guesses):
        return guesses
    both = [n for n, guess in enumerate(guesses) if _names_titles_too(guess)]
    able = both or [
        place
        for place, (guess, profile) in enumerate(zip(guesses, profiles, strict=True))
        if guess.use.field in (Field.NOTHING, Field.CODE, Field.DESCRIPTION, Field.OBJECTIVE)
        and profile.count
        and 10 <= profile.length <= 150
        and not any((profile.amounts > 0.5, profile.days > 0.5, profile.states > 0.5))
    ]
    if able:
        best = max(able, key=lambda place: (profiles[place].distinct, -place))
        heading = guesses[best].heading
        why = Remark("guess_title", {"heading": str(heading)})
        guesses[best] = Guess(heading, ColumnUse(Field.TITLE), _BY_CELLS, why)
    return guesses
