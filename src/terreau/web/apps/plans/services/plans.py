"""A plan opened, its axes, the themes of its territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.models import ActionPlan, Axis, OwnTheme
from terreau.web.apps.plans.permissions import can_change_plan, can_keep_plans, nothing_here
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter


@dataclass(frozen=True)
class PlanFields:
    """All that people write of a plan."""

    title: str
    perimeter: Perimeter
    phase: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def open_plan(*, acting: Acting, written: PlanFields) -> ActionPlan:
    """Open a plan for a territory that one keeps.

    Raises
    ------
    NotHere
        If one keeps no plan there.
    BadField
        If it has no title or that of another, or its days are not in order.
    """
    if not can_keep_plans(acting.scope, written.perimeter):
        raise nothing_here()
    title = " ".join(written.title.split())[:200]
    if not title:
        raise BadField("title", _("Un plan d’action a un titre"), remedy=_("Écrivez-le."))
    if written.phase is not None and written.phase not in Phase.values:
        raise BadField("phase", _("Cette phase n’existe pas"), value=str(written.phase))
    check_days(written.starts_on, written.ends_on)
    if ActionPlan.objects.filter(perimeter=written.perimeter, title=title).exists():
        raise BadField(
            "title",
            _("Ce territoire a déjà un plan de ce titre"),
            value=title,
            remedy=_("Ajoutez-y vos fiches, ou donnez un autre titre à celui-ci."),
        )
    plan = ActionPlan.objects.create(
        perimeter=written.perimeter,
        title=title,
        phase=written.phase,
        starts_on=written.starts_on,
        ends_on=written.ends_on,
    )
    record(acting, Verb.CREATED, plan, {"title": (None, title)})
    return plan


@transaction.atomic
def add_axis(*, acting: Acting, plan_id: int, title: str, number: int | None = None) -> Axis:
    """Add an axis to a plan that one keeps; said twice, it is the one that is there.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If it has no title, or the number of another.
    """
    plan = locked_plan(acting, plan_id)
    said = " ".join(title.split())[:300]
    if not said:
        raise BadField("title", _("Un axe a un titre"), remedy=_("Écrivez-le."))
    if (same := plan.axes.filter(title=said).first()) is not None:
        return same
    taken = set(plan.axes.values_list("number", flat=True))
    if number is not None and number in taken:
        raise BadField(
            "number",
            _("Un autre axe porte ce numéro"),
            value=str(number),
            remedy=_("Donnez-en un autre."),
        )
    axis = Axis.objects.create(
        plan=plan, number=number if number is not None else max(taken, default=0) + 1, title=said
    )
    record(acting, Verb.CHANGED, plan, {"axis": (None, str(axis))})
    return axis


@transaction.atomic
def rename_axis(
    *, acting: Acting, plan_id: int, number: int, title: str, was: str | None = None
) -> Axis:
    """Give an axis of a plan that one keeps another title.

    ``was`` is its title when it was read: another that somebody gave it meanwhile is told.

    Raises
    ------
    NotHere
        If one does not keep the plan, or it has no such axis.
    BadField
        If it has no title, that of another axis, or somebody else gave it another.
    """
    plan = locked_plan(acting, plan_id)
    axis, said = _axis_of(plan, number), " ".join(title.split())[:300]
    if not said:
        raise BadField("title", _("Un axe a un titre"), remedy=_("Écrivez-le."))
    if axis.title == said:
        return axis
    if was is not None and axis.title != was:
        raise BadField(
            "title",
            _("Une autre personne vient de lui donner un autre titre"),
            value=axis.title,
            remedy=_("Gardez le sien, ou enregistrez le vôtre à nouveau."),
        )
    if plan.axes.filter(title=said).exists():
        raise BadField(
            "title", _("Un autre axe porte ce titre"), value=said,
            remedy=_("Donnez-en un autre à celui-ci."),
        )  # fmt: skip
    before, axis.title = str(axis), said
    axis.save(update_fields=["title"])
    record(acting, Verb.CHANGED, plan, {"axis": (before, str(axis))})
    return axis


@transaction.atomic
def remove_axis(*, acting: Acting, plan_id: int, number: int) -> None:
    """Take an axis that holds no sheet out of a plan that one keeps.

    Raises
    ------
    NotHere
        If one does not keep the plan, or it has no such axis.
    BadInput
        If sheets are in it.
    """
    plan = locked_plan(acting, plan_id)
    axis = _axis_of(plan, number)
    if count := plan.sheets.filter(axis=axis).count():
        sentence = ngettext(
            "Une fiche est rangée dans cet axe",
            "%(count)s fiches sont rangées dans cet axe",
            count,
        )
        raise BadInput(
            sentence % {"count": count},
            remedy=_("Rangez-les ailleurs, toutes ensemble depuis la liste des fiches."),
            kept=_("L’axe et ses fiches restent comme ils sont."),
        )
    record(acting, Verb.CHANGED, plan, {"axis": (str(axis), None)})
    axis.delete()


def _axis_of(plan: ActionPlan, number: int) -> Axis:
    axis = plan.axes.filter(number=number).first()
    if axis is None:
        raise nothing_here()
    return axis


@transaction.atomic
def add_own_theme(*, acting: Acting, plan_id: int, name: str, maps_to: str = "") -> OwnTheme:
    """Add a theme to the territory of a plan that one keeps; said twice, it is that one.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If it has no name, or maps to no theme of the programme.
    """
    plan = locked_plan(acting, plan_id)
    said = " ".join(name.split())[:80]
    if not said:
        raise BadField("name", _("Un thème a un nom"), remedy=_("Écrivez-le."))
    if maps_to and maps_to not in THEMES:
        raise BadField("maps_to", _("Ce thème n’est pas du programme"), value=maps_to)
    try:
        with transaction.atomic():
            theme, is_new = OwnTheme.objects.get_or_create(
                perimeter=plan.perimeter, name=said, defaults={"maps_to": maps_to}
            )
    except IntegrityError as error:  # two at once
        raise BadInput(_("Ce thème vient d’être ajouté"), value=said) from error
    if is_new:
        record(acting, Verb.CHANGED, plan, {"own_theme": (None, said)})
    return theme


def locked_plan(acting: Acting, plan_id: int) -> ActionPlan:
    """Return a plan that who acts keeps, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none.
    """
    return _kept(acting, ActionPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id))


def kept_plan(acting: Acting, plan_id: int) -> ActionPlan:
    """Return a plan that who acts keeps, not held; raises as `locked_plan`."""
    return _kept(acting, ActionPlan.objects.filter(pk=plan_id))


def _kept(acting: Acting, found: QuerySet[ActionPlan]) -> ActionPlan:
    if not acting.is_operator:
        found = found.filter(can_change_plan(acting.scope))
    plan = found.select_related("perimeter").first()
    if plan is None:
        raise nothing_here()
    return plan


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse an end before its start."""
    if starts_on and ends_on and ends_on < starts_on:
        raise BadField(
            "ends_on",
            _("La fin est avant le début"),
            value=ends_on.isoformat(),
            remedy=_("Corrigez l’un des deux jours."),
        )
