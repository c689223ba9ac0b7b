"""The letter about the sheets that somebody follows or leads: what is due, what is new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.plans.models import ActionSheet, Milestone
from terreau.web.shared.formatting import format_day

_SHOWN = 30
# What makes a link of words: "https://", "exemple.fr", "@".
_LINK = re.compile(r"(://|@|\.(?=[^\W\d_]{2}))")


def write_digest(
    person: User, news: Sequence[ActionSheet], due: Sequence[Milestone], today: date
) -> None:
    """Write to somebody what is due and what is new, in one letter."""
    with translation.override(settings.LANGUAGE_CODE):
        late = sum(each.due_on < today for each in due)
        subject = _("Vos fiches action : %(due)s à échéance, %(news)s du nouveau") % {
            "due": len(due), "news": len(news),
        }  # fmt: skip
        body = _paragraphs(
            _("Bonjour,"),
            _("À faire, dont %(late)s en retard :") % {"late": late} if due else "",
            "\n".join(map(_due, due[:_SHOWN])),
            _("Du nouveau dans ce que vous suivez :") if news else "",
            "\n".join(f"- {_inert(str(sheet))}\n  {_address(sheet.pk)}" for sheet in news[:_SHOWN]),
            _("Choisir le rythme de cette lettre, ou ne plus la recevoir :"),
            f"{settings.SITE_URL}{reverse('plans:alerts')}",
        )
    EmailMessage(subject, body, to=[person.email]).send()


def _due(milestone: Milestone) -> str:
    day = format_day(milestone.due_on)
    said = f"- {day} : {_inert(milestone.title)} ({_inert(str(milestone.sheet))})"
    return f"{said}\n  {_address(milestone.sheet_id)}"


def _address(sheet_id: int) -> str:
    return f"{settings.SITE_URL}{reverse('plans:sheet', args=(sheet_id,))}"


def _inert(words: str) -> str:
    """Return words that somebody wrote on one line, of which no reader of letters makes a link."""
    return _LINK.sub(r"\1 ", " ".join(words.split()))


def _paragraphs(*texts: str) -> str:
    signed = "\n".join(filter(None, (settings.INSTANCE_NAME, settings.INSTANCE_PUBLISHER)))
    return "\n\n".join(text for text in (*texts, signed) if text) + "\n"
