"""Changes of what opens an account, told to its person by letter."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import revoke_all_tokens


def tell(request: HttpRequest, user: User, what: str, context: dict[str, Any]) -> None:
    """Tell somebody what was just done to their account, when and from where.

    Parameters
    ----------
    request : HttpRequest
        By which it was done.
    user : User
        Whom to tell, at their confirmed address.
    what : str
        The letter, a template of ``accounts/email``.
    context : dict[str, Any]
        What it says.
    """
    get_adapter(request).send_notification_mail(f"accounts/email/{what}", user, context)


def end_programs(request: HttpRequest, user: User) -> None:
    """Revoke the keys of somebody, and tell them if there were any."""
    acting = Acting(user, scope_of(user), request_id=getattr(request, "request_id", ""))
    if count := revoke_all_tokens(acting=acting):
        tell(request, user, "tokens_revoked", {"count": count})
