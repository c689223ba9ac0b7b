"""Refuses a password that would be guessed, or shared; what is typed goes nowhere."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from terreau.web.apps.accounts.guessed import guessed_words, readings
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.rules import is_shared

# Of four: ten thousand million guesses, too many for a stolen database.
_ENOUGH = 4
# What the estimate reads; what comes after only makes it harder.
_READ = 72


class SharedAccountValidator:
    """Refuse any password to a persona: it would close to the others what everyone may open."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a `ValidationError` that says where to have a password."""
        if user is not None and is_shared(user.email):
            raise ValidationError(
                _(
                    "Ce personnage de la démonstration est partagé : il n’a pas de mot de passe. "
                    "Pour en avoir un, faites un compte à votre adresse."
                ),
                code="account_shared",
            )

    def get_help_text(self) -> str:
        """Return what to type: nothing, for who reads this."""
        return ""


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
