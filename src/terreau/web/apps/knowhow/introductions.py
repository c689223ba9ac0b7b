"""What the history tells of know-how, and to whom."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.knowhow.labels import KNOW_HOW
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import audience, can_view_know_how
from terreau.web.apps.knowhow.tags import words_of_told
from terreau.web.shared.visibility import declare_audience

# The history keeps them by their codes.
_CODES = ("terms", "naf", "rome", "capacities")


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
            labels=KNOW_HOW,
            words={name: partial(words_of_told, name) for name in _CODES},
        )
    )
