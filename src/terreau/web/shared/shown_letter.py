"""A demonstration sends no letter: who provokes one reads it on the next page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import gettext as _


def show_letter(request: HttpRequest, letter: EmailMessage) -> None:
    """Show a letter to the browser that provoked it, in a demonstration; else do nothing."""
    if settings.LETTERS != "shown":
        return
    to, about = _("À : %s") % ", ".join(letter.to), _("Objet : %s") % letter.subject
    messages.info(request, f"{to}\n{about}\n\n{letter.body}", extra_tags="letter")
