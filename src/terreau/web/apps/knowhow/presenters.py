"""Lines of know-how as pages show them: names in place of codes, who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.subjects import Introduced, introduced
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.rules import Range
from terreau.web.apps.knowhow.selectors.asking import is_unsubscribed, why_not_asked_now
from terreau.web.apps.knowhow.selectors.lines import Rights, lines_of_organisation, rights_over
from terreau.web.apps.knowhow.services.lines import KnowHowFields
from terreau.web.apps.knowhow.tags import (
    activity_tag,
    names_of,
    occupation_tag,
    range_words,
    term_name,
)
from terreau.web.shared.visibility import Visibility, is_within

# How the lines of an organisation are headed on its page; what it seeks stands apart.
_GROUPS = (
    (KnowHowKind.MAKES, gettext_lazy("Ses savoir-faire")),
    (KnowHowKind.MACHINE, gettext_lazy("Ses machines et leurs capacités")),
    (KnowHowKind.CERTIFICATION, gettext_lazy("Ses certifications")),
    (KnowHowKind.MATERIAL, gettext_lazy("Les matières qu’elle travaille")),
    (KnowHowKind.REFERENCE, gettext_lazy("Ses références")),
)


@dataclass(frozen=True)
class ShownLine:
    """A line as one reader sees it.

    Parameters
    ----------
    line : KnowHow
        What is kept.
    tags, ranges : tuple of str
        What it speaks of and its measures, in words.
    classes : tuple of str
        Its activities and occupations, in words: more than a list of lines should say.
    verified : str
        By whom, as the history names people; empty where nobody verified it.
    level : str
        Who reads it, where that is narrower than its organisation; else empty.
    may_change, may_verify : bool
        What this reader may do.
    """

    line: KnowHow
    tags: tuple[str, ...]
    ranges: tuple[str, ...]
    classes: tuple[str, ...]
    verified: str
    level: str
    may_change: bool
    may_verify: bool

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        return str(KnowHowSource(self.line.source).label)

    @property
    def read_by(self) -> str:
        """Who reads it, in words: never more than its organisation."""
        return self.level or str(Visibility(self.line.organisation.visibility).label)

    @property
    def kind(self) -> str:
        """What sort of know-how it is, in words."""
        return str(KnowHowKind(self.line.kind).label)


def shown_lines(scope: Scope, lines: Sequence[KnowHow], rights: Rights) -> list[ShownLine]:
    """Return lines as a reader sees them, in a number of queries that does not grow with them."""
    people = introduced(scope, {line.verified_by_id for line in lines if line.verified_by_id})
    return [_shown(line, people, rights) for line in lines]


def know_how_slot(scope: Scope, organisation: Organisation) -> dict[str, Any] | None:
    """Return the section of the page of an organisation; None where there is nothing to say."""
    rights = rights_over(scope, organisation)
    lines = shown_lines(scope, lines_of_organisation(scope, organisation), rights)
    if not lines and not rights.may_note:
        return None
    true = [each for each in lines if not each.line.is_over]
    groups = [
        {"title": title, "lines": [each for each in true if each.line.kind == kind]}
        for kind, title in _GROUPS
    ]
    return {
        "organisation": organisation,
        "number": str(organisation.pk),
        "groups": [group for group in groups if group["lines"]],
        "sought": [each for each in true if each.line.kind == KnowHowKind.SEEKS],
        "ended": [each for each in lines if each.line.is_over],
        "count": len(true),
        "may_note": rights.may_note,
        "may_ask_now": rights.may_verify and bool(true),
        "why_not_asked": _why_not_asked(organisation) if rights.may_verify and true else "",
        "may_ask_again": rights.may_note and is_unsubscribed(organisation),
    }


def understood_tags(written: KnowHowFields | None) -> list[str]:
    """Return what would be kept beside the words of a line, in words."""
    if written is None:
        return []
    names = names_of(written.terms, written.naf, written.rome)
    return [*map(range_words, written.capacities), *names]


def _why_not_asked(organisation: Organisation) -> str:
    return why_not_asked_now(organisation, timezone.localdate())


def _shown(line: KnowHow, people: Mapping[int, Introduced], rights: Rights) -> ShownLine:
    person = people.get(line.verified_by_id or 0, Introduced())
    name = ""
    if line.verified_on:
        name = person.name or person.role_on(line.verified_on) or _("une personne")
    is_narrower = not is_within(Visibility(line.organisation.visibility), line.visibility)
    return ShownLine(
        line,
        # A tag that is the line itself says nothing more.
        tuple(name for name in map(term_name, line.terms) if fold(name) != fold(line.text)),
        tuple(
            range_words(Range(each.dimension, each.low, each.high))
            for each in line.capacities.all()
        ),
        (*map(activity_tag, line.naf), *map(occupation_tag, line.rome)),
        name,
        str(Visibility(line.visibility).label) if is_narrower else "",
        may_change=rights.may_note and not line.is_over,
        may_verify=rights.may_verify and not line.is_over,
    )  # fmt: skip
