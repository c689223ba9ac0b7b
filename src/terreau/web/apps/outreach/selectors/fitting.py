"""The organisations that a question fits, with why, how often each was asked, who is left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.knowhow.searching.asked import Asked
from terreau.web.apps.knowhow.searching.saying import ToldLine, told
from terreau.web.apps.knowhow.searching.verifying import Answer, find
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.permissions import kept_by
from terreau.web.apps.outreach.rules import MOST_ASKED
from terreau.web.apps.outreach.selectors.loads import Asking, asking_of
from terreau.web.apps.territories.models import Perimeter

_FOUND = 40
AROUND_KM = 100


@dataclass(frozen=True)
class Candidate:
    """An organisation that a question may be sent to.

    Parameters
    ----------
    pk : int
        Its key.
    name, place : str
        How it is called, where it sits.
    lines : Sequence[ToldLine]
        Why it fits; none where who asks added it.
    asking : Asking
        Whether it may be asked, and how often it was, as the reader may know it.
    is_strong : bool
        Whether it surely fits: the search says that it can, by its own words.
    is_chosen : bool
        Whether it is proposed: ticked at first.
    may_call : bool
        Whether the reader may note that they called it.
    """

    pk: int
    name: str
    place: str
    lines: Sequence[ToldLine]
    asking: Asking
    is_strong: bool
    is_chosen: bool
    may_call: bool

    @property
    def may_be_asked(self) -> bool:
        """Whether it may be asked."""
        return not self.asking.refusal

    @property
    def is_unsure(self) -> bool:
        """Whether it may fit, and is proposed unticked: who asks added the others by their name."""
        return bool(self.lines) and not self.is_strong


def propose(
    scope: Scope, question: TerritoryQuestion, added: Collection[int] = ()
) -> list[Candidate]:
    """Return the organisations that a question fits, the best first, then those one added."""
    wanted = _asked(question)
    answers = [each for each in find(scope, wanted, most=_FOUND).answers if not each.only_seeks]
    found = {each.pk: told(each, wanted) for each in answers}
    strong = {each.pk for each in answers if found[each.pk].nearness == "can" and _is_sure(each)}
    keys = [*found, *(key for key in added if key not in found)]
    seen = Organisation.objects.filter(can_view_organisation(scope), pk__in=keys)
    rows = {each.pk: each for each in seen.select_related("seat")}
    rows.pop(question.organisation_id or 0, None)
    asking = asking_of(scope, list(rows.values()), timezone.localdate())
    kept = set(seen.filter(kept_by(scope).condition("seat")).values_list("pk", flat=True))
    candidates = []
    chosen = 0
    for key in (key for key in keys if key in rows):
        may_be_asked = not asking[key].refusal
        # What only seeks the same thing does not answer.
        lines = [line for line in found[key].lines if not line.is_sought] if key in found else []
        is_chosen = may_be_asked and key in strong and chosen < MOST_ASKED
        chosen += is_chosen
        seat = rows[key].seat
        place = seat.name if seat else ""
        known = (key, rows[key].name, place, lines, asking[key])
        candidates.append(Candidate(*known, key in strong, is_chosen, key in kept))
    return candidates


def _is_sure(answer: Answer) -> bool:
    """Whether one of its lines answers otherwise than by a spelling or a part of a word."""
    ways = {reason.how for line in answer.lines for reason in line.reasons}
    return bool(ways - {"typo", "part", "near"})


def _asked(question: TerritoryQuestion) -> Asked:
    if not question.is_around:
        return Asked(query=question.text, territory=question.perimeter)
    return Asked(query=question.text, near=_middle(question), within_km=AROUND_KM)


def _middle(question: TerritoryQuestion) -> Perimeter | None:
    """Return the commune around which one looks: where who asks sits, or one of the territory."""
    if question.organisation and question.organisation.seat:
        return question.organisation.seat
    inside = question.perimeter.members.values("commune_code")
    communes = Perimeter.objects.filter(
        kind="commune", country=question.perimeter.country, code__in=inside
    )
    return communes.order_by("-population", "code").first()
