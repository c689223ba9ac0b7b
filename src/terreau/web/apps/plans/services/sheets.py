"""A sheet added, changed; what two people wrote at once is told field by field, none is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict, conflict_of
from terreau.web.apps.plans.enums import SheetState, TaxBasis
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis, OwnTheme
from terreau.web.apps.plans.rules.codes import code_key, next_code
from terreau.web.apps.plans.services.news import PERSONAL_FIELDS, changeable, keeps, tell_news
from terreau.web.apps.plans.services.plans import check_days, locked_plan
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

# Only who keeps the plan says who reads a sheet, and that it is worth telling elsewhere.
_OF_KEEPERS = ("visibility", "field_visibility", "good_practice")
# Told by their key.
_TOLD_BY = {"axis": "axis_id", "place": "place_id"}


@dataclass(frozen=True)
class SheetFields:
    """All that people write of a sheet itself.

    ``theme_choice`` is a key of `THEMES`, or "own:12" of a theme of the territory.
    """

    title: str
    code: str = ""
    axis: Axis | None = None
    theme_choice: str = ""
    problem: str = ""
    objectives: str = ""
    description: str = ""
    target_group: str = ""
    place: Perimeter | None = None
    place_name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    tax_basis: str = TaxBasis.NOT_SAID
    visibility: str = Visibility.TERRITORY
    field_visibility: Mapping[str, str] = field(default_factory=dict)
    good_practice: str = ""


@transaction.atomic
def add_sheet(
    *,
    acting: Acting,
    plan_id: int,
    written: SheetFields,
    state: SheetState = SheetState.IDEA,
) -> ActionSheet:
    """Add a sheet to a plan that one keeps; without a code it is given the next one.

    Parameters
    ----------
    acting : Acting
        Who acts.
    plan_id : int
        Which plan.
    written : SheetFields
        What is written of it.
    state : SheetState
        An idea, or unknown for one that lived elsewhere before: it is then told.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadField
        If what is written of it is wrong.
    """
    plan = locked_plan(acting, plan_id)
    taken = set(plan.sheets.values_list("code", flat=True))
    code = " ".join(written.code.split()) or next_code(taken)
    values = _checked(plan, replace(written, code=code))
    sheet = ActionSheet.objects.create(plan=plan, created_by=acting.user, state=state, **values)
    changes = {name: (None, held) for name, held in told_of(sheet).items() if held}
    record(acting, Verb.CREATED, sheet, changes, personal=PERSONAL_FIELDS)
    return sheet


@transaction.atomic
def change_sheet(
    *, acting: Acting, sheet_id: int, version: int, written: SheetFields
) -> ActionSheet:
    """Change a sheet.

    Where somebody else changed it since ``version``, what only they touched stays as they wrote
    it; what both did is refused, field by field, and nothing is written.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    VersionConflict
        If both changed a field, each otherwise.
    BadField
        If what is written of it is wrong.
    """
    sheet = changeable(acting, sheet_id)
    if not keeps(acting, sheet):
        written = replace(written, **{name: getattr(sheet, name) for name in _OF_KEEPERS})
    written = replace(written, code=" ".join(written.code.split()) or sheet.code)
    values = _checked(sheet.plan, written, sheet)
    before, after = told_of(sheet), told_of(_as_written(sheet, values))
    if sheet.version != version:
        conflict = conflict_of(sheet, sheet.version, version, before, after)
        if conflict.theirs:
            raise conflict
        for name in conflict.newer:
            after[name] = before[name]
            for column in _columns(name):
                values[column] = getattr(sheet, column)
        _check_merged(sheet, conflict, values)
    if before != after:
        for name, value in values.items():
            setattr(sheet, name, value)
        changes = {name: (before[name], after[name]) for name in before}
        tell_news(acting, sheet, changes, values)
    return sheet


def _check_merged(sheet: ActionSheet, conflict: VersionConflict, values: Mapping[str, Any]) -> None:
    """Refuse days that are in order for each of two people, and not together."""
    days = ("starts_on", "ends_on")
    try:
        check_days(*(values[name] for name in days))
    except BadField as refusal:
        theirs = {name: getattr(sheet, name) for name in days if name in conflict.newer}
        others = {name: held for name, held in conflict.newer.items() if name not in theirs}
        raise VersionConflict(sheet.version, theirs, others) from refusal


def told_of(sheet: ActionSheet) -> dict[str, Any]:
    """Return what people write of a sheet, as it is compared and told in the history."""
    return {
        each.name: getattr(sheet, _TOLD_BY.get(each.name, each.name))
        for each in fields(SheetFields)
    }


def fields_of(sheet: ActionSheet) -> SheetFields:
    """Return what is written of a sheet, as the services that change it take it."""
    return SheetFields(**{each.name: getattr(sheet, each.name) for each in fields(SheetFields)})


def _columns(name: str) -> tuple[str, ...]:
    """Return the columns that hold a field as people write it."""
    if name == "theme_choice":
        return ("theme", "own_theme")
    derived = {"title": "folded_title", "code": "code_key"}
    return (name, derived[name]) if name in derived else (name,)


def _as_written(sheet: ActionSheet, values: Mapping[str, Any]) -> ActionSheet:
    return ActionSheet(plan=sheet.plan, **values)


def _checked(
    plan: ActionPlan, written: SheetFields, own: ActionSheet | None = None
) -> dict[str, Any]:
    """Return the columns of what is written, or refuse it field by field."""
    title = " ".join(written.title.split())
    if not fold(title):
        raise BadField("title", _("Une fiche action a un titre"), remedy=_("Écrivez-le."))
    _check_lengths(written)
    check_days(written.starts_on, written.ends_on)
    others = plan.sheets.filter(code=written.code)
    if (others.exclude(pk=own.pk) if own else others).exists():
        raise BadField(
            "code",
            _("Une autre fiche de ce plan porte déjà ce code"),
            value=written.code,
            remedy=_("Donnez-en un autre, ou laissez-le vide."),
        )
    if written.axis is not None and written.axis.plan_id != plan.pk:
        raise BadField("axis", _("Cet axe n’est pas de ce plan"), value=str(written.axis))
    if written.tax_basis not in TaxBasis.values:
        raise BadField("tax_basis", _("Choisissez HT, TTC ou non précisé"))
    _check_visibility(written)
    values = {each.name: getattr(written, each.name) for each in fields(written)}
    theme, own_theme = _theme(plan, values.pop("theme_choice"))
    return values | {
        "title": title,
        "code_key": code_key(written.code),
        "folded_title": fold(title)[:200],
        "theme": theme,
        "own_theme": own_theme,
        "field_visibility": dict(written.field_visibility),
    }


def _check_lengths(written: SheetFields) -> None:
    for each in fields(written):
        value = getattr(written, each.name)
        if not isinstance(value, str) or each.name == "theme_choice":
            continue
        most = getattr(ActionSheet._meta.get_field(each.name), "max_length", None)
        if most is not None and len(value) > most:
            raise BadField(
                each.name,
                _("Ce texte est trop long : %(most)s caractères au plus") % {"most": most},
                value=f"{value[:60]}…",
                remedy=_("Raccourcissez-le, ou joignez un document."),
            )


def _check_visibility(written: SheetFields) -> None:
    levels = written.field_visibility
    is_wrong = any(
        name not in ActionSheet.FIELD_LEVELS or level not in Visibility.values
        for name, level in levels.items()
    )
    if is_wrong or written.visibility not in Visibility.values:
        raise BadField("visibility", _("Ce choix de confidentialité n’existe pas"))


def _theme(plan: ActionPlan, chosen: str) -> tuple[str, OwnTheme | None]:
    """Return the key of a theme of the programme, or the theme of the territory that is chosen."""
    kind, _colon, key = chosen.partition(":")
    if kind == "own" and key.isascii() and key.isdigit() and len(key) < 19:
        own = OwnTheme.objects.filter(perimeter=plan.perimeter_id, pk=int(key)).first()
        if own is not None:
            return "", own
    if chosen and chosen not in THEMES:
        raise BadField(
            "theme_choice",
            _("Ce thème n’est ni du programme ni du territoire"),
            value=chosen,
            remedy=_("Choisissez-en un autre."),
        )
    return chosen, None
