"""The letter that asks once a year: short, with one link to the very page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.directory.models import Solicitation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.selectors.asking import link_to
from terreau.web.shared.formatting import format_day

# So many lines are shown in the letter; the page shows all.
_SHOWN = 6
_LONGEST = 120
# What makes a link of words: "https://", "exemple.fr", "@".
_LINK = re.compile(r"(://|@|\.(?=[^\W\d_]{2}))")


def ask(question: Solicitation, lines: Sequence[KnowHow], address: str) -> EmailMessage:
    """Ask an organisation whether its lines are still true; return the letter."""
    with translation.override(settings.LANGUAGE_CODE):
        name = _inert(question.organisation.name)
        subject = _("Toujours vrai ? %(name)s dans l’annuaire") % {"name": name}
        more = len(lines) - _SHOWN
        body = _paragraphs(
            _("Bonjour,"),
            _("Voici ce que dit l’annuaire « %(site)s », pour %(name)s :")
            % {"site": settings.INSTANCE_NAME, "name": name},
            "\n".join(f"- {_inert(line.text)[:_LONGEST]}" for line in lines[:_SHOWN]),
            ngettext("… et %(count)d autre ligne.", "… et %(count)d autres lignes.", more)
            % {"count": more}
            if more > 0
            else "",
            _("Est-ce toujours vrai ? Ouvrez ce lien : un bouton suffit, sans compte."),
            f"{settings.SITE_URL}{reverse('knowhow:still_true', args=(link_to(question),))}",
            _("Vous pourrez y corriger une ligne, en terminer une, ou demander à ne plus recevoir "
              "cette question. Elle est posée une fois par an."),
        )  # fmt: skip
    # A name may hold what a header may not.
    letter = EmailMessage(" ".join(subject.split()), body, to=[address])
    letter.send()
    return letter


def answered_words(day: date) -> str:
    """Return that a letter was answered, and when."""
    return _("Cette lettre a déjà sa réponse, du %(day)s") % {"day": format_day(day)}


def _inert(words: str) -> str:
    """Return words that somebody wrote on one line, of which no reader of letters makes a link."""
    return _LINK.sub(r"\1 ", " ".join(words.split()))


def _paragraphs(*texts: str) -> str:
    signed = "\n".join(filter(None, (settings.INSTANCE_NAME, settings.INSTANCE_PUBLISHER)))
    return "\n\n".join(text for text in (*texts, signed) if text) + "\n"
