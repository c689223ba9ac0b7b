"""What readers know of each other, and which objects of the directory have a history they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.standings import Standing, declare_standings
from terreau.web.apps.accounts.subjects import (
    Introduced,
    Subject,
    declare_introductions,
    declare_names,
    declare_subject,
)
from terreau.web.apps.directory import labels
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.contact_permissions import can_view_contact
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.mailing_permissions import can_view_mailing
from terreau.web.apps.directory.models import (
    Contact,
    Held,
    Invitation,
    Mandate,
    MandateRequest,
    Organisation,
    in_force,
)
from terreau.web.apps.directory.permissions import (
    can_view_invitation,
    can_view_mandate,
    can_view_organisation,
    can_view_request,
    can_view_run,
)
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.territories.models import Perimeter


def declare() -> None:
    """Tell the history what the directory holds; called once, when the app is ready."""
    declare_introductions(introduce)
    declare_standings(list_standings)
    declare_names(Organisation._meta.label, _organisation_names)
    declare_names(Perimeter._meta.label, _perimeter_names)
    declare_subject(
        Subject(
            "organisation",
            Organisation,
            can_view_organisation,
            title=str,
            address=lambda found: reverse("directory:organisation", args=(found.pk,)),
            labels=labels.ORGANISATION,
        )
    )
    declare_subject(
        Subject(
            "contact",
            Contact,
            can_view_contact,
            title=lambda found: (
                _("%(name)s, contact pour %(about)s")
                % {"name": found.name, "about": found.organisation.name}
            ),
            address=lambda found: page_of(found.organisation),
            labels=labels.CONTACT,
        )
    )
    declare_subject(
        Subject(
            "mailing",
            Mailing,
            can_view_mailing,
            title=lambda found: found.subject,
            address=lambda found: reverse("directory:mailing", args=(found.pk,)),
            labels=labels.MAILING,
        )
    )
    declare_subject(
        Subject(
            "register_run",
            RegisterRun,
            can_view_run,
            title=lambda run: str(run.get_register_display()),
            address=lambda run: reverse("directory:register_run", args=(run.pk,)),
            labels=labels.REGISTER_RUN,
        )
    )
    declare_subject(
        Subject(
            "mandate",
            Mandate,
            can_view_mandate,
            title=lambda mandate: f"{mandate.get_role_display()}, {mandate.about}",
            address=lambda mandate: page_of(mandate.about),
            labels=labels.MANDATE,
        )
    )
    declare_subject(
        Subject(
            "request",
            MandateRequest,
            can_view_request,
            title=lambda asked: _("Demande : %(role)s, %(about)s") % _held(asked),
            address=lambda asked: reverse("directory:request", args=(asked.pk,)),
            labels=labels.REQUEST,
        )
    )
    declare_subject(
        Subject(
            "invitation",
            Invitation,
            can_view_invitation,
            title=lambda sent: _("Invitation : %(role)s, %(about)s") % _held(sent),
            address=lambda sent: page_of(sent.about),
            labels=labels.INVITATION,
        )
    )


def _held(held: Held) -> dict[str, object]:
    return {"role": Role(held.role).label, "about": held.about}


def list_held(user: User) -> QuerySet[Mandate]:
    """Return the mandates of a person in force today, with what they are held for."""
    held = Mandate.objects.filter(in_force(timezone.localdate()), holder=user)
    return held.select_related("perimeter", "organisation")


def list_standings(user: User) -> list[Standing]:
    """Return as what a person acts, and where that is shown."""
    return [
        Standing(mandate.get_role_display(), mandate.about.name, page_of(mandate.about))
        for mandate in list_held(user).order_by("role", "perimeter__name", "organisation__name")
    ]


def introduce(scope: Scope, user_ids: Collection[int]) -> Mapping[int, Introduced]:
    """Return what a reader may know of people: the name of those whose mandates they see.

    Parameters
    ----------
    scope : Scope
        Of who reads.
    user_ids : Collection[int]
        The people; the role in which each acted is no secret.
    """
    held = Mandate.objects.filter(holder__in=user_ids)
    known = {*held.filter(can_view_mandate(scope)).values_list("holder", flat=True)}
    if scope.user_id is not None:
        known.add(scope.user_id)
    roles = defaultdict(list)
    for holder, start, end, role in held.values_list("holder", "valid_from", "valid_to", "role"):
        roles[holder].append((start, end, Role(role)))
    return {
        user.pk: Introduced(user.display_name if user.pk in known else "", tuple(roles[user.pk]))
        for user in User.objects.filter(pk__in=user_ids)
    }


def _organisation_names(scope: Scope, keys: Collection[int]) -> Mapping[int, str]:
    seen = Organisation.objects.filter(can_view_organisation(scope), pk__in=keys)
    return dict(seen.values_list("pk", "name"))


def _perimeter_names(_scope: Scope, keys: Collection[int]) -> Mapping[int, str]:
    return dict(Perimeter.objects.filter(pk__in=keys).values_list("pk", "name"))
