"""Which schemes fit: for anyone who answers some questions, for an organisation that keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.funding.enums import Fit
from terreau.web.apps.funding.forms.facts import FactsForm, initial_of
from terreau.web.apps.funding.rules.facts import FACTS
from terreau.web.apps.funding.selectors.catalogue import country_of
from terreau.web.apps.funding.selectors.fitting import (
    Fitting,
    Subject,
    fitting_of,
    get_organisation,
    list_own,
    places_of,
    subject_of,
)
from terreau.web.apps.funding.services.facts import state_facts
from terreau.web.apps.funding.words import Conditions
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_named


@require_safe
def fits(request: ScopedRequest) -> HttpResponse:
    """Show what fits whoever answers some questions; nothing of it is kept."""
    form = FactsForm(request.GET or None, asked=FACTS.values())
    country = request.GET.get("pays", "")
    if country not in Country.values:
        country = country_of(request.scope)
    facts: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        facts = {key: value for key, value in form.stated.items() if value is not None}
    typed = request.GET.get("commune", "").strip()[:80]
    commune, said_place = _commune(typed, country)
    if commune is not None:
        facts["places"] = places_of(commune)
    subject = Subject(facts, {}, frozenset(facts), country)
    fitting = fitting_of(request.scope, subject) if facts else None
    context = {
        "form": form,
        "typed": typed,
        "said_place": said_place,
        "country": country,
        "is_example": country == Country.EXAMPLE,
        "own": list_own(request.scope),
        **(_shown(fitting) if fitting else {}),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "funding/fits.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_fits(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show what fits an organisation, ask what is missing, keep what it says."""
    organisation = get_organisation(request.scope, organisation_id)
    subject = subject_of(organisation)
    fitting = fitting_of(request.scope, subject)
    # What was said is asked again, to be corrected; then what would settle the most.
    stated = [FACTS[key] for key in FACTS if key in subject.stated]
    asked = [*fitting.asked, *(each for each in stated if each not in fitting.asked)]
    posted = request.POST if request.method == "POST" else None
    form = FactsForm(posted, asked=asked, initial=initial_of(subject.facts))
    if posted is not None and form.is_valid():
        try:
            state_facts(acting=acting(request), organisation_id=organisation_id, stated=form.stated)
        except BadField as refusal:
            form.add_error(refusal.name if refusal.name in form.fields else None, refusal.what)
        else:
            messages.success(request, _("C’est noté : tous les dispositifs en tiennent compte."))
            return HttpResponseRedirect(
                reverse("funding:organisation_fits", args=(organisation_id,))
            )
    context = {
        "organisation": organisation,
        "form": form,
        "is_example": organisation.seat is not None
        and organisation.seat.country == Country.EXAMPLE,
        **_shown(fitting),
    }
    return render(
        request, "funding/organisation_fits.html", context, status=400 if form.errors else 200
    )


def _shown(fitting: Fitting) -> dict[str, Any]:
    """Return what fits, what cannot be told and what does not, with why in words."""
    conditions = Conditions(told for each in fitting.schemes for told in each.failing)
    rows = {
        fit: [
            {
                "row": each.row,
                "has_rule": each.has_rule,
                "failing": [conditions.in_words(told) for told in each.failing],
                "missing": [str(FACTS[key].label) for key in each.missing],
            }
            for each in fitting.of(fit)
        ]
        for fit in Fit
    }
    return {
        "fitting": fitting,
        "fit_rows": rows[Fit.YES],
        "unknown_rows": rows[Fit.UNKNOWN],
        "unfit_rows": rows[Fit.NO],
    }


def _commune(typed: str, country: str) -> tuple[Perimeter | None, str]:
    """Return the commune that somebody typed, or what to say of it where it is not sure."""
    if not typed:
        return None, ""
    named = (each for each in list_named(typed) if each.country == country)
    found = [each for each in named if each.kind == PerimeterKind.COMMUNE]
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, _("Plusieurs communes portent ce nom : écrivez son code INSEE.")
    return None, _("Aucune commune ne porte ce nom : vérifiez-le, ou écrivez son code INSEE.")
