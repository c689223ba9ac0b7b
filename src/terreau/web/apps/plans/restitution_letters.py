"""The letter to a contributor: the words of who writes, their needs and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.letters import inert
from terreau.web.apps.directory.services.mailings import letter_of
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.outcomes import Fact, NeedOutcome
from terreau.web.apps.plans.selectors.restitution_readers import Addressee


@dataclass(frozen=True)
class Version:
    """One letter as it arrives, and to how many it is the same but for its foot."""

    subject: str
    text: str
    count: int


def letters_to(
    plan: ActionPlan, sender: User, readers: Iterable[Addressee], words: str
) -> list[EmailMessage]:
    """Return the letters of a restitution, one a reader, which are not sent yet."""
    return [
        letter_of(
            sender=sender,
            reader=each.person,
            perimeter=plan.perimeter,
            subject=_subject(plan, each),
            text=_text(plan, each, words),
        )
        for each in readers
    ]


def versions_of(plan: ActionPlan, readers: Iterable[Addressee], words: str) -> list[Version]:
    """Return the letters that differ in what they tell, each once."""
    counted: dict[tuple[str, str], int] = {}
    for each in readers:
        letter = (_subject(plan, each), _text(plan, each, words))
        counted[letter] = counted.get(letter, 0) + 1
    return [Version(subject, text, count) for (subject, text), count in counted.items()]


def _subject(plan: ActionPlan, reader: Addressee) -> str:
    with translation.override(reader.language):
        return _("%(place)s : ce que sont devenus vos besoins") % {
            "place": inert(plan.perimeter.name)
        }


def _text(plan: ActionPlan, reader: Addressee, words: str) -> str:
    with translation.override(reader.language):
        address = reverse("plans:restitution", args=(plan.pk,))
        parts = (
            _("Bonjour,"),
            words.strip(),
            _("Voici ce que sont devenus les besoins dits par votre organisation :"),
            *map(_need, reader.outcomes),
            _("Ce que chacun peut en lire, tenu à jour :"),
            f"{settings.SITE_URL}{address}",
        )
        return "\n\n".join(part for part in parts if part)


def _need(outcome: NeedOutcome) -> str:
    return "\n".join((f"- {inert(outcome.need.title)}", *_lines(outcome.facts)))


def _lines(facts: Sequence[Fact]) -> list[str]:
    new = _("Nouveau")
    return ["  " + (f"[{new}] " if fact.is_new else "") + inert(fact.sentence) for fact in facts]
