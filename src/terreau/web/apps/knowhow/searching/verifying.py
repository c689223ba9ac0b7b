"""Who answers a search: each proposal read again from the database, with the rights of the reader.

An index may be behind: what was ended, erased or hidden since, or is not what the index read, is
neither shown nor counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from terreau.matching.search import Reason
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.standing import Standing, standing_of
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.searching.asked import Asked, Order
from terreau.web.apps.knowhow.searching.documents import LEVELS, Part, identity_of, stamp_of
from terreau.web.apps.knowhow.searching.finding import MOST, Proposal, propose, rank_of
from terreau.web.apps.knowhow.searching.holding import Held, holding_by_line

# Of one organisation, so many lines are told.
_LINES = 3
# Among so many of the nearest one surely can.
_NEAREST = 100


@dataclass(frozen=True)
class Line:
    """A text of an organisation that answers.

    Parameters
    ----------
    text : str
        In its own words; the name of the organisation where that is what answers.
    part : Part
        Which text it is.
    kind : str
        Of know-how; "" where it is no line.
    proposal : Proposal
        How it was found.
    held : Held or None
        Whether its capacities hold the measure asked; None where none was asked or is known.
    """

    text: str
    part: Part
    kind: str
    proposal: Proposal
    held: Held | None = None

    @property
    def kind_label(self) -> str:
        """Its kind in the reader's language."""
        return str(KnowHowKind(self.kind).label) if self.kind else ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it was found: takes time, for what is shown."""
        return self.proposal.reasons


@dataclass(frozen=True)
class Seat:
    """The commune where an organisation sits, as a list needs it."""

    pk: int
    code: str
    name: str
    country: str


@dataclass(frozen=True)
class Answer:
    """An organisation that answers, as one reader may see it."""

    pk: int
    name: str
    kind: str
    agrees: bool
    seat: Seat | None
    km: float | None
    lines: Sequence[Line]

    @property
    def kind_label(self) -> str:
        """Its kind in the reader's language."""
        return str(OrganisationKind(self.kind).label)

    @property
    def only_seeks(self) -> bool:
        """Whether it is no answer to "who can": it seeks the same."""
        return all(map(_is_sought, self.lines))

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.seat is not None and self.seat.country == "XX"


@dataclass(frozen=True)
class Found:
    """What answers a search.

    Parameters
    ----------
    answers : Sequence[Answer]
        Those that can, then those that only seek the same, in their order; at most `MOST`.
    is_cut : bool
        Whether there are more.
    """

    answers: Sequence[Answer]
    is_cut: bool

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return len(self.answers)

    @cached_property
    def seeking(self) -> int:
        """How many of them only seek the same."""
        return sum(each.only_seeks for each in self.answers)

    @property
    def able(self) -> int:
        """How many of them can."""
        return self.count - self.seeking


def find(scope: Scope, asked: Asked, *, most: int = MOST) -> Found:
    """Return the organisations that answer, of what the scope may read."""
    standing = standing_of(scope)
    proposed = propose(standing, asked, most=most)
    organisations = _organisations(standing, proposed.by_organisation)
    texts = [each for group in proposed.by_organisation.values() for each in group]
    lines = _lines(each.line for each in texts if each.line)
    answers = []
    for key, group in proposed.by_organisation.items():
        row = organisations.get(key)
        told = _told(row, group, lines, standing) if row else []
        if row and told:
            answers.append(_answer(row, told))
    in_order = sorted(_in_order(answers, asked), key=lambda each: each.only_seeks)
    return Found(in_order, proposed.is_cut)


def able_anywhere(scope: Scope, asked: Asked) -> list[Answer]:
    """Return those that do more than seek the same, the nearest first, whatever the distance."""
    anywhere = replace(asked, within_km=None, order=Order.DISTANCE)
    found = find(scope, anywhere, most=_NEAREST).answers
    able = [each for each in found if not each.only_seeks and each.km is not None]
    return sorted(able, key=lambda each: each.km or 0.0)


def _organisations(standing: Standing, keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    held = Organisation.objects.filter(standing.condition(), pk__in=list(keys), closed_on=None)
    rows = held.order_by().values(
        "pk", "name", "kind", "naf", "description", "visibility", "field_visibility", "written_at",
        "agrees_to_contact", "seat", "seat__code", "seat__name", "seat__country",
    )  # fmt: skip
    return {row["pk"]: row for row in rows}


def _lines(keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    held = KnowHow.objects.filter(pk__in=list(keys), ended_on=None).order_by()
    rows = held.values("pk", "organisation", "text", "kind", "visibility", "written_at")
    return {row["pk"]: row for row in rows}


def _told(
    row: Mapping[str, Any],
    group: Sequence[Proposal],
    lines: Mapping[int, Mapping[str, Any]],
    standing: Standing,
) -> list[Line]:
    """Return the texts of an organisation that are still what the index read, and may be read."""
    reader = LEVELS[standing.towards_seated(row["pk"], _seat(row))]
    found = []
    for each in group:
        line = lines.get(each.line) if each.line else None
        if each.line and (line is None or line["organisation"] != each.organisation):
            continue
        changed = max(row["written_at"], line["written_at"]) if line else row["written_at"]
        level = line["visibility"] if line else row["visibility"]
        if each.part == Part.DESCRIPTION:
            level = Organisation.level_among(
                "description", row["visibility"], row["field_visibility"]
            )
        if stamp_of(changed) == each.stamp and LEVELS[level] <= reader:
            text = line["text"] if line else _own_text(row, each.part)
            found.append(Line(text, each.part, line["kind"] if line else "", each))
    return found


def _own_text(row: Mapping[str, Any], part: Part) -> str:
    """Return what was searched of an organisation itself: the words that answer are in it."""
    return identity_of(row) if part == Part.NAME else row["description"]


def _seat(row: Mapping[str, Any]) -> Seat | None:
    if row["seat"] is None:
        return None
    return Seat(row["seat"], row["seat__code"], row["seat__name"], row["seat__country"])


def _answer(row: Mapping[str, Any], told: Sequence[Line]) -> Answer:
    told = sorted(told, key=_is_sought)
    return Answer(
        pk=row["pk"],
        name=row["name"],
        kind=row["kind"],
        agrees=row["agrees_to_contact"],
        seat=_seat(row),
        km=told[0].proposal.km,
        lines=told,
    )


def _is_sought(line: Line) -> bool:
    return line.kind == KnowHowKind.SEEKS


def _in_order(answers: Sequence[Answer], asked: Asked) -> list[Answer]:
    """Put first those whose capacities hold the measures asked, last those whose do not."""
    wanted = asked.ranges
    if not wanted:
        return [
            replace(each, lines=each.lines[:_LINES]) if len(each.lines) > _LINES else each
            for each in answers
        ]
    keys = [line.proposal.line for each in answers for line in each.lines if line.proposal.line]
    held = holding_by_line(keys, wanted)
    measured = []
    for answer in answers:
        lines = [_measured(line, held.get(line.proposal.line)) for line in answer.lines]
        lines.sort(key=lambda line: rank_of(line.proposal, asked))
        lines.sort(key=_is_sought)
        measured.append(replace(answer, lines=lines[:_LINES]))
    return sorted(measured, key=lambda each: rank_of(each.lines[0].proposal, asked))


def _measured(line: Line, held: Held | None) -> Line:
    if held is None:
        return line
    weighed = replace(line.proposal, score=line.proposal.score * held.weight)
    return replace(line, proposal=weighed, held=held)
