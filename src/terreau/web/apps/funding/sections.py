"""Which objects of money have a history that people read."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.funding import labels
from terreau.web.apps.funding.enums import Recurrence, SchemeKind
from terreau.web.apps.funding.models import Call, Scheme
from terreau.web.apps.plans.themes import THEMES


def declare() -> None:
    """Tell the history what money holds; called once, when the app is ready."""
    declare_subject(
        Subject(
            "scheme",
            Scheme,
            lambda _scope: Q(),  # the catalogue is read by everyone, and what became of it
            title=str,
            address=lambda found: reverse("funding:scheme", args=(found.pk,)),
            labels=labels.SCHEME,
            words={
                "kind": lambda kept: str(SchemeKind(kept).label),
                "theme": lambda kept: str(THEMES[kept].label) if kept in THEMES else str(kept),
                "recurrence": lambda kept: str(Recurrence(kept).label),
                "scheme_version": str,
                "call": str,
                "links": str,
            },
        )
    )
    declare_subject(
        Subject(
            "call",
            Call,
            lambda _scope: Q(),
            title=str,
            address=lambda found: reverse("funding:scheme", args=(found.scheme_id,)),
            labels=labels.CALL,
        )
    )
