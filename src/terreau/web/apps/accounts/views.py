"""The pages of an account that are ours: its first page, its sessions, the personas of a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import LoginView, SignupView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from terreau.web.apps.accounts import selectors, services
from terreau.web.apps.accounts.alerts import end_programs
from terreau.web.apps.accounts.forms import ProfileForm
from terreau.web.apps.accounts.known_address import known_address
from terreau.web.apps.accounts.middleware import acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.rules import PERSONA_DOMAIN
from terreau.web.apps.accounts.standings import standings_of
from terreau.web.apps.accounts.tokens import list_working_tokens
from terreau.web.shared.language import remember_language

if TYPE_CHECKING:
    from terreau.web.apps.accounts.middleware import ScopedRequest


@login_required
@require_http_methods(["GET", "POST"])
def account(request: ScopedRequest) -> HttpResponse:
    """Show who one is here, by what one signs in and what one may do next; change the profile."""
    user = cast("User", request.user)
    initial = {"name": user.name, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_profile(acting=acting(request), user=user, **form.cleaned_data)
        messages.success(request, _("Votre profil est enregistré."))
        response = HttpResponseRedirect(reverse("accounts:account"))
        remember_language(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "security": selectors.get_security(user),
        "standings": standings_of(user),
        "oidc_name": settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/account.html", context, status=status)


class SignInView(LoginView):  # type: ignore[misc]
    """The page where one signs in, with what this site offers."""

    def get_initial(self) -> dict[str, object]:
        """Begin with the address of the invitation that led here."""
        initial: dict[str, object] = super().get_initial()
        return initial | {"login": known_address(self.request)}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Return what django-allauth gives, the provider's name and the personas."""
        context: dict[str, object] = super().get_context_data(**kwargs)
        context["oidc_name"] = settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else ""
        context["personas"] = selectors.list_personas() if settings.PERSONAS else []
        context["is_signup_open"] = get_adapter().is_open_for_signup(self.request)
        return context


class SignUpView(SignupView):  # type: ignore[misc]
    """The page where one makes an account."""

    def get_initial(self) -> dict[str, object]:
        """Begin with the address of the invitation that led here."""
        initial: dict[str, object] = super().get_initial()
        return initial | {"email": known_address(self.request)}


class SessionsView(ListUserSessionsView):  # type: ignore[misc]
    """Where one is signed in, a button that closes a session, and one for all the others."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Return the sessions, told in words."""
        context: dict[str, object] = super().get_context_data(**kwargs)
        context["has_keys"] = list_working_tokens(self.request.user).exists()
        context["rows"] = selectors.list_sessions(
            self.request.user, self.request.session.session_key
        )
        return context

    def form_valid(self, form: Form) -> HttpResponse:
        """Close all the others, and cut off the programs that act in one's name."""
        end_programs(self.request, self.request.user)
        services.close_other_sessions(
            acting=acting(self.request), current=self.request.session.session_key
        )
        messages.success(self.request, _("Les autres sessions sont fermées."))
        return HttpResponseRedirect(reverse("usersessions_list"))


@login_required
@require_POST
def session_close(request: ScopedRequest, session_id: int) -> HttpResponse:
    """Close one session of who is signed in."""
    services.close_session(
        acting=acting(request), session_id=session_id, current=request.session.session_key
    )
    messages.success(request, _("La session est fermée : cet appareil devra se reconnecter."))
    return HttpResponseRedirect(reverse("usersessions_list"))


@require_POST
def become_persona(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the example country; only a demo has this door."""
    if not settings.PERSONAS:
        raise Http404
    people = User.objects.filter(email__endswith=PERSONA_DOMAIN, is_active=True)
    chosen = request.POST.get("persona", "")
    user = get_object_or_404(people, pk=int(chosen) if chosen.isdecimal() else 0)
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response
