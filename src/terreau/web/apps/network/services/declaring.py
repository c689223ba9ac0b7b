"""Memberships and supplies: declared by one of both, or noted by who keeps the directory; ended."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.network.models import Lasting, Membership, Supply
from terreau.web.apps.network.permissions import (
    can_end_membership,
    can_end_supply,
    changeable_organisations,
    nothing_here,
    visible_organisations,
)
from terreau.web.apps.network.rules import is_possible_end, is_possible_start

Row = TypeVar("Row", bound=Lasting)

# What an organisation can be a member of.
JOINED_KINDS = (OrganisationKind.ASSOCIATION, OrganisationKind.CLUSTER, OrganisationKind.OPERATOR)


def declare_membership(
    *, acting: Acting, organisation_id: int, association_id: int, since: date
) -> Membership:
    """Say that an organisation belongs to an association or a cluster; said twice counts once.

    Raises
    ------
    NotHere
        If one of both may not be seen, or neither may be written.
    BadInput
        If it is no association, is the organisation itself, or began on an impossible day.
    """
    organisation, association = _both(acting, organisation_id, association_id)
    if association.kind not in JOINED_KINDS:
        raise BadInput(
            _("On adhère à une association, à un pôle ou à un opérateur"),
            value=association.name,
            remedy=_("Pour un lien d’affaires, déclarez une fourniture."),
        )
    _check_start(since)
    keys = {"organisation": organisation, "association": association}
    return _declared(acting, Membership, keys, since)


def declare_supply(
    *, acting: Acting, supplier_id: int, customer_id: int, what: str, since: date
) -> Supply:
    """Say that an organisation supplies another; said twice counts once.

    Raises
    ------
    NotHere
        If one of both may not be seen, or neither may be written.
    BadInput
        If it is the same organisation, what is supplied is not said, or the day is impossible.
    """
    supplier, customer = _both(acting, supplier_id, customer_id)
    said = " ".join(what.split())[:200]
    if not said:
        raise BadInput(
            _("Une fourniture dit quoi"), remedy=_("Écrivez ce qui est fourni, en quelques mots.")
        )
    _check_start(since)
    keys = {"supplier": supplier, "customer": customer, "what": said}
    return _declared(acting, Supply, keys, since)


@transaction.atomic
def end_membership(*, acting: Acting, membership_id: int, on: date) -> Membership:
    """Say that a membership ended on a day; ended already, it stays as it was.

    Raises
    ------
    NotHere
        If it is of neither organisation one writes for.
    BadInput
        If the day is before it began, or to come.
    """
    return _ended(acting, Membership, can_end_membership(acting.scope), membership_id, on)


@transaction.atomic
def end_supply(*, acting: Acting, supply_id: int, on: date) -> Supply:
    """Say that a supply ended on a day; ended already, it stays as it was.

    Raises
    ------
    NotHere
        If it is of neither organisation one writes for.
    BadInput
        If the day is before it began, or to come.
    """
    return _ended(acting, Supply, can_end_supply(acting.scope), supply_id, on)


def _both(acting: Acting, first_id: int, second_id: int) -> tuple[Organisation, Organisation]:
    """Return two organisations that are seen, for one of which who acts may write."""
    if first_id == second_id:
        raise BadInput(
            _("Une organisation n’est pas liée à elle-même"),
            remedy=_("Choisissez-en une autre."),
        )
    seen = visible_organisations(acting.scope).in_bulk([first_id, second_id])
    may = changeable_organisations(acting.scope).filter(pk__in=[first_id, second_id])
    if len(seen) < 2 or not may.exists():
        raise nothing_here()
    return seen[first_id], seen[second_id]


def _check_start(since: date) -> None:
    if not is_possible_start(since, timezone.localdate()):
        raise BadInput(
            _("Un lien a commencé aujourd’hui ou avant"),
            value=since.isoformat(),
            remedy=_("Corrigez le jour."),
        )


def declarer(acting: Acting, organisations: list[Organisation]) -> Organisation | None:
    """Return for which of some organisations who acts says it; None for who keeps the directory."""
    own = acting.scope.organisations(ORGANISATION_ROLES)
    return next((each for each in organisations if each.pk in own), None)


def _declared(acting: Acting, model: type[Row], keys: dict[str, Any], since: date) -> Row:
    rows: Any = model.objects  # type: ignore[attr-defined]  # not of what is abstract
    try:
        with transaction.atomic():
            row: Row = rows.create(
                **keys,
                valid_from=since,
                declared_by=declarer(
                    acting, [k for k in keys.values() if isinstance(k, Organisation)]
                ),
                noted_by=acting.user,
            )
            told = {name: (None, value) for name, value in keys.items()}
            record(acting, Verb.CREATED, row, told | {"valid_from": (None, since)})
    except IntegrityError:
        # It stands already: the row that says so is the answer.
        standing: Row = rows.get(**keys, valid_to=None)
        return standing
    return row


def _ended(acting: Acting, model: type[Row], allowed: Q, key: int, on: date) -> Row:
    rows: Any = model.objects  # type: ignore[attr-defined]  # not of what is abstract
    row: Row | None = rows.select_for_update(of=("self",)).filter(allowed, pk=key).first()
    if row is None:
        raise nothing_here()
    if row.valid_to is not None:
        return row
    check_end(on, row.valid_from)
    row.valid_to = on
    row.save(update_fields=("valid_to",))
    record(acting, Verb.ENDED, row, {"valid_to": (None, on)})
    return row


def check_end(on: date, first: date) -> None:
    """Refuse a last day before the first one, or to come.

    Raises
    ------
    BadInput
        Saying between which days it must be.
    """
    if not is_possible_end(on, first, timezone.localdate()):
        raise BadInput(
            _("Le dernier jour est entre le premier et aujourd’hui"),
            value=on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
