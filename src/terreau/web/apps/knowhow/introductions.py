"""What the history tells of know-how, and to whom."""

from __future__ import annotations

from django.urls import reverse

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.knowhow import labels
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import audience, can_view_know_how
from terreau.web.shared.visibility import declare_audience


def declare() -> None:
    """Tell the history what know-how is; called once, when the app is ready."""
    declare_audience(KnowHow, audience)
    declare_subject(
        Subject(
            "know_how",
            KnowHow,
            can_view_know_how,
            title=lambda line: f"{line.get_kind_display()}, {line.organisation}",
            address=lambda line: reverse("directory:organisation", args=(line.organisation_id,)),
            labels=labels.TOLD,
        )
    )
