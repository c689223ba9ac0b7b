"""What the command line may call of mandates; Django is loaded by ``entry`` before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR
from terreau.web.apps.directory.models import About, Mandate, Organisation, held_for, not_over
from terreau.web.apps.directory.services import mandates as services
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter

ORGANISATION = "organisation"


def grant(email: str, role: str, kind: str, code: str, until: date | None) -> str:
    """Give a mandate by the right of whoever holds the machine; return what was done.

    Raises
    ------
    BadInput
        If nobody has that address, there is no such role, or it is held already.
    NotHere
        If there is no such territory or organisation.
    """
    if role not in Role.values:
        raise BadInput(
            "There is no such role", value=role, remedy=f"Choose among {', '.join(Role.values)}"
        )
    holder = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if holder is None:
        raise BadInput(
            "Nobody has an account of that address",
            value=email,
            remedy="Let the person open an account first, then grant the mandate",
        )
    mandate = services.grant_mandate(
        acting=OPERATOR, holder=holder, role=Role(role), about=_about(kind, code), until=until
    )
    return _line(mandate)


def list_lines(kind: str = "", code: str = "") -> Iterator[str]:
    """Yield a line for each mandate that holds, of one territory or organisation where given."""
    held = Mandate.objects.filter(not_over(timezone.localdate()), holder__isnull=False)
    if kind:
        held = held.filter(**held_for(_about(kind, code)))
    for mandate in held.select_related("holder", "perimeter", "organisation").order_by("pk"):
        yield _line(mandate)


def end(mandate_id: int, reason: str, on: date | None) -> str:
    """End a mandate; return what was done. Whoever holds the machine needs no successor.

    Raises
    ------
    NotHere, BadInput
        If there is none of that number, or it is over.
    """
    mandate = services.end_mandate(
        acting=OPERATOR, mandate_id=mandate_id, reason=reason, on=on, without_successor=True
    )
    return _line(mandate)


def _about(kind: str, code: str) -> About:
    if kind != ORGANISATION:
        return get_perimeter(kind=kind, code=code)
    found = Organisation.objects.filter(pk=code) if code.isdecimal() else None
    organisation = found.first() if found is not None else None
    if organisation is None:
        raise NotHere("There is no such organisation", value=code)
    return organisation


def _line(mandate: Mandate) -> str:
    about = mandate.about
    place = (
        f"{about.kind} {about.code}"
        if isinstance(about, Perimeter)
        else f"{ORGANISATION} {about.pk}"
    )
    until = f" until {mandate.valid_to}" if mandate.valid_to else ""
    email = mandate.holder.email if mandate.holder else "erased"
    return f"{mandate.pk}  {email}  {mandate.role}  {place}  from {mandate.valid_from}{until}"
