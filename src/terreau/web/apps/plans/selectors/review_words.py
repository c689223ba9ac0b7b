"""What moved and what is asked, in the reader's words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from terreau.web.apps.plans.enums import Ask, SheetState
from terreau.web.apps.plans.models import Committee
from terreau.web.apps.plans.money_words import standing_in_words
from terreau.web.apps.plans.rules.money import Balance
from terreau.web.apps.plans.rules.review import Course, Delay, Gain, Step
from terreau.web.shared.formatting import format_day, format_short_euros


def committee_in_words(committee: Committee) -> str:
    """Name a committee by its kind and its day in words."""
    return _("%(kind)s du %(day)s") % {
        "kind": committee.get_kind_display(),
        "day": format_day(committee.on),
    }


def said_of_ask(ask: Ask, *, balance: Balance | None, steps: tuple[Step, ...], today: date) -> str:
    """Say what is asked of a sheet, with the amounts or the days that it is about."""
    if ask is Ask.UNFUNDED and balance is not None:
        return _("Qui peut payer ? %(standing)s") % {"standing": standing_in_words(balance)}
    late = [step for step in steps if step.due_on < today]
    if ask is Ask.LATE and late:
        return _("En retard : %(steps)s") % {"steps": _listed(late)}
    due = [step for step in steps if step.due_on >= today]
    if ask is Ask.DUE and due:
        return _("Avant le prochain comité : %(steps)s") % {"steps": _listed(due)}
    return str(ask.label)


def said_of_course(course: Course) -> str:
    """Say where a sheet went."""
    said = {"before": course.before.label, "after": course.after.label}
    if course.by_way_of is not None and course.by_way_of is not course.after:
        sentence = _("Revenue à « %(after)s », après « %(way)s »") % (
            said | {"way": course.by_way_of.label}
        )
    elif course.before is SheetState.UNKNOWN:
        sentence = _("On sait maintenant où elle en est : « %(after)s »") % said
    else:
        sentence = _("« %(before)s » → « %(after)s »") % said
    sentence = f"{sentence} ({format_day(course.on)})"
    return f"{sentence} : {course.reason}" if course.reason else sentence


def said_of_step_done(title: str, on: date) -> str:
    """Say that a milestone is done."""
    return _("Jalon fait : %(title)s (%(day)s)") % {"title": title, "day": format_day(on)}


def said_of_delay(delay: Delay) -> str:
    """Say that a milestone moved, from when to when."""
    said = {
        "title": delay.step.title,
        "before": format_day(delay.was_due_on),
        "after": format_day(delay.step.due_on),
    }
    if delay.days > 0:
        return _("Jalon repoussé : %(title)s, du %(before)s au %(after)s") % said
    return _("Jalon avancé : %(title)s, du %(before)s au %(after)s") % said


def said_of_gain(gain: Gain) -> str:
    """Say what was obtained and paid by an instrument."""
    told = []
    if gain.obtained:
        told.append(_("%(amount)s obtenus") % {"amount": format_short_euros(gain.obtained)})
    if gain.paid:
        told.append(_("%(amount)s versés") % {"amount": format_short_euros(gain.paid)})
    return f"{gain.instrument.label} : {', '.join(told)}"


def _listed(steps: list[Step]) -> str:
    return " ; ".join(f"{step.title} ({format_day(step.due_on)})" for step in steps)
