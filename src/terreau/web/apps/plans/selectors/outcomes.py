"""What became of needs, as one reader may know: dropped, verified, the sheets that answer them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.models import (
    ActionSheet,
    CommitteeDecision,
    Milestone,
    Need,
)
from terreau.web.apps.plans.permissions import can_view_sheet
from terreau.web.apps.plans.selectors.committees import list_decisions
from terreau.web.shared.formatting import format_day


@dataclass(frozen=True)
class Fact:
    """One thing that became of a need.

    Parameters
    ----------
    said : str
        In the reader's words; of a sheet, without its name.
    keys : tuple[str, ...]
        Of all that it tells: one that did not stand at a day is new since. They are the same for
        every reader, who has fewer of them where they read less.
    sheet : ActionSheet or None
        The sheet that it is about.
    is_new : bool
        Whether it was not so when the contributor was last told.
    """

    said: str
    keys: tuple[str, ...] = ()
    sheet: ActionSheet | None = None
    is_new: bool = False

    @property
    def sentence(self) -> str:
        """All of it in words, with the name of its sheet."""
        if self.sheet is None:
            return self.said
        return _("%(sheet)s : %(said)s") % {"sheet": self.sheet, "said": self.said}


@dataclass(frozen=True)
class NeedOutcome:
    """A need and what became of it."""

    need: Need
    facts: list[Fact]

    @property
    def has_news(self) -> bool:
        """Whether something of it is new since its contributor was last told."""
        return any(fact.is_new for fact in self.facts)

    @property
    def sentences(self) -> list[str]:
        """What became of it in words, one sentence a fact."""
        return [fact.sentence for fact in self.facts]


def outcomes_of(
    scope: Scope, needs: Iterable[Need], *, with_whom: Collection[int] | None = None
) -> list[NeedOutcome]:
    """Return what became of needs that a reader may see, in a bounded number of queries.

    Parameters
    ----------
    scope : Scope
        Of the reader: sheets and decisions that they do not see are not counted, nor hinted at.
    needs : Iterable[Need]
        In the order of the answer.
    with_whom : Collection[int], optional
        Of which needs it is said with whom they were verified; None: of all.
    """
    found = list(needs)
    answers = _answers(scope, found)
    told = _of_sheets(scope, {sheet.pk: sheet for held in answers.values() for sheet in held})
    return [
        NeedOutcome(
            need,
            _facts(
                need,
                [told[sheet.pk] for sheet in answers.get(need.pk, [])],
                names_verifier=with_whom is None or need.pk in with_whom,
            ),
        )
        for need in found
    ]


def marked_since(outcomes: Iterable[NeedOutcome], stood: Collection[str]) -> list[NeedOutcome]:
    """Return outcomes with what is new of them, against the keys of what stood (`Fact.keys`)."""
    before = frozenset(stood)
    return [
        replace(
            outcome,
            facts=[
                replace(fact, is_new=not before.issuperset(fact.keys)) for fact in outcome.facts
            ],
        )
        for outcome in outcomes
    ]


def keys_of(outcomes: Iterable[NeedOutcome]) -> list[str]:
    """Return the keys of all that outcomes tell, each once, in order."""
    return sorted({key for outcome in outcomes for fact in outcome.facts for key in fact.keys})


def _facts(need: Need, answers: list[Fact], *, names_verifier: bool) -> list[Fact]:
    """Return what became of a need: where it stands, then the sheets that answer it."""
    if need.state == NeedState.DROPPED:
        return [_dropped(need)]
    own = _verified(need, names_verifier) if need.state == NeedState.VERIFIED else _raised(need)
    of_need = [
        replace(fact, keys=tuple(f"need:{need.pk}:{key}" for key in fact.keys)) for fact in answers
    ]
    return [own, *(of_need or [Fact(_("Aucune fiche que vous lisez n’y répond encore."))])]


def _raised(need: Need) -> Fact:
    said = _("Noté le %(day)s, pas encore vérifié.") % {"day": format_day(need.raised_on)}
    return Fact(said, (f"need:{need.pk}:raised",))


def _verified(need: Need, names_verifier: bool) -> Fact:
    assert need.verified_on is not None, "a constraint of the table"
    terms = {"day": format_day(need.verified_on), "who": need.verified_with.rstrip(" .")}
    sentence = _("Vérifié le %(day)s : %(who)s.") if names_verifier else _("Vérifié le %(day)s.")
    return Fact(sentence % terms, (f"need:{need.pk}:verified:{need.verified_on}",))


def _dropped(need: Need) -> Fact:
    terms = {"why": need.drop_reason.rstrip(" .")}
    sentence = _("Écarté : %(why)s.")
    if need.dropped_on is not None:
        terms["day"] = format_day(need.dropped_on)
        sentence = _("Écarté le %(day)s : %(why)s.")
    return Fact(sentence % terms, (f"need:{need.pk}:dropped:{need.dropped_on or ''}",))


def _answers(scope: Scope, needs: list[Need]) -> dict[int, list[ActionSheet]]:
    """Return the sheets that answer each need, of those that a reader sees, in their order."""
    pairs = ActionSheet.needs.through.objects.filter(need__in=[need.pk for need in needs])
    of_sheet: dict[int, list[int]] = {}
    for need_id, sheet_id in pairs.order_by("need", "actionsheet").values_list(
        "need", "actionsheet"
    ):
        of_sheet.setdefault(sheet_id, []).append(need_id)
    seen = ActionSheet.objects.filter(can_view_sheet(scope), pk__in=of_sheet)
    found: dict[int, list[ActionSheet]] = {}
    for sheet in seen.select_related("plan", "axis").order_by("code_key", "pk"):
        for need_id in of_sheet[sheet.pk]:
            found.setdefault(need_id, []).append(sheet)
    return found


def _of_sheets(scope: Scope, sheets: dict[int, ActionSheet]) -> dict[int, Fact]:
    """Return what is told of sheets: the state, the next milestone, the last decision."""
    steps: dict[int, list[Milestone]] = {}
    for step in Milestone.objects.filter(sheet__in=sheets).order_by("due_on", "pk"):
        steps.setdefault(step.sheet_id, []).append(step)
    decided: dict[int, list[CommitteeDecision]] = {}
    for decision in list_decisions(scope).filter(sheet__in=sheets):
        assert decision.sheet_id is not None, "of a sheet"
        decided.setdefault(decision.sheet_id, []).append(decision)
    return {
        key: _of_sheet(sheet, steps.get(key, []), decided.get(key, []))
        for key, sheet in sheets.items()
    }


def _of_sheet(sheet: ActionSheet, steps: list[Milestone], decided: list[CommitteeDecision]) -> Fact:
    done = [step for step in steps if step.done_on is not None]
    coming = next((step for step in steps if step.done_on is None), None)
    said = [_("« %(state)s »") % {"state": sheet.get_state_display()}]
    keys = [f"sheet:{sheet.pk}:{sheet.state}"]
    keys += [f"step:{step.pk}:done" for step in done]
    if coming is not None and not sheet.is_closed:
        said.append(_step_said(coming))
        keys.append(f"step:{coming.pk}:{coming.due_on}")
    if decided:
        terms = {"day": format_day(decided[-1].committee.on), "text": decided[-1].text}
        said.append(_("dernière décision, le %(day)s : %(text)s") % terms)
        keys += [f"decision:{each.pk}" for each in decided]
    return Fact(" ; ".join(said), tuple(keys), sheet)


def _step_said(step: Milestone) -> str:
    terms = {"title": step.title, "day": format_day(step.due_on)}
    if step.is_late:
        return _("jalon attendu depuis le %(day)s : %(title)s") % terms
    return _("prochain jalon, le %(day)s : %(title)s") % terms
