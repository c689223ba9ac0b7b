"""A person's own data: seen, taken away, erased."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.data_export import as_json, count_own_data, own_data
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.personal import warnings_before_erasure
from terreau.web.apps.accounts.proving import proved_again
from terreau.web.shared.download import file_answer


@require_safe
@never_cache
@login_required
def own_data_page(request: ScopedRequest) -> HttpResponse:
    """Show what is held of who asks, how to take it away and how to be erased."""
    return render(request, "accounts/own_data.html", _shown(request))


@require_POST
@never_cache
@proved_again
def data_export(request: ScopedRequest) -> HttpResponse:
    """Give who asks all that is held of them; that they took it is part of their history."""
    person = _person(request)
    with transaction.atomic():
        record(acting(request), Verb.EXPORTED, person)
        content = as_json(own_data(person))
    return file_answer(content, "application/json", _("mes-donnees-terreau.json"))


@require_POST
@never_cache
@proved_again
def erasure(request: ScopedRequest) -> HttpResponse:
    """Erase who asks, once they have proved who they are and typed their address; sign them out."""
    person, typed = _person(request), request.POST.get("typed", "")
    try:
        erase_person(
            acting=acting(request),
            person_id=person.pk,
            typed=typed,
            home=Path(settings.TERREAU_HOME),
        )
    except BadInput as error:
        shown = {**_shown(request), "typed": typed, "refusal": error}
        return render(request, "accounts/own_data.html", shown, status=400)
    logout(request)
    return render(request, "accounts/erased.html")


def _shown(request: ScopedRequest) -> dict[str, Any]:
    person = _person(request)
    return {
        "person": person,
        "held": count_own_data(person),
        "warnings": warnings_before_erasure(person),
        "typed": "",
        "refusal": None,
    }


def _person(request: ScopedRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
