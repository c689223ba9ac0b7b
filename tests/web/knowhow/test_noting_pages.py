"""Several lines at once: typed, shown as understood, corrected by a press, kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from terreau.web.apps.knowhow.models import KnowHow

pytestmark = pytest.mark.django_db


def add_to(company) -> str:
    return f"/annuaire/savoir-faire/organisations/{company.pk}/ajouter/"


def rows_shown(text: str) -> dict[str, list[str]]:
    """Return what the page of what was understood would send as it stands."""
    sent: dict[str, list[str]] = {"keep": ["1"]}
    for tag in re.findall(r"<input[^>]*>", text):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") in {"checkbox", "radio"} and "checked" not in tag:
            continue
        if "name" in found and found["name"] != "csrfmiddlewaretoken":
            sent.setdefault(found["name"], []).append(found.get("value", ""))
    return sent


def test_lines_are_shown_as_understood_then_kept(company, member, signed) -> None:
    browser = signed(member)
    pasted = "Soudure jusqu’à 3 m\nPliage\nNous cherchons :\nDu sable"
    typed = {"lines": pasted, "visibility": "public"}
    read = browser.post(add_to(company), typed)
    assert not KnowHow.objects.exists()
    assert "soudage" in read.text
    assert "longueur : jusqu’à 3000 mm" in read.text
    done = browser.post(add_to(company), rows_shown(read.text), follow=True)
    assert "3 lignes ajoutées" in done.text
    line = KnowHow.objects.get(text__startswith="Soudure")
    assert (line.source, line.terms != [], line.capacities.get().high) == ("told", True, 3000)
    again = browser.post(add_to(company), rows_shown(read.text), follow=True)
    assert "3 y étaient déjà" in again.text
    assert KnowHow.objects.count() == 3


def test_signs_tell_lines_apart_and_what_is_there_already_is_told(company, member, signed) -> None:
    browser = signed(member)
    typed = ["Développement en C", "Développement en C#", "Développement en C++"]
    typed += ["Stockage à 20 °C", "Stockage à -20 °C", "stockage à 20°C"]
    read = browser.post(add_to(company), {"lines": "\n".join(typed), "visibility": "public"})
    assert read.text.count("est déjà plus haut") == 1
    done = browser.post(add_to(company), rows_shown(read.text), follow=True)
    assert "5 lignes ajoutées. 1 y était déjà." in done.text
    assert {*KnowHow.objects.values_list("text", flat=True)} == {*typed[:5]}


def test_each_line_shows_what_it_was_taken_for_and_a_press_corrects_it(
    company, keeper, signed
) -> None:
    browser = signed(keeper)
    pasted = "Tournage Ø 20 à 150\nCuves de diamètre 3\nNos machines :\n- four"
    read = browser.post(add_to(company), {"lines": pasted, "visibility": "public"})
    sent = rows_shown(read.text)
    assert [sent[f"kind-{n}"] for n in range(3)] == [["makes"], ["makes"], ["machine"]]
    shown = re.sub("[\u00a0\u202f]", " ", read.text)
    assert "D’après votre titre « Nos machines »" in shown
    assert "diamètre 20 à 150 : sans unité, compris en mm" in shown
    assert "diamètre 3 : l’unité manque" in shown
    browser.post(add_to(company), sent | {"kind-1": ["seeks"]})
    lines = {line.text: line for line in KnowHow.objects.all()}
    assert {text: line.kind for text, line in lines.items()} == {
        "Tournage Ø 20 à 150": "makes", "Cuves de diamètre 3": "seeks", "four": "machine",
    }  # fmt: skip
    (kept,) = lines["Tournage Ø 20 à 150"].capacities.all()
    assert (kept.dimension, kept.low, kept.high) == ("diameter", 20, 150)
    assert not lines["Cuves de diamètre 3"].capacities.exists()


def test_the_text_comes_back_with_its_kinds(company, keeper, signed) -> None:
    browser = signed(keeper)
    read = browser.post(add_to(company), {"lines": "Pliage\nun four", "visibility": "partners"})
    sent = rows_shown(read.text) | {"kind-0": ["seeks"], "back": ["1"]}
    back = browser.post(add_to(company), sent)
    typed = re.search(r"<textarea[^>]*>(.*?)</textarea>", back.text, re.DOTALL)
    assert typed is not None
    assert typed[1].split("\n") == [
        "", "Machine ou capacité :", "un four", "", "Cherche :", "Pliage",
    ]  # fmt: skip
    assert re.search(r'value="partners"[^>]*checked', back.text)
    assert not KnowHow.objects.exists()


def test_lines_sent_from_a_closed_session_are_shown_again(company, keeper, signed) -> None:
    read = signed(keeper).post(add_to(company), {"lines": "Pliage", "visibility": "public"})
    browser = Client()
    browser.post(add_to(company), rows_shown(read.text) | {"text-0": ["Pliage corrigé"]})
    browser.force_login(keeper)
    again = browser.get(add_to(company))
    assert 'value="Pliage corrigé"' in again.text
    assert not KnowHow.objects.exists()


def test_lines_just_noted_are_seen_among_the_others(note, company, keeper, signed) -> None:
    note("Fraisage")
    browser = signed(keeper)
    pasted = {"lines": "Fraisage\nPliage\nNous cherchons :\ndu sable", "visibility": "public"}
    sent = rows_shown(browser.post(add_to(company), pasted).text)
    done = browser.post(add_to(company), sent)
    new = KnowHow.objects.exclude(text="Fraisage").order_by("pk")
    assert done.url.endswith(f"?notees={new[0].pk}-{new[1].pk}#ligne-{new[0].pk}")
    page = browser.get(done.url).text
    marked = re.findall(r'id="ligne-(\d+)"\s+class="is-new"', page)
    assert marked == [str(line.pk) for line in new]
    assert page.count("notée à l’instant") == 2
    assert "notée à l’instant" not in browser.get(f"{done.url.split('?')[0]}?notees=x-").text


def test_what_the_person_unticks_and_corrects_stands(company, keeper, signed) -> None:
    browser = signed(keeper)
    read = browser.post(add_to(company), {"lines": "Soudure 3 m", "visibility": "partners"})
    sent = rows_shown(read.text)
    sent.pop("tag-0")
    sent |= {"ranges-0": ["longueur : 1 à 6 m ; masse : jusqu’à 2 t"], "kind-0": ["machine"]}
    browser.post(add_to(company), sent)
    line = KnowHow.objects.get()
    assert (line.terms, line.kind, line.visibility, line.source) == (
        [], "machine", "partners", "keeper",
    )  # fmt: skip
    assert {each.dimension: (each.low, each.high) for each in line.capacities.all()} == {
        "length": (1000, 6000), "mass": (None, 2000),
    }  # fmt: skip


def test_a_row_that_cannot_be_kept_keeps_nothing_and_loses_nothing(company, keeper, signed) -> None:
    browser = signed(keeper)
    typed = {"lines": f"Pliage\n{'é' * 501}", "visibility": "public"}
    sent = rows_shown(browser.post(add_to(company), typed).text)
    answer = browser.post(add_to(company), sent)
    assert (answer.status_code, "trop longue" in answer.text) == (400, True)
    assert "é" * 501 in answer.text
    assert not KnowHow.objects.exists()
    back = browser.post(add_to(company), {**sent, "back": ["1"], "keep": []} | {"back": ["1"]})
    assert back.status_code in {200, 400}


def test_ten_thousand_lines_are_refused_in_words(company, keeper, signed) -> None:
    pasted = "\n".join(f"Pièce {n}" for n in range(10_000))
    answer = signed(keeper).post(add_to(company), {"lines": pasted, "visibility": "public"})
    assert answer.status_code == 400
    assert "10000 lignes" in answer.text
    assert "Pièce 9999" in answer.text
    assert not KnowHow.objects.exists()


def test_nothing_written_is_told(company, keeper, signed) -> None:
    answer = signed(keeper).post(add_to(company), {"lines": " \n ", "visibility": "public"})
    assert (answer.status_code, "au moins une ligne" in answer.text) == (400, True)
