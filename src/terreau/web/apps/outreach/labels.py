"""What the fields of visits, promises and questions are called: on pages, in files, in history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VISIT = {
    "organisation": _("Organisation"),
    "visited_on": _("Jour de la visite"),
    "met": _("Qui a été rencontré"),
    "notes": _("À retenir"),
    "noted_by": _("Notée par"),
}
PROMISE = {
    "text": _("Ce qui a été promis"),
    "promised_by": _("Qui la tient"),
    "due_on": _("Pour le"),
    "state": _("Où elle en est"),
    "word": _("Un mot"),
}
QUESTION = {
    "text": _("Question"),
    "perimeter": _("Territoire"),
    "is_around": _("Aussi autour"),
    "is_named": _("Dit qui demande"),
    "state": _("Où elle en est"),
    "closes_on": _("Réponses jusqu’au"),
    "ending": _("Ce qu’elle a donné"),
    "lesson": _("Ce qu’on a appris"),
    "is_published": _("Publiée"),
}
