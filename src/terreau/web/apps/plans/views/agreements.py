"""Agreements of a plan: listed, shown, written, signed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.plans.agreement_enums import AgreementAct
from terreau.web.apps.plans.asking import Asked, ask
from terreau.web.apps.plans.exports_agreements import agreements_answer
from terreau.web.apps.plans.forms.agreements import (
    AgreementForm,
    SignatoryForm,
    StepForm,
    VersionForm,
    initial_of,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.agreements import AGREEMENT_STEPS
from terreau.web.apps.plans.selectors.agreements import (
    AgreementShown,
    get_agreement,
    list_agreements,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.services import agreements as services
from terreau.web.apps.plans.services.signing import move_agreement
from terreau.web.shared.forms import PageForm


@require_safe
def agreements(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show the agreements of a plan that the reader sees."""
    shown = get_plan(request.scope, plan_id)
    rows = list_agreements(request.scope).filter(plan=plan_id)
    return render(request, "plans/agreements.html", {"shown": shown, "rows": rows})


@require_safe
def agreements_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponse:
    """Give the agreements of a plan as a file."""
    get_plan(request.scope, plan_id)
    return agreements_answer(list_agreements(request.scope).filter(plan=plan_id), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_add(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Add an agreement to a plan."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    form = AgreementForm(what_was_typed(request), plan=shown.plan)
    asked = Asked(
        title=_("Ajouter un accord"),
        lead=_("Un protocole, un contrat, un avenant ou une convention : il commence en "
               "préparation, ses signataires et ses documents viennent ensuite."),
        submit=_("Ajouter"),
        back_url=reverse("plans:agreements", args=(plan_id,)),
        back_name=_("Accords"),
        done=_("L’accord est ajouté : dites maintenant qui le signe."),
        plan=shown.plan,
    )  # fmt: skip
    return ask(
        request,
        form,
        asked,
        lambda: services.add_agreement(
            acting=acting(request), plan_id=plan_id, written=form.written
        ),
    )


@require_safe
def agreement(request: ScopedRequest, agreement_id: int) -> HttpResponse:
    """Show an agreement: where it stands, who signs, what changed."""
    shown = get_agreement(request.scope, agreement_id)
    context = {
        "shown": shown,
        "agreement": shown.agreement,
        "history": get_history(request.scope, "agreement", str(agreement_id))
        if shown.is_partner
        else None,
    }
    return render(request, "plans/agreement.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_change(request: ScopedRequest, agreement_id: int) -> HttpResponse:
    """Change what is written of an agreement."""
    shown = _changeable(request, agreement_id)
    found = shown.agreement
    form = AgreementForm(what_was_typed(request), initial=initial_of(found), plan=found.plan)
    asked = _asked(shown, _("Modifier"), _("Enregistrer"), _("Vos changements sont enregistrés."))
    return ask(
        request,
        form,
        asked,
        lambda: services.change_agreement(
            acting=acting(request),
            agreement_id=agreement_id,
            version=form.cleaned_data["version"] or 0,
            written=form.written,
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_move(request: ScopedRequest, agreement_id: int, act: str) -> HttpResponse:
    """Say what becomes of an agreement: the Region's opinion, signed, amended, ended."""
    shown = get_agreement(request.scope, agreement_id)
    if act not in AgreementAct.values:
        raise nothing_here()
    known = AgreementAct(act)
    if AGREEMENT_STEPS[known].actors.isdisjoint(shown.signers):
        raise nothing_here()
    form = StepForm(what_was_typed(request), act=known)
    lead = ""
    if known is AgreementAct.SIGN:
        lead = _("Les signataires dont le jour n’est pas dit auront signé ce jour-là.")
    elif known is AgreementAct.GIVE_OPINION:
        lead = _("La Région dit si l’accord est cohérent avec ses orientations. Ce n’est pas une "
                 "validation : l’accord peut être signé sans cet avis.")  # fmt: skip
    asked = _asked(
        shown, str(known.label), str(known.label), _("C’est noté dans l’accord."), lead=lead
    )

    def write() -> None:
        said = form.cleaned_data
        move_agreement(
            acting=acting(request),
            agreement_id=agreement_id,
            act=act,
            on=said["on"],
            words=said["words"],
        )

    return ask(request, form, asked, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def signatory_add(request: ScopedRequest, agreement_id: int) -> HttpResponse:
    """Add who signs an agreement."""
    shown = _changeable(request, agreement_id)
    form = SignatoryForm(what_was_typed(request))
    asked = _asked(shown, _("Ajouter un signataire"), _("Ajouter"), _("Le signataire est ajouté."))
    return ask(
        request,
        form,
        asked,
        lambda: services.add_signatory(
            acting=acting(request), agreement_id=agreement_id, **form.cleaned_data
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def signatory_remove(request: ScopedRequest, agreement_id: int, signatory_id: int) -> HttpResponse:
    """Take a signatory out of an agreement, confirmed by its name."""
    shown = _changeable(request, agreement_id)
    found = [each for each in shown.signatories if each.pk == signatory_id]
    if not found:
        raise nothing_here()
    title = _("Retirer « %s » des signataires") % found[0].name
    asked = _asked(shown, title, _("Retirer"), _("Le signataire est retiré."), is_removal=True)
    return ask(
        request,
        PageForm({} if request.method == "POST" else None),
        asked,
        lambda: services.remove_signatory(
            acting=acting(request), agreement_id=agreement_id, signatory_id=signatory_id
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def version_add(request: ScopedRequest, agreement_id: int) -> HttpResponse:
    """Add a version of the text of an agreement."""
    shown = _changeable(request, agreement_id)
    form = VersionForm(what_was_typed(request), shown=shown)
    asked = _asked(shown, _("Ajouter une version"), _("Ajouter"), _("La version est ajoutée."))
    return ask(
        request,
        form,
        asked,
        lambda: services.add_agreement_version(
            acting=acting(request), agreement_id=agreement_id, **form.cleaned_data
        ),
    )


def _changeable(request: ScopedRequest, agreement_id: int) -> AgreementShown:
    shown = get_agreement(request.scope, agreement_id)
    if not shown.may_change:
        raise nothing_here()
    return shown


def _asked(
    shown: AgreementShown,
    title: str,
    submit: str,
    done: str,
    *,
    lead: str = "",
    is_removal: bool = False,
) -> Asked:
    """Return a page that asks something of an agreement."""
    found = shown.agreement
    return Asked(
        title=title,
        lead=lead,
        submit=submit,
        back_url=reverse("plans:agreement", args=(found.pk,)),
        back_name=found.title,
        done=done,
        plan=found.plan,
        is_removal=is_removal,
    )
