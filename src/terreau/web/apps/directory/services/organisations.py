"""Organisations: added, changed, with the conflict of two people told field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory.enums import HeadcountClass
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    can_add_organisation,
    can_change_organisation,
    can_seat,
    can_view_organisation,
    nothing_here,
)
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.checks import BadField, check_siren, check_siret
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

# Of these the history says that they changed, not what they hold: free words may name people.
_PERSONAL = ("email", "phone", "description", "note")
# Told by their key.
_TOLD_BY = {"seat": "seat_id", "group": "group_id"}


@dataclass(frozen=True)
class OrganisationFields:
    """All that people write of an organisation."""

    name: str
    kind: str
    seat: Perimeter | None
    siren: str = ""
    siret: str = ""
    naf: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    description: str = ""
    note: str = ""
    visibility: str = Visibility.TERRITORY
    field_visibility: Mapping[str, str] = field(default_factory=dict)
    headcount_class: str = ""
    group: Organisation | None = None
    agrees_to_contact: bool = False
    closed_on: date | None = None


def add_organisation(
    *, acting: Acting, written: OrganisationFields, channel: Channel | None = None
) -> Organisation:
    """Add an organisation to the directory that who acts keeps; asked by a channel, or not.

    Raises
    ------
    NotHere
        If who acts keeps no directory at all.
    BadField
        If a number is wrong or taken, or it sits elsewhere than what who acts keeps.
    """
    _check(written)
    if not acting.is_operator and not can_add_organisation(acting.scope, written.seat):
        if not acting.scope.holdings:
            raise nothing_here()
        raise _seat_elsewhere(written.seat)
    with told_if_taken(written), transaction.atomic():
        written = _with_free_number(acting, written)
        return write_organisation(acting, written, channel)


def write_organisation(
    acting: Acting, written: OrganisationFields, channel: Channel | None = None
) -> Organisation:
    """Write a new organisation and its history; that it may be is checked before.

    Raises
    ------
    BadField
        If what is written of it is wrong.
    """
    _check(written)
    organisation = Organisation(**_values(written))
    organisation.save()
    changes = {name: ("", value) for name, value in _told(organisation).items() if value}
    behalf = Behalf(channel, organisation_id=organisation.pk) if channel else acting.behalf
    _record(acting, behalf, Verb.CREATED, organisation, changes)
    return organisation


def change_organisation(
    *,
    acting: Acting,
    organisation_id: int,
    version: int,
    written: OrganisationFields,
    channel: Channel | None = None,
) -> Organisation:
    """Change an organisation that nobody else changed meanwhile.

    Parameters
    ----------
    acting : Acting
        One of its members, or who keeps the directory where it sits.
    organisation_id, version : int
        Which, and what it was at when it was read.
    written : OrganisationFields
        All its fields.
    channel : Channel, optional
        How the organisation asked for it, where it did.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    VersionConflict
        If it was changed meanwhile.
    BadField
        As `add_organisation`.
    """
    with told_if_taken(written), transaction.atomic():
        found = Organisation.objects.select_for_update(of=("self",)).filter(
            can_change_organisation(acting.scope), pk=organisation_id
        )
        organisation = found.select_related("seat").first()
        if organisation is None:
            raise nothing_here()
        before = _told(organisation)
        after = _told(Organisation(**_values(written)))
        if organisation.version != version:
            raise conflict_of(organisation, organisation.version, version, before, after)
        _check(written)
        written = _with_free_number(acting, written, organisation)
        after = _told(Organisation(**_values(written)))
        _check_seat(acting, organisation, written.seat)
        _check_group(organisation, written.group)
        changes = {name: (before[name], after[name]) for name in before}
        if before != after:
            for name, value in _values(written).items():
                setattr(organisation, name, value)
            organisation.version = F("version") + 1
            organisation.save()
            organisation.refresh_from_db()
            behalf = Behalf(channel, organisation_id=organisation.pk) if channel else acting.behalf
            _record(acting, behalf, Verb.CHANGED, organisation, changes)
    return organisation


def _record(
    acting: Acting,
    behalf: Behalf | None,
    verb: Verb,
    organisation: Organisation,
    changes: Mapping[str, tuple[object, object]],
) -> None:
    told = Acting(acting.user, acting.scope, behalf, acting.request_id, acting.is_operator)
    record(told, verb, organisation, changes, personal=_PERSONAL)


def _values(written: OrganisationFields) -> dict[str, Any]:
    values = {each.name: getattr(written, each.name) for each in fields(written)}
    name = " ".join(written.name.split())
    return values | {
        "name": name,
        "folded_name": folded_name(name),
        "field_visibility": dict(written.field_visibility),
    }


def _told(organisation: Organisation) -> dict[str, Any]:
    """Return what people write of an organisation, as it is compared and told."""
    return {
        each.name: getattr(organisation, _TOLD_BY.get(each.name, each.name))
        for each in fields(OrganisationFields)
    }


def _check(written: OrganisationFields) -> None:
    if not fold(written.name):
        raise BadField("name", _("Une organisation a un nom"), remedy=_("Écrivez-le."))
    check_siren(written.siren)
    check_siret(written.siret)
    if written.siret and written.siren != written.siret[:9]:
        raise BadField(
            "siret",
            _("Ce SIRET n’est pas d’un établissement de ce SIREN"),
            value=written.siret,
            remedy=_("Les neuf premiers chiffres d’un SIRET sont son SIREN."),
        )
    if written.headcount_class and written.headcount_class not in HeadcountClass.values:
        raise BadField(
            "headcount_class",
            _("Cette tranche d’effectif n’existe pas"),
            value=written.headcount_class,
            remedy=_("Choisissez parmi : %s.") % ", ".join(HeadcountClass.values),
        )
    levels = written.field_visibility
    wrong = [name for name in levels if name not in Organisation.FIELD_LEVELS]
    wrong += [name for name, level in levels.items() if level not in Visibility.values]
    if wrong or written.visibility not in Visibility.values:
        raise BadField("visibility", _("Ce choix de confidentialité n’existe pas"))


def bearing(written: OrganisationFields, own: Organisation | None = None) -> QuerySet[Organisation]:
    """Return the other organisation that bears the number that is written, where there is one."""
    if written.siret:
        same = Organisation.objects.filter(siret=written.siret)
    else:
        same = Organisation.objects.filter(siren=written.siren, siret="").exclude(siren="")
    return same.exclude(pk=own.pk) if own else same


def _with_free_number(
    acting: Acting, written: OrganisationFields, own: Organisation | None = None
) -> OrganisationFields:
    """Refuse a number that another organisation bears, which who acts may see.

    Of one that they may not see nothing is told: the number stays what it was, as if it was taken.
    """
    others = bearing(written, own)
    if not others.exists():
        return written
    if acting.is_operator or others.filter(can_view_organisation(acting.scope)).exists():
        raise _taken(written)
    return replace(written, siren=own.siren if own else "", siret=own.siret if own else "")


def _check_seat(acting: Acting, organisation: Organisation, seat: Perimeter | None) -> None:
    """Refuse to move an organisation to a territory whose directory somebody else keeps."""
    if seat is None and organisation.seat_id is None:
        return
    if seat is not None and seat.pk == organisation.seat_id:
        return
    if not can_seat(acting.scope, organisation, seat):
        raise _seat_elsewhere(seat)


def _check_group(organisation: Organisation, group: Organisation | None) -> None:
    """Refuse that an organisation be in itself, directly or through its own parts."""
    if group is None or group.pk == organisation.group_id:
        return
    above, passed = group, {organisation.pk}
    while above.pk not in passed:
        if above.group is None:
            return
        passed.add(above.pk)
        above = above.group
    raise BadField(
        "group",
        _("Une organisation n’est pas dans son propre groupe"),
        value=group.name,
        remedy=_("Nommez le groupe dont elle fait partie, et non une de ses propres parties."),
    )


def _seat_elsewhere(seat: Perimeter | None) -> BadField:
    return BadField(
        "seat",
        _("Cette commune n’est pas dans un territoire dont vous tenez l’annuaire"),
        value=seat.name if seat else "",
        remedy=_(
            "Choisissez une commune de votre territoire ; dans un autre, c’est à qui tient son "
            "annuaire d’y faire entrer l’organisation."
        ),
    )


def _taken(written: OrganisationFields) -> BadField:
    name = "siret" if written.siret else "siren"
    return BadField(
        name,
        _("Une autre organisation de l’annuaire porte déjà ce numéro"),
        value=getattr(written, name),
        remedy=_("Cherchez-la ; un établissement se distingue par son SIRET."),
    )


@contextmanager
def told_if_taken(written: OrganisationFields) -> Iterator[None]:
    """Turn the refusal of the base, where two people add at once, into the same sentence."""
    try:
        yield
    except IntegrityError as refusal:
        raise _taken(written) from refusal
