"""The views that somebody finds on a plan: their own, and those that keepers share."""

from __future__ import annotations

from django.db.models import QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, SavedView
from terreau.web.apps.plans.permissions import can_view_saved_view


def list_saved_views(scope: Scope, plan: ActionPlan) -> QuerySet[SavedView]:
    """Return the views of a plan that a reader may open; a visitor has none."""
    return SavedView.objects.filter(can_view_saved_view(scope), plan=plan)
