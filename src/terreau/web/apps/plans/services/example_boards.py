"""What boards show of the example country beyond its first plan: neighbours, views, a Region."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.plans.enums import Part, Phase, SheetState
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Axis,
    Milestone,
    Participation,
    RegionalPriority,
    SavedView,
    Subscription,
)
from terreau.web.apps.plans.rules.codes import code_key
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

# Of two neighbours: title of the plan, days since its last news, then its sheets: title, theme,
# state, lead, why it is worth telling.
_NEIGHBOURS = (
    (
        "Plan d’action d’Étincelle (exemple)", 20,
        (
            ("École de production en soudure", "skills", SheetState.DONE, "Lycée des Brumes",
             "Douze jeunes embauchés sur treize : le formateur vient d’un atelier, à mi-temps."),
            ("Chaleur perdue des fours, rendue au quartier", "ecology", SheetState.IN_PROGRESS,
             "Régie d’Étincelle", ""),
            ("Un robot à essayer, prêté trois semaines", "innovation", SheetState.IN_PROGRESS,
             "Grappe des Brumes", "Neuf ateliers sur dix qui l’essaient en commandent un."),
            ("Logements meublés au mois", "skills", SheetState.VALIDATED, "Communauté d’Étincelle",
             ""),
        ),
    ),
    (
        "Plan d’action de l’Estuaire (exemple)", 160,
        (
            ("Friche des Docks : dépolluer et rebâtir", "land", SheetState.IN_PROGRESS,
             "Port des Mirages", ""),
            ("Inventaire des terrains industriels", "land", SheetState.DRAFT, "", ""),
        ),
    ),
)  # fmt: skip
_PRIORITIES = (
    "Former là où l’on embauche",
    "Rebâtir sur les friches avant d’étendre",
    "Moins d’énergie par pièce produite",
)
# Codes of the sheets of the first plan that answer each of them.
_ANSWERS = (("F1", "F3"), ("F11",), ("F5", "F6"))


@transaction.atomic
def seed_example() -> bool:
    """Write them, once.

    Returns
    -------
    bool
        Whether something was written: False where it is here already, or the first plan is not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    plan = ActionPlan.objects.filter(perimeter__country=Country.EXAMPLE).order_by("pk").first()
    region = Perimeter.objects.filter(
        kind=PerimeterKind.REGION, country=Country.EXAMPLE
    ).first()  # fmt: skip
    if manager is None or plan is None or region is None or RegionalPriority.objects.exists():
        return False
    for title, codes in zip(_PRIORITIES, _ANSWERS, strict=True):
        priority = RegionalPriority.objects.create(region=region, title=title)
        priority.sheets.set(plan.sheets.filter(code__in=codes))
    for name, query, board, is_shared in (
        ("À débloquer", "sante=blocked", "", False),
        ("Pour le comité : présentées", "etat=presented", "", True),
        ("Le foncier dans le temps", "theme=land", "calendrier", True),
    ):
        SavedView.objects.create(
            user=manager, plan=plan, name=name, query=query, board=board, is_shared=is_shared
        )
    for sheet in plan.sheets.filter(code__in=("F1", "F5", "F11")):
        Subscription.objects.create(user=manager, sheet=sheet)
    others = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE, country=Country.EXAMPLE, last_vintage__isnull=False
    ).exclude(pk=plan.perimeter_id)
    for place, (title, days, sheets) in zip(others.order_by("code"), _NEIGHBOURS, strict=False):
        _neighbour(place, title, days, sheets)
    return True


def _neighbour(
    place: Perimeter, title: str, days: int, sheets: tuple[tuple[str, str, str, str, str], ...]
) -> None:
    """Write the plan of a neighbour, whose last news are some days old."""
    today = timezone.localdate()
    plan = ActionPlan.objects.create(perimeter=place, title=title, phase=Phase.SECOND)
    axis = Axis.objects.create(plan=plan, number=1, title="Produire ici")
    for number, (name, theme, state, lead, practice) in enumerate(sheets, start=1):
        code = f"A{number}"
        sheet = ActionSheet.objects.create(
            plan=plan, axis=axis, code=code, code_key=code_key(code), title=name,
            folded_title=fold(name)[:200], theme=theme, state=state, good_practice=practice,
            visibility=Visibility.PUBLIC, starts_on=today - timedelta(days=300),
            last_news_on=today - timedelta(days=days + number),
        )  # fmt: skip
        Milestone.objects.create(
            sheet=sheet, title="Bilan d’étape", due_on=today + timedelta(days=30 * number)
        )
        if lead:
            Participation.objects.create(sheet=sheet, part=Part.SHEET_LEAD, written_name=lead)
