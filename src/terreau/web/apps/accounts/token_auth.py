"""Who asks the API: whoever a key names, or nobody.

A key is sent in the header ``Authorization: Bearer ter_…``; without one, what
is public is read as before. A cookie lets a signed-in person read by the API
what the pages show them (it is `SameSite=Lax`, and no other site reads an
answer), but never write: a form elsewhere can send a cookie, it cannot send a
header. The API thus needs no CSRF token, and there is one way to write.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from terreau.core.errors import NotSignedIn
from terreau.web.apps.accounts.models import ApiToken
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.accounts.tokens import find_token, note_use


class TokenAuth(HttpBearer):
    """Make a request that has a key one of the person whose key it is."""

    openapi_description = "A key made on the page /compte/cles/, for the acts it allows."

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Give the request the person of a key, and a scope narrowed to what the key allows.

        Raises
        ------
        NotSignedIn
            If the key is unknown, revoked or over: which of the three is not told.
        """
        found = find_token(token.strip())
        if found is None:
            raise NotSignedIn(
                _("Cette clé n’ouvre rien"),
                why=_("Elle est inconnue, révoquée ou expirée."),
                remedy=_("Faites-en une autre sur la page « Clés d’API » de votre compte."),
            )
        note_use(found)
        request.user = found.user
        request.scope = scope_of(found.user, frozenset(found.allows))  # type: ignore[attr-defined]
        return found


def signed_in(request: HttpRequest) -> bool:
    """Let pass whoever is signed in; for operations that mean nothing for anybody else.

    Raises
    ------
    NotSignedIn
        If nobody is.
    """
    if not request.user.is_authenticated:
        raise NotSignedIn(
            _("Cette adresse répond à qui dit qui il est"),
            remedy=_("Envoyez une clé d’API : Authorization: Bearer ter_…"),
        )
    return True
