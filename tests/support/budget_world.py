"""A budget as its page is sent, and read back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.rules.lines import Entry, FundsWritten
from terreau.web.apps.plans.services.money import Budget, write_budget


def budget_of(sheet: ActionSheet) -> str:
    """Return the address of the budget of a sheet."""
    return f"/plans/fiches/{sheet.pk}/budget/"


class _Fields(HTMLParser):
    """Collects what a browser would send of the form of the budget."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") != "checkbox":
            self.sent[given.get("name") or ""] = given.get("value") or ""
        if tag == "select":
            self._select = given.get("name") or ""
        if tag == "option" and "selected" in given:
            self.sent[self._select] = given.get("value") or ""


def fields_of(response: Any) -> dict[str, str]:
    """Return what the form of a page would send as it stands."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return {
        name: held
        for name, held in parser.sent.items()
        if name in ("tax_basis", "tax_read") or name.startswith(("cost-", "funds-"))
    }


def opened(client: Client, sheet: ActionSheet) -> dict[str, str]:
    """Open the budget of a sheet, and return what its form would send."""
    response = client.get(budget_of(sheet))
    assert response.status_code == 200
    return fields_of(response)


def write(acting: Acting, sheet: ActionSheet, *entries: Entry[Any]) -> list[int]:
    """Write lines of the budget of a sheet, and return their numbers."""
    costs = [each for each in entries if not isinstance(each.written, FundsWritten)]
    funds = [each for each in entries if isinstance(each.written, FundsWritten)]
    return write_budget(acting=acting, sheet_id=sheet.pk, budget=Budget(costs, funds))
