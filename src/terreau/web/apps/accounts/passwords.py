"""Refuses a password that would be guessed, without asking anybody: what is typed goes nowhere."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from terreau.web.apps.accounts.guessed import guessed_words, readings
from terreau.web.apps.accounts.models import User

# Of four: ten thousand million guesses, too many for a stolen database.
_ENOUGH = 4
# What the estimate reads; what comes after only makes it harder.
_READ = 72


class GuessablePasswordValidator:
    """Refuse what a patient program finds: known passwords, names, dates, rows of the keyboard."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a `ValidationError` that says what to do."""
        own = [user.email, user.name] if user else []
        words = [*filter(None, own), *guessed_words()]
        scores = (zxcvbn(read[:_READ], user_inputs=words)["score"] for read in readings(password))
        if any(score < _ENOUGH for score in scores):
            raise ValidationError(
                _(
                    "Ce mot de passe se devine : il ressemble à ceux qui ont déjà fuité. "
                    "Quatre ou cinq mots sans lien entre eux font mieux."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """Return what to type."""
        return _("Quatre ou cinq mots sans lien entre eux font un bon mot de passe.")
