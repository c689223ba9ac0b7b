"""The programme of a territory: label, people, agreements, where it lies."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.plans.agreement_enums import LabelAct
from terreau.web.apps.plans.agreement_permissions import can_tell_label
from terreau.web.apps.plans.asking import Asked, ask
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.exports_agreements import labels_answer
from terreau.web.apps.plans.forms.agreements import StepForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.programme import get_standing, labels_of
from terreau.web.apps.plans.services.labels import tell_label
from terreau.web.apps.territories.presenters import as_result
from terreau.web.apps.territories.selectors import get_perimeter


@require_safe
def programme(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show the programme of a territory."""
    perimeter = get_perimeter(kind=kind, code=code)
    shown = get_standing(request.scope, perimeter)
    context = {
        "shown": shown,
        # What hangs on the plan is reached from here too, where there is one alone.
        "rooms": get_plan(request.scope, shown.plans[0].pk) if len(shown.plans) == 1 else None,
        "result": as_result(perimeter),
        "around": [
            (label.label, [as_result(each) for each in found])
            for label, found in shown.around.items()
        ],
    }
    return render(request, "plans/programme.html", context)


@require_safe
def labels_file(request: ScopedRequest, kind: str, code: str, suffix: str) -> HttpResponse:
    """Give what was told of the label of a territory as a file."""
    perimeter = get_perimeter(kind=kind, code=code)
    return labels_answer(perimeter, labels_of(request.scope, perimeter), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def label_tell(request: ScopedRequest, kind: str, code: str, phase: int, act: str) -> HttpResponse:
    """Tell what becomes of the label of a territory in a phase."""
    perimeter = get_perimeter(kind=kind, code=code)
    is_known = act in LabelAct.values and phase in Phase.values
    if not is_known or not can_tell_label(request.scope, perimeter):
        raise nothing_here()
    form = StepForm(what_was_typed(request), act=LabelAct(act))
    asked = Asked(
        title=f"{LabelAct(act).label} : {perimeter.name}",
        lead=str(Phase(phase).label),
        submit=_("Enregistrer"),
        back_url=reverse("plans:programme", args=(perimeter.slug, perimeter.code)),
        back_name=_("Programme"),
        done=_("C’est noté : l’étape du label est dite."),
    )

    def write() -> None:
        tell_label(
            acting=acting(request),
            perimeter=perimeter,
            phase=phase,
            act=act,
            on=form.cleaned_data["on"],
            words=form.cleaned_data["words"],
        )

    return ask(request, form, asked, write)
