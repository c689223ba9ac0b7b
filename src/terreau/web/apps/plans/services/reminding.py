"""Letters about obligations that come near, to who keeps the plan: one at each of the days."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.letters import inert, paragraphs, post
from terreau.web.apps.plans.models import Obligation
from terreau.web.apps.plans.selectors.obligations import list_plan_keepers
from terreau.web.shared.formatting import format_day


@transaction.atomic
def remind_of(*, obligation_id: int, days: int) -> bool:
    """Tell who keeps a plan of an obligation, unless they were told or it is done.

    Returns
    -------
    bool
        Whether letters left.
    """
    found = Obligation.objects.select_for_update(of=("self",)).filter(
        pk=obligation_id, done_on=None
    )
    row = found.select_related("plan__perimeter").first()
    if row is None or (row.told_days is not None and row.told_days <= days):
        return False
    for person in list_plan_keepers(row.plan):
        _write(row, person)
    row.told_days = days
    row.save(update_fields=("told_days",))
    return True


def _write(row: Obligation, person: User) -> None:
    with translation.override(person.language):
        terms = {
            "title": inert(row.title),
            "day": format_day(row.due_on),
            "place": inert(row.plan.perimeter.name),
            "whom": inert(row.owed_to),
        }
        address = reverse("plans:obligations", args=(row.plan_id,))
        body = paragraphs(
            _("Bonjour,"),
            _("%(place)s : « %(title)s » est à faire avant le %(day)s.") % terms,
            _("Due à : %(whom)s.") % terms if row.owed_to else "",
            _("Ce jour est à vérifier dans vos accords.") if row.is_to_check else "",
            _("Pour l’ouvrir, la préparer ou dire qu’elle est faite :"),
            f"{settings.SITE_URL}{address}",
        )
        post(_("Échéance le %(day)s : %(title)s") % terms, body, person.email)
