"""Errors as pages: what happened, what to do, nothing technical, nothing lost."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.utils import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import (
    BadInput,
    Conflict,
    NoSuchChoice,
    NotAllowed,
    NotHere,
    NotSignedIn,
    StoreFailure,
    TerreauError,
    UnknownPerimeter,
)
from terreau.web.shared.problem import problem
from terreau.web.shared.refusals import AskedTooOften, FormRefused, TooLarge, TooLong
from terreau.web.shared.request_log import request_id

# The first that an error is: its status, the title of its page.
_PAGES: tuple[tuple[type[TerreauError], int, Promise], ...] = (
    (UnknownPerimeter, 404, gettext_lazy("Ce territoire n’est pas connu")),
    (NotHere, 404, gettext_lazy("Ce qui est demandé n’est pas ici")),
    (AskedTooOften, 429, gettext_lazy("Un peu de patience")),
    (TooLarge, 413, gettext_lazy("Cet envoi est trop lourd")),
    (TooLong, 414, gettext_lazy("Cette adresse ne peut pas être lue")),
    (FormRefused, 403, gettext_lazy("Ce formulaire n’est plus valable")),
    (Conflict, 409, gettext_lazy("Cela a changé pendant que vous écriviez")),
    (NotSignedIn, 401, gettext_lazy("Il faut être connecté")),
    (NotAllowed, 403, gettext_lazy("Action réservée")),
    (NoSuchChoice, 400, gettext_lazy("Ce choix n’existe pas")),
    (BadInput, 400, gettext_lazy("Cette demande ne peut pas être servie")),
    (TerreauError, 503, gettext_lazy("Le service ne peut pas répondre pour le moment")),
)
_log = logging.getLogger(__name__)
# Under it, what is refused is JSON too.
_API = "/api/v1/"
# What is refused for a time, what a form is refused for; of which one may have to speak to us.
_AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_OF_FORMS = (HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_NUMBERED = (*_AGAIN, *_OF_FORMS, HTTPStatus.REQUEST_URI_TOO_LONG)
_REFERENCE = "The API reference at /api/ lists every address and what it accepts."


class ReadableErrorsMiddleware:
    """Turn the errors a person may read into pages with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        answer = _another_method(request)
        answer["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a readable error; leave the others to Django."""
        if isinstance(exception, DatabaseError) and not isinstance(exception, IntegrityError):
            _log.error("The database cannot be read: %s", exception)
            exception = _no_database()
        if not isinstance(exception, TerreauError):
            return None
        return refused(request, exception)


def _another_method(request: HttpRequest) -> HttpResponse:
    """Answer what is asked in a way that its address does not take."""
    if _is_api(request):
        error = BadInput(
            "This address does not answer that method", value=request.method, remedy=_REFERENCE
        )
        return problem(error, 405)
    told = TerreauError(
        _("Cette adresse est celle d’un bouton, pas d’une page"),
        why=_("Elle se rouvre quand on recharge ou qu’on garde en favori la suite d’un envoi."),
        remedy=_("Rien n’a été modifié. Revenez à la page où est le bouton, et servez-vous-en."),
        way=(_("Aller à cette page"), _page_above(request.path_info)),
    )
    return _answer(request, 405, _("Il n’y a rien à lire ici"), told)


def _page_above(path: str) -> str:
    """Return the nearest address above one that a page answers: that is where its button is."""
    above = path.rstrip("/")
    while above := above.rpartition("/")[0]:
        if is_valid_path(f"{above}/"):
            return f"{above}/"
    return "/"


def described(error: TerreauError) -> tuple[int, str]:
    """Return the status and the title of the page that tells an error."""
    _kind, status, title = next(page for page in _PAGES if isinstance(error, page[0]))
    return status, str(title)


def refused(request: HttpRequest, error: TerreauError) -> HttpResponse:
    """Answer a readable error: a page, or a problem where the API is asked."""
    status, title = described(error)
    response = _answer(request, status, title, error)
    if isinstance(error, AskedTooOften):
        response["Retry-After"] = str(error.wait_seconds)
    return response


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(_API)


def _answer(request: HttpRequest, status: int, title: str, error: TerreauError) -> HttpResponse:
    if _is_api(request):
        return problem(error, status)
    context = {
        "title": title,
        "error": error,
        "status": status,
        "offered": _offered(request, error),
        "way": error.way or _way_back(request, status),
        "request_id": request_id() if status in _NUMBERED else "",
    }
    return render(request, "shared/readable_error.html", context, status=status)


def _way_back(request: HttpRequest, status: int) -> tuple[str, str] | None:
    """Return where one goes on: the same page, that of the form; signed in, one may see more."""
    if status == HTTPStatus.NOT_FOUND and not request.user.is_authenticated:
        address = urlencode({"next": request.get_full_path()})
        return _("Se connecter"), f"{reverse('account_login')}?{address}"
    if status in _AGAIN and request.method == "GET":
        return _("Réessayer"), request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return None
    if status in _AGAIN:
        return _("Réessayer"), page
    return (_("Rouvrir la page"), page) if status in _OF_FORMS else None


def _no_database() -> StoreFailure:
    return StoreFailure(
        _("La base de données ne répond pas"),
        why=_("Ce que vous veniez d’envoyer, s’il y a lieu, n’a pas été enregistré."),
        remedy=_("Réessayez dans un moment."),
    )


def _offered(request: HttpRequest, error: TerreauError) -> list[tuple[str, str]]:
    """Return the address and the name of each choice there is, all the others kept."""
    if not isinstance(error, NoSuchChoice):
        return []
    found = []
    for value, name in error.offered:
        wishes = request.GET.copy()
        wishes[error.wish] = value
        found.append((f"{request.path}?{wishes.urlencode()}", name))
    return found


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no page can serve."""
    if isinstance(exception, RequestDataTooBig):
        return refused(request, TooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    if _is_api(request):
        return problem(BadInput("The request cannot be read", remedy=_REFERENCE), 400)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form sent from elsewhere or too late."""
    return refused(request, FormRefused())


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer who asks for what is not theirs to do."""
    error = TerreauError(
        _("Vous ne pouvez pas faire cela ici"),
        why=_("Cette action est réservée à ceux qui tiennent cette installation."),
        remedy=_("Rien n’a été modifié."),
    )
    return _answer(request, 403, _("Action réservée"), error)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer who asks too much in too little time."""
    error = TerreauError(
        _("Trop de demandes en peu de temps"),
        why=_("C’est ainsi que nous arrêtons les machines qui devinent les mots de passe."),
        remedy=_("Attendez une minute, puis recommencez. Rien n’a été modifié."),
    )
    response = _answer(request, 429, _("Un peu de patience"), error)
    response["Retry-After"] = "60"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address."""
    if _is_api(request):
        error = BadInput("The API has no such address", value=request.path, remedy=_REFERENCE)
        return problem(error, 404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the page needs neither database nor context."""
    # A database that does not even say who asks: no page of the site can be made then.
    is_for_a_time = isinstance(sys.exc_info()[1], DatabaseError)
    if _is_api(request):
        error = TerreauError(
            "The server failed to answer",
            why="It is a fault of the server, not of the request",
            remedy="Try again later; whoever runs this site finds the cause in its log",
        )
        return problem(error, 500)
    status = 503 if is_for_a_time else 500
    return render(request, "500.html", {"request_id": request_id()}, status=status)
