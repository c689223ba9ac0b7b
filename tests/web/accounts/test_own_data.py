"""What a person reads of what is held of them, takes away, and erases from their own page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from terreau.web.apps.accounts import erasures
from terreau.web.apps.accounts.data_export import as_json, own_data
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.models import ApiToken, HistoryEntry, User
from terreau.web.apps.accounts.personal import personal_rows
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.models import Mandate
from terreau.web.shared.formatting import format_day

pytestmark = pytest.mark.django_db
PASSWORD = "vieux songe port mirage"
ERASE = "/compte/mes-donnees/effacer/"


def test_the_export_has_a_row_of_everything(busy: User) -> None:
    held = json.loads(as_json(own_data(busy)))
    assert held["Compte"]["Adresse électronique"] == busy.email
    done = [act["Ce que vous avez fait"] for act in held["Historique de ce que vous avez fait"]]
    assert done == ["modifié", "créé"]
    several = {"outreach.TerritoryQuestion.asked_by": 2}  # a draft, and one that was sent
    for rows in personal_rows():
        assert len(held[str(rows.title)]) == several.get(rows.name, 1), rows.name
    assert held["Mandats"][0]["Rôle"] == "Chef de projet"
    assert held["Demandes de mandat"][0]["Où elle en est"] == "en attente de réponse"
    words = json.dumps(held)
    assert ApiToken.objects.get().digest not in words
    assert busy.password not in words


def test_the_page_says_each_thing_once_with_where_it_is_seen(busy: User, signed_in: Client) -> None:
    text = signed_in.get("/compte/mes-donnees/").text
    assert text.count("Adresses électroniques") == 1
    assert "Clé dans l’historique" not in text
    assert "Actes gardés dans l’historique" in text
    held = re.search(r'<dl class="pairs held">(.*?)</dl>', text, re.DOTALL)
    assert held
    for address in ("/compte/cles/", "/annuaire/mandats/", "/compte/sessions/"):
        assert address in held[1]


def test_a_mandate_handed_over_is_not_to_be_handed_over_again(busy: User, client: Client) -> None:
    client.force_login(busy)
    mandate = Mandate.objects.get(holder=busy)
    page = client.get("/compte/mes-donnees/").text
    assert f"/annuaire/mandats/{mandate.pk}/transmettre/" in page
    assert "transmettez d’abord votre mandat" in page
    next_day = timezone.localdate() + timedelta(days=12)
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=next_day - timedelta(days=1))
    Mandate.objects.create(
        holder=User.objects.get(name="Ami"),
        perimeter=mandate.perimeter,
        role=Role.PROJECT_MANAGER,
        valid_from=next_day,
    )
    page = client.get("/compte/mes-donnees/").text
    assert "transmettez d’abord" not in page
    assert format_day(next_day) in page


def test_who_is_erased_proves_again_who_they_are(
    anne: User, sign_in: Callable[..., Client], home: Path
) -> None:
    browser = sign_in()
    asked = browser.post(ERASE, {"typed": anne.email})
    assert asked["Location"].startswith("/compte/encore-vous/")
    assert User.objects.filter(pk=anne.pk).exists()
    done = browser.post(asked["Location"], {"password": PASSWORD, "next": ERASE})
    assert "Votre compte est effacé" in done.text
    assert not User.objects.filter(pk=anne.pk).exists()


def test_the_last_project_manager_is_warned(busy: User, signed_in: Client) -> None:
    page = signed_in.get("/compte/mes-donnees/")
    assert "Vous êtes seul chef de projet (" in page.text
    ti = busy.mandates.get().perimeter
    Mandate.objects.create(
        holder=User.objects.get(name="Ami"), role=Role.PROJECT_MANAGER, perimeter=ti,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    assert "Vous êtes seul" not in signed_in.get("/compte/mes-donnees/").text


def test_one_takes_ones_data_and_leaves(
    busy: User, signed_in: Client, proved: None, home: Path
) -> None:
    taken = signed_in.post("/compte/mes-donnees/exporter/")
    assert taken["Content-Disposition"].startswith("attachment")
    assert json.loads(taken.content)["Compte"]["Nom"] == "Claire"
    assert HistoryEntry.objects.filter(verb=Verb.EXPORTED).count() == 1
    page = signed_in.post("/compte/mes-donnees/effacer/", {"typed": busy.email})
    assert page.status_code == 200
    assert "effacé" in page.text
    assert signed_in.get("/compte/mes-donnees/").status_code == 302
    assert list(erasures.kept(home))


def test_what_they_typed_of_themselves_goes_from_every_row_that_stays(busy: User) -> None:
    typed = f"Appeler {busy.name}, {busy.email}, 06 12 34 56 78"
    kept = [rows for rows in personal_rows() if rows.words]
    names = {rows.name for rows in kept}
    assert {"outreach.Promise.promised_by", "network.Introduction.noted_by"} <= names
    for rows in kept:
        written = dict.fromkeys(rows.words, typed)
        assert rows.of(busy).update(**written), rows.name
        rows.prepare(Acting(None, NOBODY), busy)
        for row in rows.of(busy).values(*rows.words):
            assert set(row.values()) == {"Appeler …, …, …"}, rows.name
