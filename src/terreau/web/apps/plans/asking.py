"""A page that asks one thing: its form, what is refused next to its field, where one goes after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from terreau.core.errors import BadInput, NotHere, StoreFailure
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.shared.forms import PageForm


@dataclass(frozen=True)
class Asked:
    """What is asked, and around it.

    Parameters
    ----------
    title, lead, submit : str
        Of the page; on its button.
    back_url, back_name : str
        Where one comes from and goes to.
    plan : ActionPlan or None
        The plan it is in.
    done : str
        What is said once it is written.
    is_removal : bool
        Whether something goes.
    labels : dict[str, Any]
        What fields are called in a conflict, where the form does not ask them.
    """

    title: str
    submit: str
    back_url: str
    back_name: str
    done: str
    lead: str = ""
    plan: ActionPlan | None = None
    is_removal: bool = False
    labels: dict[str, Any] = field(default_factory=dict)


def ask(
    request: HttpRequest,
    form: PageForm,
    asked: Asked,
    write: Callable[[], object],
    *,
    template: str = "plans/asked.html",
) -> HttpResponse:
    """Show a form, or write what it says and go back.

    Parameters
    ----------
    request : HttpRequest
        The request.
    form : PageForm
        Bound where something was sent.
    asked : Asked
        The page.
    write : Callable
        Writes what the form says.
    template : str
        Of a page that lays its fields out in its own way.
    """
    theirs: list[tuple[Any, Any]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except NotHere:
            raise
        except VersionConflict as conflict:
            theirs, status = _theirs(form, conflict), 409
            assert isinstance(form.data, QueryDict)
            form.data = form.data.copy()
            form.data["version"] = str(conflict.version)
        except (BadInput, StoreFailure) as refusal:
            tell_refusal(form, refusal)
            status = 507 if isinstance(refusal, StoreFailure) else 400
        else:
            messages.success(request, asked.done)
            return HttpResponseRedirect(asked.back_url)
    elif form.errors:
        status = 400
    context = {"form": form, "asked": asked, "theirs": theirs}
    return render(request, template, context, status=status)


def _theirs(form: PageForm, conflict: VersionConflict) -> list[tuple[Any, Any]]:
    """Return what another wrote meanwhile, as field and value."""
    return [
        (form.fields[name].label if name in form.fields else name, held)
        for name, held in conflict.theirs.items()
    ]


def tell_refusal(form: PageForm, refusal: BadInput | StoreFailure) -> None:
    """Put a refusal next to its field."""
    parts = (refusal.what, refusal.why, refusal.remedy, refusal.kept)
    said = " ".join(f"{part.rstrip('.')}." for part in parts if part)
    name = refusal.name if isinstance(refusal, BadField) else None
    form.add_error(name if name in form.fields else None, said)
