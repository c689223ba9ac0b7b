"""What follows from signing in, and from a restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from allauth.account.signals import (
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from terreau.web.apps.accounts.alerts import end_programs
from terreau.web.apps.accounts.erasing import replay_erasures
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import forget_delay
from terreau.web.shared.language import remember_language
from terreau.web.shared.restored import database_restored


@receiver(user_logged_in)
def speak_their_language(user: User, response: HttpResponse, **_kwargs: Any) -> None:
    """Bring the language of the account to the browser."""
    remember_language(response, user.language)


@receiver(user_logged_in)
def keep_the_session(request: HttpRequest, **_kwargs: Any) -> None:
    """Let the session of who typed while signed out last as any other."""
    forget_delay(request)


@receiver((password_changed, password_reset, password_set))
def revoke_keys(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Cut the programs off as the other sessions are: who took the account may have made a key."""
    end_programs(request, user)


@receiver(database_restored)
def erase_again(home: Path, **_kwargs: Any) -> None:
    """Erase whoever a backup brought back."""
    replay_erasures(home)
