"""The page of a contact for themselves, opened by the link of a letter, without an account.

The link is the secret: a form of another site does not know it, so that no cookie is needed.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.directory.contact_forms import OwnContactForm, initial_of_contact
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.selectors.contacts import door_of, get_contact_by_link
from terreau.web.apps.directory.services import contact_answers
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.shared.errors import described
from terreau.web.shared.shown_letter import show_letter
from terreau.web.shared.visibility import Visibility

_REFUSALS = {
    "refuse": contact_answers.refuse,
    "refuse_everywhere": contact_answers.refuse_everywhere,
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is shown of a person, to whom; take their answer."""
    contact = get_contact_by_link(token)
    if contact is None:
        return render(request, "directory/contact_gone.html", {"is_done": False}, status=410)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act in _REFUSALS:
        _REFUSALS[act](door=door_of(contact))
        return render(request, "directory/contact_gone.html", {"is_done": True})
    is_own = act == "correct"
    form = OwnContactForm(request.POST if is_own else None, initial=initial_of_contact(contact))
    refusal = None
    if request.method == "POST" and (not is_own or form.is_valid()):
        try:
            return _answered(request, form, contact)
        except BadInput as error:
            refusal = error
            contact.refresh_from_db()
    return _page(request, contact, form, refusal)


def _answered(request: HttpRequest, form: OwnContactForm, contact: Contact) -> HttpResponse:
    """Do what the person chose; return where they go."""
    door = door_of(contact)
    if not form.is_bound:
        contact_answers.agree(door=door, seen=request.POST.get("seen", ""))
        return HttpResponseRedirect(request.path)
    changed = contact_answers.correct(door=door, choice=form.choice())
    if changed.link_key != contact.link_key:
        if changed.letter is not None:
            show_letter(request, changed.letter)
        return render(request, "directory/contact_moved.html", {"contact": changed})
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest, contact: Contact, form: OwnContactForm, refusal: BadInput | None
) -> HttpResponse:
    if isinstance(refusal, BadField):
        form.add_error(refusal.name, f"{refusal.what}. {refusal.remedy}")
        refusal = None
    context = {
        "contact": contact,
        "role": ContactRole(contact.role).label,
        "who": Visibility(contact.visibility).label,
        "who_reach": Visibility(contact.level_of("email")).label,
        "form": form,
        "refusal": refusal,
    }
    status = 400 if form.errors else 200
    if refusal is not None:
        status = described(refusal)[0]
    return render(request, "directory/contact_answer.html", context, status=status)
