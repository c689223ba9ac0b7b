"""Views of a plan kept under a name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.plans.services.saved_views import remove_view, save_view
from terreau.web.apps.plans.views.boards import BOARDS, saved_address


@never_cache
@signed_in
@require_POST
def view_save(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Keep what is asked of a plan under a name."""
    board = request.POST.get("board", "")
    query = request.POST.get("query", "")
    try:
        view = save_view(
            acting=acting(request),
            plan_id=plan_id,
            name=request.POST.get("name", ""),
            query=query,
            board=board if board in BOARDS else "",
            is_shared="is_shared" in request.POST,
        )
    except NotHere:
        raise
    except BadInput as refusal:
        messages.error(request, refusal.sentence())
        return HttpResponseRedirect(reverse("plans:plan", args=(plan_id,)))
    messages.success(request, _("La vue « %(name)s » est gardée.") % {"name": view.name})
    return HttpResponseRedirect(saved_address(view))


@never_cache
@signed_in
@require_POST
def view_remove(request: ScopedRequest, plan_id: int, view_id: int) -> HttpResponse:
    """Take out one's own view."""
    remove_view(acting=acting(request), plan_id=plan_id, view_id=view_id)
    messages.success(request, _("La vue est retirée."))
    return HttpResponseRedirect(reverse("plans:plan", args=(plan_id,)))
