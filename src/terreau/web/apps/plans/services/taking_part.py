"""Organisations put on a sheet and taken off, each with its part."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import ActionSheet, Participation
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.news import changeable, keeps, tell_news
from terreau.web.shared.visibility import Visibility

# Hidden organisations are told in no history by their name.
NAMED = (Visibility.PUBLIC, Visibility.TERRITORY)


@transaction.atomic
def put_on_sheet(*, acting: Acting, sheet_id: int, part: str, name: str) -> Participation:
    """Put an organisation on a sheet, by its name; said twice counts once.

    One of the directory that bears exactly that name is taken, where who acts sees it and it is
    the only one; otherwise the name is kept as it was written.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change.
    BadField
        If there is no such part, no name, or the lead is not theirs to say.
    """
    sheet = changeable(acting, sheet_id)
    _check_part(acting, sheet, part)
    said = " ".join(name.split())[:200]
    if not fold(said):
        raise BadField("name", _("Il manque un nom"), remedy=_("Écrivez celui de l’organisation."))
    organisation = organisation_named_by(acting.scope, said)
    return _put(acting, sheet, part, organisation, "" if organisation else said)


@transaction.atomic
def tie_participation(
    *, acting: Acting, sheet_id: int, participation_id: int, organisation_id: int
) -> Participation:
    """Say which organisation of the directory a written name is; it takes its place.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or they do not see the organisation.
    """
    sheet = changeable(acting, sheet_id)
    row = sheet.participations.filter(pk=participation_id, organisation=None).first()
    seen = Organisation.objects.filter(can_view_organisation(acting.scope), pk=organisation_id)
    organisation = seen.first()
    if row is None or organisation is None:
        raise nothing_here()
    _check_part(acting, sheet, row.part)
    written = _told(row)
    row.delete()
    tied, is_new = Participation.objects.get_or_create(
        sheet=sheet, part=row.part, organisation=organisation
    )
    tell_news(acting, sheet, {"participation": (written, _told(tied) if is_new else "")})
    return tied


@transaction.atomic
def take_off_sheet(*, acting: Acting, sheet_id: int, participation_id: int) -> None:
    """Take an organisation off a sheet; it stays in its history.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or it is not on it.
    BadField
        If it leads it and who acts does not keep the plan.
    """
    sheet = changeable(acting, sheet_id)
    row = sheet.participations.select_related("organisation").filter(pk=participation_id).first()
    if row is None:
        raise nothing_here()
    _check_part(acting, sheet, row.part)
    told = _told(row)
    row.delete()
    tell_news(acting, sheet, {"participation": (told, "")})


def _put(
    acting: Acting, sheet: ActionSheet, part: str, organisation: Organisation | None, name: str
) -> Participation:
    row, is_new = Participation.objects.get_or_create(
        sheet=sheet, part=part, organisation=organisation, written_name=name
    )
    if is_new:
        tell_news(acting, sheet, {"participation": ("", _told(row))})
    return row


def _check_part(acting: Acting, sheet: ActionSheet, part: str) -> None:
    if part not in Part.values:
        raise BadField(
            "part",
            _("Ce rôle n’existe pas sur une fiche"),
            value=part,
            remedy=_("Choisissez parmi : %s.") % ", ".join(Part.values),
        )
    if part == Part.SHEET_LEAD and not keeps(acting, sheet):
        raise BadField(
            "part",
            _("Le pilote d’une fiche est dit par qui tient le plan d’action"),
            remedy=_("Demandez-le au chef de projet du territoire."),
        )


def _told(row: Participation) -> str:
    """Say who and in which part, as the history keeps it; a name that was written, as quoted."""
    part = str(Part(row.part).label)
    if row.organisation is None:
        return _("%(part)s : « %(name)s »") % {"part": part, "name": row.written_name}
    return f"{part} : {row.name}" if row.organisation.visibility in NAMED else part
