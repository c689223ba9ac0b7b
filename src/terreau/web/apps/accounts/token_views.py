"""The page of a person's keys. A view parses, asks, renders."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.alerts import tell
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import ApiToken
from terreau.web.apps.accounts.proving import proved_again
from terreau.web.apps.accounts.token_forms import TokenForm
from terreau.web.apps.accounts.tokens import get_token, list_tokens, make_token, revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@proved_again
def tokens(request: ScopedRequest) -> HttpResponse:
    """Show the keys of who asks, and make one; it is shown in the answer, and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        made, secret = make_token(
            acting=acting(request),
            name=chosen["name"],
            allows=chosen["allows"],
            lasts=timedelta(days=chosen["days"]),
        )
        tell(request, made.user, "token_made", {"token": made, "allows": _words(made)})
        form = TokenForm()
    context = {"form": form, "made": made, "secret": secret, "tokens": _shown(request)}
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


def _shown(request: HttpRequest) -> list[dict[str, object]]:
    """Return each key of who asks, with what it allows in words and whether it works."""
    assert request.user.is_authenticated
    return [
        {"token": token, "allows": _words(token), "is_over": token.expires_at <= timezone.now()}
        for token in list_tokens(request.user)
    ]


def _words(token: ApiToken) -> list[object]:
    return [acts().get(name, name) for name in token.allows]
