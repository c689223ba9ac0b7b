"""Pages by which a keeper fills a directory from the register: search, list, file, refresh."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput, NotHere, TerreauError
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.activities import activity_label
from terreau.web.apps.directory.enums import HeadcountClass, Register, RegisterOutcome
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.register_forms import FileForm, NumbersForm
from terreau.web.apps.directory.register_lists import read_numbers
from terreau.web.apps.directory.register_rules import entry_of
from terreau.web.apps.directory.selectors import organisations
from terreau.web.apps.directory.selectors.register import known_sirets, list_runs, shown_pairs
from terreau.web.apps.directory.services.register_files import read_file
from terreau.web.apps.directory.services.register_requests import register_api, request_list
from terreau.web.apps.directory.services.register_single import bring_one, fresh_from_register
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_named

_LONGEST = 80


@never_cache
@signed_in
@require_safe
def register(request: ScopedRequest) -> HttpResponse:
    """Show how a directory is filled from the register, and what a search found there."""
    _check_keeper(request)
    query = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    place = " ".join(request.GET.get("commune", "").split())[:_LONGEST]
    context: dict[str, Any] = {
        "query": query,
        "place": place,
        "is_open": settings.REGISTER_API is not None,
        "runs": list_runs(request.scope, limit=10),
        "found": None,
        "refusal": "",
    }
    if query:
        try:
            context["found"], context["total"] = _search(request, query, place)
        except TerreauError as refusal:
            context["refusal"] = refusal_in_words(refusal)
    return render(request, "directory/register.html", context)


@never_cache
@signed_in
@require_POST
def register_add(request: ScopedRequest) -> HttpResponse:
    """Bring one establishment in the directory."""
    _check_keeper(request)
    number = request.POST.get("siret", "")[:20]
    try:
        run = bring_one(acting=acting(request), number=number)
    except TerreauError as refusal:
        messages.error(request, refusal_in_words(refusal))
        return HttpResponseRedirect(reverse("directory:register"))
    added = known_sirets(request.scope, [number])
    if number in added:
        messages.success(request, _("L’organisation est dans l’annuaire."))
        return HttpResponseRedirect(reverse("directory:organisation", args=(added[number],)))
    messages.error(request, _said_of_one(run))
    return HttpResponseRedirect(reverse("directory:register"))


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def register_numbers(request: ScopedRequest) -> HttpResponse:
    """Take a list of numbers, and show what it would do before anything is written."""
    _check_keeper(request)
    form = NumbersForm(request.POST if request.method == "POST" else what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            pasted = read_numbers(form.cleaned_data["numbers"])
            run = request_list(
                acting=acting(request),
                register=Register.SEARCH_API,
                numbers=pasted.numbers,
                rejected=pasted.rejected,
                is_trial=True,
            )
        except BadInput as refusal:
            form.add_error("numbers", refusal_in_words(refusal))
        else:
            return HttpResponseRedirect(reverse("directory:register_run", args=(run.pk,)))
    context = {"form": form, "is_open": settings.REGISTER_API is not None}
    status = 400 if form.errors else 200
    return render(request, "directory/register_numbers.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def register_file(request: ScopedRequest) -> HttpResponse:
    """Take a file, and show what it would do before anything is written."""
    _check_keeper(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            read = read_file(given.name, given.read())
            run = request_list(
                acting=acting(request),
                register=Register.FILE,
                entries=read.entries,
                rejected=read.rejected,
                is_trial=True,
            )
        except BadInput as refusal:
            form.add_error("file", refusal_in_words(refusal))
        else:
            if read.ignored:
                unread = ", ".join(read.ignored)[:200]
                messages.warning(request, _("Colonnes qui ne sont pas lues : %s.") % unread)
            return HttpResponseRedirect(reverse("directory:register_run", args=(run.pk,)))
    status = 400 if form.errors else 200
    return render(request, "directory/register_file.html", {"form": form}, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_refresh(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show what the register says now of an organisation; write it where one follows it."""
    found = organisations.get_changeable(request.scope, organisation_id)
    context: dict[str, Any] = {
        "shown": organisations.get_organisation(request.scope, found.pk),
        "refusal": "",
        "changes": [],
        "contradictions": [],
        "is_masked": False,
    }
    try:
        fresh = fresh_from_register(acting=acting(request), organisation=found)
        if request.method == "POST":
            return _refreshed(request, found)
    except NotHere:
        raise
    except TerreauError as refusal:
        context["refusal"] = refusal_in_words(refusal)
    else:
        context["changes"] = shown_pairs(fresh.merged.changes)
        context["contradictions"] = shown_pairs(fresh.merged.contradicted)
        context["is_masked"] = fresh.entry.is_masked
    return render(request, "directory/organisation_refresh.html", context)


def _refreshed(request: ScopedRequest, found: Organisation) -> HttpResponse:
    bring_one(acting=acting(request), number=found.siret or found.siren)
    messages.success(request, _("La fiche suit le registre."))
    return HttpResponseRedirect(reverse("directory:organisation", args=(found.pk,)))


def refusal_in_words(refusal: TerreauError) -> str:
    """Return a refusal as a page says it; what the network refuses is said in the page's words."""
    if isinstance(refusal, BadInput):
        return " ".join(f"{part.rstrip('.')}." for part in (refusal.what, refusal.remedy) if part)
    return _(
        "Le registre des entreprises ne répond pas pour l’instant. Réessayez dans quelques "
        "minutes, ou ajoutez l’organisation à la main : rien n’est perdu."
    )


def _check_keeper(request: ScopedRequest) -> None:
    if not keeps_a_directory(request.scope):
        raise nothing_here()


def _search(request: ScopedRequest, query: str, place: str) -> tuple[list[dict[str, Any]], int]:
    """Return what the register found, beside what the directory has of it."""
    communes = [p.code for p in list_named(place) if p.kind == PerimeterKind.COMMUNE]
    if place and not communes:
        raise BadInput(
            _("Aucune commune ne porte ce nom ni ce code"),
            remedy=_("Réécrivez-le, ou laissez ce champ vide."),
        )
    found = register_api().search(query, communes=communes)
    entries = [entry_of(each) for each in found.establishments]
    known = known_sirets(request.scope, [entry.siret for entry in entries])
    seats = _communes({entry.said["seat"] for entry in entries})
    rows = [
        {
            "entry": entry,
            "seat": seats.get(entry.said["seat"], entry.said["seat"]),
            "activity": activity_label(entry.said["naf"]),
            "headcount": _headcount(entry.said.get("headcount_class", "")),
            "known": known.get(entry.siret),
        }
        for entry in entries
    ]
    return rows, found.total


def _communes(codes: set[str]) -> dict[str, str]:
    found = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code__in=codes)
    return dict(found.values_list("code", "name"))


def _headcount(code: str) -> str:
    return str(HeadcountClass(code).label) if code else ""


def _said_of_one(run: RegisterRun) -> str:
    """Return why an establishment was not added."""
    said = {
        RegisterOutcome.ELSEWHERE: _("Cet établissement n’est pas dans votre territoire."),
        RegisterOutcome.GONE: _("Cet établissement est fermé : il n’est pas ajouté."),
        RegisterOutcome.UNKNOWN: _("Le registre ne connaît pas ce numéro."),
        RegisterOutcome.UNNAMED: _("Le registre ne dit pas le nom de cet établissement."),
    }
    return next((said[o] for o in said if run.counts.get(o)), _("Rien n’a été ajouté."))
