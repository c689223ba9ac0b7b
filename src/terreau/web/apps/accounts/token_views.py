"""The page of a person's keys. A view parses, asks, renders.

A key that was just made waits in the session, enciphered, for the page that shows it once: to
reload that page makes no second key, and shows the first no more.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.alerts import tell
from terreau.web.apps.accounts.enciphering import decipher, encipher
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import ApiToken
from terreau.web.apps.accounts.proving import proved_again
from terreau.web.apps.accounts.token_forms import TokenForm
from terreau.web.apps.accounts.tokens import get_token, list_tokens, make_token, revoke_token
from terreau.web.shared.list_file import list_answer

_JUST_MADE = "token_just_made"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@proved_again
def tokens(request: ScopedRequest) -> HttpResponse:
    """Show the keys of who asks, and make one; the next page shows it, and none after it."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        made, secret = make_token(
            acting=acting(request),
            name=chosen["name"],
            allows=chosen["allows"],
            lasts=timedelta(days=chosen["days"]),
        )
        tell(request, made.user, "token_made", {"token": made, "allows": _words(made)})
        request.session[_JUST_MADE] = [made.name, encipher(secret)]
        return HttpResponseRedirect(reverse("accounts:tokens"))
    context = {"form": form, "made": _just_made(request), "tokens": _shown(request)}
    return render(request, "accounts/tokens.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def token_revoke(request: ScopedRequest, token_id: int) -> HttpResponse:
    """Ask whether a key is to work no longer, then make it so."""
    if request.method == "POST":
        revoke_token(acting=acting(request), token_id=token_id)
        return HttpResponseRedirect(reverse("accounts:tokens"))
    token = get_token(acting(request).user, token_id)
    return render(request, "accounts/token_revoke.html", {"token": token})


def _just_made(request: HttpRequest) -> dict[str, str] | None:
    """Return the name and the secret of a key that was just made, once."""
    if request.method != "GET" or _JUST_MADE not in request.session:
        return None
    name, enciphered = request.session.pop(_JUST_MADE)
    return {"name": name, "secret": decipher(enciphered)}


@require_safe
@never_cache
@login_required
def tokens_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the keys of who asks as a file."""
    headings = (
        _("Nom"), _("Début de la clé"), _("Ce qu’elle permet"), _("État"), _("Faite le"),
        _("Fonctionne jusqu’au"), _("Servie en dernier le"),
    )  # fmt: skip
    assert request.user.is_authenticated
    rows = (
        (
            token.name,
            token.prefix,
            ", ".join(map(str, _words(token))),
            _state(token),
            localdate(token.created_at).isoformat(),
            localdate(token.expires_at).isoformat(),
            token.last_used_on.isoformat() if token.last_used_on else "",
        )
        for token in list_tokens(request.user)
    )
    return list_answer(headings, rows, name="cles", suffix=suffix)


def _shown(request: HttpRequest) -> list[dict[str, object]]:
    """Return each key of who asks, with what it allows in words and whether it works."""
    assert request.user.is_authenticated
    return [
        {"token": token, "allows": _words(token), "is_over": token.expires_at <= timezone.now()}
        for token in list_tokens(request.user)
    ]


def _words(token: ApiToken) -> list[object]:
    return [acts().get(name, name) for name in token.allows]


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return _("révoquée")
    return _("expirée") if token.expires_at <= timezone.now() else _("fonctionne")
