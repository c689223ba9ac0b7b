"""What a plan is cut in: its axes, and the themes of its territory."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, Axis, OwnTheme
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.services.plans import locked_plan
from terreau.web.apps.plans.themes import THEMES


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
        raise _changed_meanwhile("title", axis.title)
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
    said = _checked_theme(name, maps_to)
    if (same := _same_theme(plan, said)) is not None:
        return same
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


@transaction.atomic
def change_own_theme(
    *,
    acting: Acting,
    plan_id: int,
    theme_id: int,
    name: str,
    maps_to: str | None = None,
    was: str | None = None,
    was_mapped_to: str | None = None,
) -> OwnTheme:
    """Give a theme of the territory of a plan that one keeps another name, or another counterpart.

    Its sheets keep it, and it its counterpart where ``maps_to`` is None. ``was`` and
    ``was_mapped_to`` are what it held when it was read: what somebody else changed meanwhile stays
    where it is not touched here, and is told where it is.

    Raises
    ------
    NotHere
        If one does not keep the plan, or its territory has no such theme.
    BadField
        If it has no name, that of another theme, maps to no theme of the programme, or somebody
        else gave it another name.
    """
    plan = locked_plan(acting, plan_id)
    theme = _theme_of(plan, theme_id)
    maps_to = theme.maps_to if maps_to is None else maps_to
    before = {"own_theme": theme.name, "maps_to": theme.maps_to}
    said = _settled("name", _checked_theme(name, maps_to), was, theme.name, theme.name)
    maps_to = _settled("maps_to", maps_to, was_mapped_to, theme.maps_to, theme.programme_label)
    if (same := _same_theme(plan, said)) is not None and same.pk != theme.pk:
        raise BadField(
            "name", _("Un autre thème porte ce nom"), value=same.name,
            remedy=_("Donnez-en un autre à celui-ci."),
        )  # fmt: skip
    theme.name, theme.maps_to = said, maps_to
    after = {"own_theme": said, "maps_to": maps_to}
    if changed := {key: (before[key], after[key]) for key in before if before[key] != after[key]}:
        theme.save(update_fields=["name", "maps_to"])
        record(acting, Verb.CHANGED, plan, changed)
    return theme


@transaction.atomic
def remove_own_theme(*, acting: Acting, plan_id: int, theme_id: int) -> None:
    """Take a theme that no sheet bears out of the territory of a plan that one keeps.

    Raises
    ------
    NotHere
        If one does not keep the plan, or its territory has no such theme.
    BadInput
        If sheets bear it, of whatever plan of the territory.
    """
    plan = locked_plan(acting, plan_id)
    theme = _theme_of(plan, theme_id)
    if count := theme.sheets.count():
        sentence = ngettext("Une fiche porte ce thème", "%(count)s fiches portent ce thème", count)
        raise BadInput(
            sentence % {"count": count},
            remedy=_("Donnez-leur un autre thème, toutes ensemble depuis la liste des fiches."),
            kept=_("Le thème et ses fiches restent comme ils sont."),
        )
    record(acting, Verb.CHANGED, plan, {"own_theme": (theme.name, None)})
    theme.delete()


def _checked_theme(name: str, maps_to: str) -> str:
    """Return the name of a theme as it is kept; raises `BadField`."""
    said = " ".join(name.split())[:80]
    if not fold(said):
        raise BadField("name", _("Un thème a un nom"), remedy=_("Écrivez-le."))
    if maps_to and maps_to not in THEMES:
        raise BadField("maps_to", _("Ce thème n’est pas du programme"), value=maps_to)
    return said


def _theme_of(plan: ActionPlan, theme_id: int) -> OwnTheme:
    theme = plan.perimeter.own_themes.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        raise nothing_here()
    return theme


def _same_theme(plan: ActionPlan, name: str) -> OwnTheme | None:
    """Return the theme of the territory that one reads as this name, accents and capitals apart."""
    return next((t for t in plan.perimeter.own_themes.all() if fold(t.name) == fold(name)), None)


def _settled(field: str, mine: str, was: str | None, theirs: str, told: str) -> str:
    """Return what a field holds once two have written it; raises `BadField` where they differ."""
    if was is None or theirs in {was, mine}:
        return mine
    if mine == was:
        return theirs
    raise _changed_meanwhile(field, told)


def _changed_meanwhile(field: str, theirs: str) -> BadField:
    return BadField(
        field,
        _("Une autre personne vient de le changer"),
        value=theirs,
        remedy=_("Gardez le sien, ou enregistrez le vôtre à nouveau."),
    )
