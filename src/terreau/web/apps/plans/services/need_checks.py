"""All that people write of a need, and what is refused of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import Need
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class NeedFields:
    """All that people write of a need; the two of a figure go together."""

    title: str
    description: str = ""
    organisation: Organisation | None = None
    figure_address: str = ""
    figure_label: str = ""
    theme: str = ""
    visibility: str = Visibility.TERRITORY


def check_need(
    acting: Acting, perimeter: Perimeter, written: NeedFields, own: Need | None = None
) -> None:
    """Refuse what is wrong in a need, by its field, with `BadField`."""
    if not fold(written.title) or len(written.title) > 200:
        raise BadField(
            "title", _("Un besoin se dit en 200 caractères au plus"), remedy=_("Écrivez-le.")
        )
    if written.theme and written.theme not in THEMES:
        raise BadField("theme", _("Ce thème n’est pas du programme"), value=written.theme)
    if written.visibility not in Visibility.values:
        raise BadField("visibility", _("Ce choix de confidentialité n’existe pas"))
    address = written.figure_address
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    if address and (not is_ours or len(address) > 300):
        raise BadField(
            "figure_address",
            _("Un chiffre est lu dans une page de ce site"),
            value=address[:80],
            remedy=_("Donnez son adresse depuis la première barre oblique."),
        )
    _check_raiser(acting, perimeter, written.organisation, own)


def _check_raiser(
    acting: Acting, perimeter: Perimeter, organisation: Organisation | None, own: Need | None
) -> None:
    """Refuse who raises it where it is not theirs to say: keepers say any that they see."""
    if own is not None and organisation is not None and organisation.pk == own.organisation_id:
        return
    standing = plan_standing(acting.scope)
    if organisation is None:
        is_theirs = standing.keeps.holds(perimeter)
    elif standing.keeps.holds(perimeter):
        seen = Organisation.objects.filter(can_view_organisation(acting.scope))
        is_theirs = seen.filter(pk=organisation.pk).exists()
    else:
        is_theirs = organisation.pk in standing.own
    if not is_theirs:
        raise BadField(
            "organisation",
            _("Vous notez les besoins de votre organisation"),
            value=organisation.name if organisation else "",
            remedy=_("Choisissez-la, ou demandez à qui tient le plan d’action."),
        )
