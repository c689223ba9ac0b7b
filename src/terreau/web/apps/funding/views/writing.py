"""A scheme and its calls, written."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.funding.forms.call import CallForm, initial_of_call
from terreau.web.apps.funding.forms.scheme import SchemeForm, initial_of
from terreau.web.apps.funding.models import Scheme
from terreau.web.apps.funding.permissions import may_write_catalogue, nothing_here
from terreau.web.apps.funding.selectors.catalogue import SchemeShown, get_call_to_change, get_scheme
from terreau.web.apps.funding.services import calls, schemes
from terreau.web.apps.plans.asking import Asked, ask
from terreau.web.shared.forms import PageForm

_PAGE = "funding/asked.html"


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_new(request: ScopedRequest) -> HttpResponse:
    """Write a scheme into the catalogue."""
    if not may_write_catalogue(request.scope):
        raise nothing_here()
    form = SchemeForm(what_was_typed(request), scope=request.scope)
    asked = Asked(
        title=_("Ajouter un dispositif"),
        lead=_("Ce que vous ne savez pas reste vide : « non connu » vaut mieux que faux."),
        submit=_("Ajouter"),
        back_url=reverse("funding:index"),
        back_name=_("Aides"),
        done=_("Le dispositif est dans le catalogue : ajoutez-y ses appels."),
    )
    return ask(
        request,
        form,
        asked,
        lambda: schemes.open_scheme(acting=acting(request), written=form.written),
        template="funding/scheme_form.html",
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_change(request: ScopedRequest, scheme_id: int) -> HttpResponse:
    """Change a scheme; terms that differ are a version of their own."""
    shown = _changed(request, scheme_id)
    form = SchemeForm(
        what_was_typed(request), scope=request.scope, shown=shown, initial=initial_of(shown)
    )
    asked = _asked(
        shown.scheme,
        _("Modifier le dispositif"),
        _("Enregistrer"),
        _("C’est enregistré. Les conditions d’avant restent lisibles."),
    )
    return ask(
        request,
        form,
        asked,
        lambda: schemes.change_scheme(
            acting=acting(request),
            scheme_id=scheme_id,
            version=form.cleaned_data["version"] or 0,
            written=form.written,
        ),
        template="funding/scheme_form.html",
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_add(request: ScopedRequest, scheme_id: int) -> HttpResponse:
    """Add a call to a scheme."""
    shown = _changed(request, scheme_id)
    form = CallForm(what_was_typed(request))
    asked = _asked(
        shown.scheme, _("Ajouter un appel"), _("Ajouter"), _("L’appel est dans le catalogue.")
    )
    return ask(
        request,
        form,
        asked,
        lambda: calls.add_call(acting=acting(request), scheme_id=scheme_id, written=form.written),
        template=_PAGE,
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_change(request: ScopedRequest, call_id: int) -> HttpResponse:
    """Change a call."""
    call = get_call_to_change(request.scope, call_id)
    form = CallForm(what_was_typed(request), initial=initial_of_call(call))
    asked = _asked(call.scheme, _("Modifier l’appel"), _("Enregistrer"), _("C’est enregistré."))
    return ask(
        request,
        form,
        asked,
        lambda: calls.change_call(
            acting=acting(request),
            call_id=call_id,
            version=form.cleaned_data["version"] or 0,
            written=form.written,
        ),
        template=_PAGE,
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_follow(request: ScopedRequest, call_id: int) -> HttpResponse:
    """Add the next call of one that comes back."""
    call = get_call_to_change(request.scope, call_id)
    form = CallForm(what_was_typed(request), initial={"title": call.title})
    asked = _asked(
        call.scheme,
        _("L’appel suivant"),
        _("Ajouter"),
        _("L’appel suivant est dans le catalogue."),
        lead=_("Il suit « %(title)s ».") % {"title": call.title},
    )
    return ask(
        request,
        form,
        asked,
        lambda: calls.add_call(
            acting=acting(request),
            scheme_id=call.scheme_id,
            written=form.written,
            follows=call_id,
        ),
        template=_PAGE,
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_remove(request: ScopedRequest, call_id: int) -> HttpResponse:
    """Take a call out of its scheme."""
    call = get_call_to_change(request.scope, call_id)
    title = _("Retirer l’appel « %s »") % call.title
    asked = _asked(call.scheme, title, _("Retirer"), _("L’appel est retiré."), is_removal=True)
    form = PageForm({} if request.method == "POST" else None)
    return ask(
        request,
        form,
        asked,
        lambda: calls.remove_call(acting=acting(request), call_id=call_id),
        template=_PAGE,
    )


def _changed(request: ScopedRequest, scheme_id: int) -> SchemeShown:
    """Return a scheme that the reader writes."""
    shown = get_scheme(request.scope, scheme_id)
    if not shown.may_change:
        raise nothing_here()
    return shown


def _asked(
    scheme: Scheme, title: str, submit: str, done: str, *, lead: str = "", is_removal: bool = False
) -> Asked:
    return Asked(
        title=title,
        lead=lead,
        submit=submit,
        back_url=reverse("funding:scheme", args=(scheme.pk,)),
        back_name=scheme.name,
        done=done,
        is_removal=is_removal,
    )
