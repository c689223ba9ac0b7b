"""A sheet started: a title and who leads it; from a template, with its usual steps and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.said import Said
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Milestone, TrackingIndicator
from terreau.web.apps.plans.services.sheets import SheetFields, add_sheet
from terreau.web.apps.plans.services.taking_part import put_on_sheet
from terreau.web.apps.plans.sheet_templates import SheetTemplate, months_after, sheet_templates
from terreau.web.apps.plans.themes import in_phase


@dataclass(frozen=True)
class SheetStart:
    """What a sheet starts from.

    Parameters
    ----------
    title : str
        Its title; "" takes that of the template.
    leads : Sequence[str]
        Names of who leads it.
    template : str
        Key of a template; "" = none.
    starts_on : date or None
        From when the steps of the template count; None = in a month, since none is due at once.
    """

    title: str
    leads: Sequence[str] = ()
    template: str = ""
    starts_on: date | None = None


@transaction.atomic
def start_sheet(*, acting: Acting, plan_id: int, start: SheetStart) -> ActionSheet:
    """Start a sheet in a plan that one keeps.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadField
        If it has no title, or there is no such template.
    """
    template = sheet_templates().get(start.template)
    if start.template and template is None:
        raise BadField(
            "template",
            _("Ce modèle de fiche n’existe pas"),
            value=start.template,
            remedy=_("Choisissez parmi : %s.") % ", ".join(sheet_templates()),
        )
    phase = ActionPlan.objects.filter(pk=plan_id).values_list("phase", flat=True).first()
    written = _written(start, template, phase)
    sheet = add_sheet(acting=acting, plan_id=plan_id, written=written)
    for name in start.leads:
        put_on_sheet(acting=acting, sheet_id=sheet.pk, part=Part.SHEET_LEAD, name=name)
    if template is not None:
        sheet.template = template.key
        sheet.save(update_fields=("template",))
        _follow(sheet, template, start.starts_on or months_after(timezone.localdate(), 1))
    sheet.refresh_from_db()
    return sheet


def _written(start: SheetStart, template: SheetTemplate | None, phase: int | None) -> SheetFields:
    if template is None:
        return SheetFields(start.title, starts_on=start.starts_on)
    theme = in_phase(template.theme, phase) if phase else template.theme
    title = start.title if start.title.strip() else _in_words(template.title)
    return SheetFields(title, theme_choice=theme, starts_on=start.starts_on)


def _follow(sheet: ActionSheet, template: SheetTemplate, starts_on: date) -> None:
    """Add the steps and the counts of a template: proposals, that one changes and takes out."""
    Milestone.objects.bulk_create(
        Milestone(
            sheet=sheet, title=_in_words(step.title), due_on=months_after(starts_on, step.months)
        )
        for step in template.steps
    )
    TrackingIndicator.objects.bulk_create(
        TrackingIndicator(sheet=sheet, name=_in_words(name), unit=unit)
        for name, unit in template.indicators
    )


def _in_words(said: Said) -> str:
    return said.in_language(get_language() or settings.LANGUAGE_CODE)
