"""What follows from signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpResponse

from terreau.web.apps.accounts.models import User
from terreau.web.shared.language import remember_language


@receiver(user_logged_in)
def speak_their_language(user: User, response: HttpResponse, **_kwargs: Any) -> None:
    """Bring the language of the account to the browser."""
    remember_language(response, user.language)
