"""The pages of the parts of a sheet: each lists rows and what one may do of each.

One address a part: what is sent says what is done ("do") and of which row ("row"); what was typed
stays in its form when it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.typed import what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.forms.parts import ChangeForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.row_conflict import form_again
from terreau.web.apps.plans.selectors.sheets import SheetShown
from terreau.web.apps.plans.services.clashes import LinesConflict
from terreau.web.shared.forms import PageForm

_MOST_DIGITS = 18


@dataclass(frozen=True)
class Doing:
    """Something that one does of a part of a sheet.

    Parameters
    ----------
    form : type[PageForm]
        What it asks.
    do : Callable
        ``do(acting, sheet_id, row_id, form)``: the service.
    button : Promise
        What is pressed.
    told : Promise
        What is said once it is done.
    """

    form: type[PageForm]
    do: Callable[[Acting, int, int, Any], object]
    button: Promise | str
    told: Promise | str


@dataclass(frozen=True)
class Act:
    """A form as the page shows it."""

    do: str
    row: int
    form: PageForm
    button: str


class Acts:
    """The forms of a page; the one that was sent is filled with what was typed.

    Parameters
    ----------
    doings : Mapping[str, Doing]
        What may be done, by name.
    sent : QueryDict or None
        What was sent.
    """

    def __init__(self, doings: Mapping[str, Doing], sent: QueryDict | None) -> None:
        self._doings, self._sent = doings, sent
        self._done = sent.get("do", "") if sent else ""
        row = sent.get("row", "") if sent else ""
        is_number = row.isascii() and row.isdigit() and len(row) <= _MOST_DIGITS
        self._row = int(row) if is_number else 0
        self._shown: dict[tuple[str, int], PageForm] = {}
        self._is_conflict = False

    def act(self, do: str, row: int = 0, initial: Any = None, **more: Any) -> Act:
        """Return an act of a row, as it is shown."""
        form = self._shown.get((do, row))
        if form is None:
            is_sent = (do, row) == (self._done, self._row)
            form = self._doings[do].form(
                self._sent if is_sent else None, prefix=f"{do}-{row}", initial=initial, **more
            )
            self._shown[do, row] = form
        return Act(do, row, form, str(self._doings[do].button))

    def run(self, who: Acting, sheet_id: int, **more: Any) -> Promise | str | None:
        """Do what was sent; return what to say, None where it is refused (its form says why).

        Raises
        ------
        NotHere
            If there is no such thing to do, or no such row.
        """
        doing = self._doings.get(self._done)
        if doing is None:
            raise nothing_here()
        form = self.act(self._done, self._row, **more.get(self._done, {})).form
        if not form.is_valid():
            return None
        try:
            doing.do(who, sheet_id, self._row, form)
        except NotHere:
            raise
        except LinesConflict as conflict:
            assert isinstance(form, ChangeForm), "only what is changed is written by two"
            self._is_conflict = True
            self._shown[self._done, self._row] = form_again(form, conflict.clashes[0])
            return None
        except BadInput as refusal:
            said = f"{refusal.what.rstrip('.')}. {refusal.remedy}".strip()
            name = refusal.name if isinstance(refusal, BadField) else None
            form.add_error(name if name in form.fields else None, said)
            return None
        return doing.told

    @property
    def status(self) -> int:
        """Return 409 where somebody else wrote meanwhile, 400 where what was sent is refused."""
        is_refused = any(form.is_bound and form.errors for form in self._shown.values())
        return 409 if self._is_conflict else 400 if is_refused else 200


def part_page(
    request: ScopedRequest,
    shown: SheetShown,
    acts: Acts,
    *,
    template: str,
    rows: Callable[[Acts], dict[str, Any]],
    back: str = "",
    **more: Any,
) -> HttpResponse:
    """Do what was sent and come back, or show the page with its forms.

    Parameters
    ----------
    request : ScopedRequest
        What is asked, or sent.
    shown : SheetShown
        The sheet, which the reader may write.
    acts : Acts
        The forms of the page.
    template : str
        The page.
    rows : Callable
        ``rows(acts)``: what the template shows, made once what was sent is done or refused.
    back : str
        Where one comes back to; "" = the same page.
    more : Mapping
        By act, what its form is made with.
    """
    if request.method == "POST":
        told = acts.run(acting(request), shown.sheet.pk, **more)
        if told is not None:
            messages.success(request, str(told))
            return HttpResponseRedirect(back or request.path)
    context = {"shown": shown, "sheet": shown.sheet} | rows(acts)
    return render(request, template, context, status=acts.status)


def sent_acts(request: ScopedRequest, doings: Mapping[str, Doing]) -> Acts:
    """Return the forms of a page, one of them filled with what was typed."""
    return Acts(doings, what_was_typed(request))


def sheet_address(sheet_id: int, part: str) -> str:
    """Return where a part of a sheet is read on its page."""
    return f"{reverse('plans:sheet', args=(sheet_id,))}#{part}-title"
