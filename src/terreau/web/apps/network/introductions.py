"""Which objects of the network have a history that people read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.network import labels
from terreau.web.apps.network.models import CooperationSpace, Introduction, Membership, Supply
from terreau.web.apps.network.permissions import (
    can_view_introduction,
    can_view_membership,
    can_view_space,
    can_view_supply,
)


def declare() -> None:
    """Tell the history what the network holds; called once, when the app is ready."""
    declare_subject(
        Subject(
            "space",
            CooperationSpace,
            can_view_space,
            title=str,
            address=lambda found: reverse("network:space", args=(found.pk,)),
            labels=labels.SPACE,
        )
    )
    declare_subject(
        Subject(
            "membership",
            Membership,
            can_view_membership,
            title=lambda row: (
                _("Adhésion : %(first)s à %(second)s")
                % {"first": row.organisation, "second": row.association}
            ),
            address=lambda row: reverse("directory:organisation", args=(row.organisation_id,)),
            labels=labels.MEMBERSHIP,
        )
    )
    declare_subject(
        Subject(
            "supply",
            Supply,
            can_view_supply,
            title=lambda row: (
                _("Fourniture : %(first)s à %(second)s")
                % {"first": row.supplier, "second": row.customer}
            ),
            address=lambda row: reverse("directory:organisation", args=(row.supplier_id,)),
            labels=labels.SUPPLY,
        )
    )
    declare_subject(
        Subject(
            "introduction",
            Introduction,
            can_view_introduction,
            title=lambda row: (
                _("Mise en relation : %(first)s et %(second)s")
                % {"first": row.offers, "second": row.seeks}
            ),
            address=lambda row: reverse("network:introduction", args=(row.pk,)),
            labels=labels.INTRODUCTION,
        )
    )
