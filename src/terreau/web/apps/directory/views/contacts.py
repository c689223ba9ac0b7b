"""Pages of the contacts of an organisation, for those who keep them; their file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.contact_forms import ContactForm, initial_of_contact
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.people_exports import contacts_answer
from terreau.web.apps.directory.selectors import contacts as selectors
from terreau.web.apps.directory.selectors import organisations
from terreau.web.apps.directory.services import contacts
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.shared.errors import described
from terreau.web.shared.shown_letter import show_letter
from terreau.web.shared.visibility import Visibility


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show the form of a new contact; add it."""
    organisation = organisations.get_changeable(request.scope, organisation_id)
    first = {"visibility": Visibility.PARTNERS, "reach_visibility": Visibility.PARTNERS}
    form = ContactForm(what_was_typed(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            added = contacts.add_contact(
                acting=acting(request),
                organisation_id=organisation_id,
                written=form.fields_written(),
                said=form.said(),
            )
        except BadInput as refusal:
            _tell(form, refusal)
        else:
            return _done(request, added)
    return _form(request, form, {"organisation": organisation, "contact": None})


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contact_change(request: ScopedRequest, organisation_id: int, contact_id: int) -> HttpResponse:
    """Show the form of a contact; change it."""
    known = selectors.get_contact_to_change(request.scope, organisation_id, contact_id)
    form = ContactForm(what_was_typed(request), initial=initial_of_contact(known), known=known)
    if request.method == "POST" and form.is_valid():
        try:
            changed = contacts.change_contact(
                acting=acting(request),
                organisation_id=organisation_id,
                contact_id=contact_id,
                seen=form.cleaned_data["seen"],
                written=form.fields_written(),
                said=form.said(),
            )
        except BadInput as refusal:
            _tell(form, refusal)
        else:
            return _done(request, changed)
    return _form(request, form, {"organisation": known.organisation, "contact": known})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_delete(request: ScopedRequest, organisation_id: int, contact_id: int) -> HttpResponse:
    """Ask whether a contact is to be deleted; delete it."""
    known = selectors.get_contact_to_change(request.scope, organisation_id, contact_id)
    if request.method == "POST":
        contacts.delete_contact(
            acting=acting(request), organisation_id=organisation_id, contact_id=contact_id
        )
        messages.success(request, _("Le contact est supprimé : rien n’est gardé de la personne."))
        return _to_organisation(organisation_id)
    return render(request, "directory/contact_delete.html", {"contact": known})


@login_required
@require_POST
def contact_ask(request: ScopedRequest, organisation_id: int, contact_id: int) -> HttpResponse:
    """Send again the letter that asks a contact."""
    asked = contacts.ask_contact(
        acting=acting(request), organisation_id=organisation_id, contact_id=contact_id
    )
    return _done(request, asked)


@require_safe
def contacts_file(request: ScopedRequest, organisation_id: int, suffix: str) -> HttpResponse:
    """Give the contacts of an organisation that the reader may see."""
    organisation = organisations.get_visible(request.scope, organisation_id)
    return contacts_answer(selectors.list_contacts(request.scope, organisation), suffix)


def _done(request: ScopedRequest, contact: Contact) -> HttpResponse:
    if contact.letter is not None:
        show_letter(request, contact.letter)
        said = _("Une lettre demande son accord : sans réponse dans 30 jours, tout est supprimé.")
        if contact.agreed_on is not None:
            said = _("Une lettre demande si cela tient toujours.")
        messages.success(request, said)
    else:
        messages.success(request, _("Le contact est enregistré."))
    return _to_organisation(contact.organisation_id)


def _to_organisation(organisation_id: int) -> HttpResponse:
    page = reverse("directory:organisation", args=(organisation_id,))
    return HttpResponseRedirect(f"{page}#contacts-title")


def _form(request: ScopedRequest, form: ContactForm, context: dict[str, Any]) -> HttpResponse:
    status = form.refused_with if form.errors else 200
    return render(request, "directory/contact_form.html", context | {"form": form}, status=status)


def _tell(form: ContactForm, refusal: BadInput) -> None:
    """Put a refusal next to its field; what was typed stays."""
    said = " ".join(f"{part}." for part in (refusal.what, refusal.remedy.rstrip(".")) if part)
    form.refused_with = described(refusal)[0]
    form.add_error(refusal.name if isinstance(refusal, BadField) else None, said)
