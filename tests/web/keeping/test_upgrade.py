"""The databases of landed versions become today's, on both engines: rows survive, pages answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Made = Callable[[Path], Any]
LANDED = Path(__file__).parent / "landed"


READ = """
import django
django.setup()
from django.test import Client
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.apps.territories.models import ImportRun, Perimeter
for address in (
    "/", "/sante/", "/territoires/?q=port+mirag", "/territoires/zone-emploi/X001/",
    "/observatoire/zone-emploi/X001/", "/observatoire/donnees/sources/zones/",
    "/api/v1/perimeters?q=x001",
):
    answer = Client().get(address, HTTP_HOST="localhost")
    assert answer.status_code == 200, (address, answer.status_code)
    assert "Port-Mirage" in answer.text or "port" not in address
run, batch = ImportRun.objects.get(), ReportBatch.objects.get()
print(run.source, run.edition, run.state, len(run.reports), run.ended_at >= run.created_at)
print(batch.kind, batch.state, batch.done, batch.total, batch.left_out[0]["sentence"])
print(Perimeter.objects.get(kind="commune", code="44184").name)
"""
# What those who landed before people did hold none of.
READ_PEOPLE = """
from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.directory.models import Organisation
manager = Client()
manager.force_login(User.objects.get(email="cheffe.de.projet@exemple.terreau"))
company = Organisation.objects.get(name="Fonderie de la Licorne")
for address, said in (
    ("/annuaire/", "Atelier des Nuages"),
    ("/annuaire/territoires/territoire-industrie/2:ti-x01/", "Élodie"),
    (f"/annuaire/organisations/{company.pk}/", "fonderie-de-la-licorne.example"),
    (f"/historique/organisation/{company.pk}/", "24.51Z"),
    ("/compte/", "Camille"),
):
    answer = manager.get(address, HTTP_HOST="localhost")
    assert answer.status_code == 200, (address, answer.status_code)
    assert said in answer.text, (address, said)
marie = User.objects.get(email="marie@exemple.fr")
print(marie.name, marie.check_password("une phrase de passe"), marie.tokens.get().name)
"""
# Nor those before who does what: visits, questions, cooperation spaces, ties.
READ_WHO_DOES_WHAT = """
for address, said in (
    ("/annuaire/visites/", "Fonderie de la Licorne"),
    ("/annuaire/reseau/", "Chaleur"),
    (f"/annuaire/organisations/{company.pk}/", "Fonte"),
):
    answer = manager.get(address, HTTP_HOST="localhost")
    assert answer.status_code == 200, (address, answer.status_code)
    assert said in answer.text, (address, said)
asked = marie.territory_questions.latest("pk")
print(asked.text[:10], company.memberships.latest("pk").association)
"""
# Nor those before plans: sheets, needs, committees.
READ_PLANS = """
from terreau.web.apps.plans.models import ActionSheet
for address, said in (
    ("/plans/1/", "Territoire"),
    ("/plans/1/tableaux/etats/", "École de production"),
    ("/plans/fiches/1/", "École de production en forge et fonderie"),
    ("/plans/comites/1/", "Comité"),
):
    answer = manager.get(address, HTTP_HOST="localhost")
    assert answer.status_code == 200, (address, answer.status_code)
    assert said in answer.text, (address, said)
sheet = ActionSheet.objects.get(pk=1)
print(sheet.state, sheet.events.count() > 0, sheet.milestones.count() > 0)
"""
WITHOUT_PEOPLE = {"05-reports"}
WITHOUT_WHO_DOES_WHAT = WITHOUT_PEOPLE | {"06-people", "07-trust"}
WITHOUT_PLANS = WITHOUT_WHO_DOES_WHAT | {"08-who-does-what", "09-actors"}


def named() -> list[Any]:
    """Return the landed databases: the last at each run, the others with what is slow."""
    *others, last = sorted(path.name.split(".")[0] for path in LANDED.glob("*.gz"))
    return [*(pytest.param(each, marks=pytest.mark.slow) for each in others), last]


# Django writes a row of them for each model: a new model has its own.
OF_DJANGO = ("django_content_type", "auth_permission")


@pytest.mark.parametrize("name", named())
def test_a_landed_database_is_brought_to_this_version(
    name: str,
    empty: Any,
    tmp_path: Path,
    seeded_home: Path,
    by_sqlite: Made,
    landed: Callable[[Path, str], Path],
    told: Callable[[Path], dict[str, Any]],
) -> None:
    before = by_sqlite(landed(tmp_path / "before", name))
    before.terreau("backup", "--to", tmp_path / "before.tar.gz")
    held = told(tmp_path / "before.tar.gz")["rows"]
    if empty.database:
        empty.terreau("restore", tmp_path / "before.tar.gz")
    else:
        landed(empty.home, name)
        empty.terreau("manage", "migrate")
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, empty.home / folder)
    empty.terreau("backup", "--to", tmp_path / "after.tar.gz")
    rows = told(tmp_path / "after.tar.gz")["rows"]
    for table in OF_DJANGO:
        held.pop(table, None)  # not in the first versions
    assert {table: rows.get(table) for table in held} == held
    chosen = {
        "TERREAU_HOME": str(empty.home),
        "DATABASE_URL": empty.database,
        "DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo",
    }
    has_people = name not in WITHOUT_PEOPLE
    has_who_does_what = name not in WITHOUT_WHO_DOES_WHAT
    has_plans = name not in WITHOUT_PLANS
    asked = READ + READ_PEOPLE * has_people + READ_WHO_DOES_WHAT * has_who_does_what
    asked += READ_PLANS * has_plans
    read = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | chosen, capture_output=True, text=True,
        check=False, timeout=100,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
    assert read.stdout.splitlines() == [
        "zones 2025 done 1 True",
        "epci done 2 3 Vide",
        "Saint-Nazaire",
        *(["Marie Éluard True tableau de bord"] if has_people else []),
        *(["Qui sait ? Club"] if has_who_does_what else []),
        *(["in_progress True True"] if has_plans else []),
    ]
