"""A spreadsheet that waits in the plan of the example: new lines, doubts, errors, what differs."""

from __future__ import annotations

from django.db import transaction

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.plans.models import ActionPlan, PlanImport
from terreau.web.apps.plans.services.importing import choose_columns, start_import
from terreau.web.apps.territories.enums import Country

_NAME = "Tableau de suivi (exemple).csv"
_TABLE = """\
Code;Action;Pilote;État;Coût (k€ HT);Objectif;Début
F1;École de production en forge et fonderie;Lycée des Métiers Imaginaires;En cours;env. 850;\
Former quarante jeunes par an aux gestes de la forge;sept. 2025
;Un atelier partagé de réparation de moules;Club des Industriels du Pays Inventé;À lancer;\
12 à 15;Réparer ici ce qui part à trois cents kilomètres;T3 2027
;Une crèche aux horaires des équipes;à définir;Idée;40 k€;Garder les enfants dès cinq heures;\
31/02/2027
;Une crèche aux horaires des équipes;à définir;Idée;40 k€;Garder les enfants dès cinq heures;\
31/02/2027
TOTAL;;;;905;;
"""


@transaction.atomic
def seed_imports() -> bool:
    """Give it once to the plan of the example; nothing of it is written in the plan.

    Returns
    -------
    bool
        Whether it was given: False where one was before, or the plan is not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    plan = ActionPlan.objects.filter(perimeter__country=Country.EXAMPLE).order_by("pk").first()
    if manager is None or plan is None or PlanImport.objects.filter(plan=plan).exists():
        return False
    acting = Acting(manager, scope_of(manager))
    row = start_import(acting=acting, plan_id=plan.pk, name=_NAME, content=_TABLE.encode())
    choose_columns(acting=acting, import_id=row.pk, uses=row.uses)
    return True
