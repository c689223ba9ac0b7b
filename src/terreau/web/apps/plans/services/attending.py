"""Who was at a committee: organisations, present or excused."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import Committee, CommitteeAttendance
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import previous_of
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.committees import check_held, locked_committee, tell_committee

# A table holds fewer people.
MOST = 200


@transaction.atomic
def note_attendance(
    *, acting: Acting, committee_id: int, names: Iterable[str], is_present: bool = True
) -> int:
    """Note organisations as present, or excused; who is already there is noted anew.

    One of the directory that bears exactly that name is taken; otherwise the name is kept as it
    was written.

    Returns
    -------
    int
        How many were noted or changed.

    Raises
    ------
    NotHere
        If the committee is not for who acts to change.
    BadField
        If no name is written, or too many.
    BadInput
        If the committee is not held.
    """
    committee = locked_committee(acting, committee_id)
    check_held(committee)
    said = list(dict.fromkeys(" ".join(name.split())[:200] for name in names if fold(name)))
    if not said:
        raise BadField("names", _("Il manque un nom"), remedy=_("Une organisation par ligne."))
    if committee.attendances.count() + len(said) > MOST:
        raise BadField(
            "names",
            _("Un comité a %(most)s participants au plus") % {"most": MOST},
            remedy=_("Notez les organisations, pas les personnes."),
        )
    changed = sum(_note(acting, committee, name, is_present=is_present) for name in said)
    if changed:
        tell_committee(acting, committee, {"attendance": ("", f"{changed}")})
    return changed


@transaction.atomic
def repeat_attendance(*, acting: Acting, committee_id: int) -> int:
    """Note as present who was at the last committee of that kind, but who is noted already.

    Raises
    ------
    NotHere
        If the committee is not for who acts to change.
    BadInput
        If it is not held.
    """
    committee = locked_committee(acting, committee_id)
    check_held(committee)
    previous = previous_of(acting.scope, committee)
    rows = previous.attendances.filter(is_present=True) if previous else ()
    added = 0
    for row in rows:
        _row, is_new = CommitteeAttendance.objects.get_or_create(
            committee=committee, organisation=row.organisation, written_name=row.written_name
        )
        added += is_new
    if added:
        tell_committee(acting, committee, {"attendance": ("", f"{added}")})
    return added


@transaction.atomic
def remove_attendance(*, acting: Acting, committee_id: int, attendance_id: int) -> None:
    """Take an organisation out of those that were there; raises as `repeat_attendance`."""
    committee = locked_committee(acting, committee_id)
    row = committee.attendances.filter(pk=attendance_id).first()
    if row is None:
        raise nothing_here()
    row.delete()
    tell_committee(acting, committee, {"attendance": ("1", "")})


def _note(acting: Acting, committee: Committee, name: str, *, is_present: bool) -> bool:
    organisation = organisation_named_by(acting.scope, name)
    row, is_new = CommitteeAttendance.objects.get_or_create(
        committee=committee,
        organisation=organisation,
        written_name="" if organisation else name,
        defaults={"is_present": is_present},
    )
    if is_new or row.is_present == is_present:
        return is_new
    row.is_present = is_present
    row.save(update_fields=("is_present",))
    return True
