"""Organisations: added, changed, with the conflict of two people told field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.siren import is_siren, is_siret
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    can_add_organisation,
    can_change_organisation,
    can_seat,
    nothing_here,
)
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

# Of these the history says that they changed, not what they hold: free words may name people.
_PERSONAL = ("email", "phone", "description", "note")


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


class BadField(BadInput):
    """What was written in one field cannot be kept.

    Parameters
    ----------
    name : str
        Of the field.
    what, value, remedy : str
        As in `BadInput`.
    """

    def __init__(self, name: str, what: str, *, value: str = "", remedy: str = "") -> None:
        self.name = name
        super().__init__(what, value=value or None, remedy=remedy)


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
        _check_free(written, None)
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
        _check_free(written, organisation)
        _check_seat(acting, organisation, written.seat)
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
        each.name: organisation.seat_id if each.name == "seat" else getattr(organisation, each.name)
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
    levels = written.field_visibility
    wrong = [name for name in levels if name not in Organisation.FIELD_LEVELS]
    wrong += [name for name, level in levels.items() if level not in Visibility.values]
    if wrong or written.visibility not in Visibility.values:
        raise BadField("visibility", _("Ce choix de confidentialité n’existe pas"))


def check_siren(number: str) -> None:
    """Refuse what is neither empty nor a SIREN, with `BadField`."""
    if number and not is_siren(number):
        raise BadField(
            "siren",
            _("Ce numéro n’est pas un SIREN : sa clé ne tombe pas juste"),
            value=number,
            remedy=_("Vérifiez ses neuf chiffres, ou laissez ce champ vide."),
        )


def check_siret(number: str) -> None:
    """Refuse what is neither empty nor a SIRET, with `BadField`."""
    if number and not is_siret(number):
        raise BadField(
            "siret",
            _("Ce numéro n’est pas un SIRET : sa clé ne tombe pas juste"),
            value=number,
            remedy=_("Vérifiez ses quatorze chiffres, ou laissez ce champ vide."),
        )


def bears_taken_number(written: OrganisationFields, own: Organisation | None = None) -> bool:
    """Whether another organisation bears the number that is written."""
    if written.siret:
        same = Organisation.objects.filter(siret=written.siret)
    else:
        same = Organisation.objects.filter(siren=written.siren, siret="").exclude(siren="")
    return (same.exclude(pk=own.pk) if own else same).exists()


def _check_free(written: OrganisationFields, own: Organisation | None) -> None:
    """Refuse a number that another organisation bears."""
    if bears_taken_number(written, own):
        raise _taken(written)


def _check_seat(acting: Acting, organisation: Organisation, seat: Perimeter | None) -> None:
    """Refuse to move an organisation to a territory whose directory somebody else keeps."""
    if seat is None and organisation.seat_id is None:
        return
    if seat is not None and seat.pk == organisation.seat_id:
        return
    if not can_seat(acting.scope, organisation, seat):
        raise _seat_elsewhere(seat)


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
