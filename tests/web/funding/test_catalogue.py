"""The catalogue: states as the rules say them, what narrows it, its pages and files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from scheme_states import Window, state_of

from terreau.datasets.printed.schemes import list_schemes as list_printed
from terreau.web.apps.accounts.scope import NOBODY
from terreau.web.apps.funding.enums import Recurrence
from terreau.web.apps.funding.models import Call, Scheme, SchemeVersion
from terreau.web.apps.funding.selectors.catalogue import CatalogueWanted, list_schemes, with_states
from terreau.web.apps.funding.services.printed import seed_printed_schemes

pytestmark = pytest.mark.django_db

_days = st.none() | st.sampled_from([-400, -40, -1, 0, 1, 30, 31, 90])
_calls = st.lists(
    st.tuples(_days, _days).filter(
        lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1]
    ),
    max_size=3,
)


@settings(deadline=None)
@given(calls=_calls, is_permanent=st.booleans())
def test_the_database_tells_the_state_that_the_rule_tells(
    calls: list[tuple[int | None, int | None]], *, is_permanent: bool
) -> None:
    today = timezone.localdate()
    Scheme.objects.filter(name="À dater").delete()
    recurrence = Recurrence.PERMANENT if is_permanent else Recurrence.NOT_SAID
    scheme = Scheme.objects.create(name="À dater", kind="grant", recurrence=recurrence)
    days = [
        tuple(None if each is None else today + timedelta(days=each) for each in pair)
        for pair in calls
    ]
    Call.objects.bulk_create(
        Call(scheme=scheme, title=str(place), opens_on=opens, deadline_on=deadline)
        for place, (opens, deadline) in enumerate(days)
    )
    found = with_states(Scheme.objects.filter(pk=scheme.pk)).get()
    windows = [Window(opens, deadline) for opens, deadline in days]
    assert found.state == state_of(windows, today, is_permanent=is_permanent)
    ahead = [deadline for _opens, deadline in days if deadline and deadline >= today]
    assert found.deadline_on == min(ahead, default=None)


def test_every_printed_scheme_is_history_and_comes_once() -> None:
    found = list_schemes(NOBODY, CatalogueWanted(state="history"))
    assert found.count() == len(list_printed()) == 67
    assert not seed_printed_schemes()
    Scheme.objects.get(source_key="vte").delete()
    assert seed_printed_schemes()
    assert Scheme.objects.get(source_key="vte").versions.count() == 1


def test_a_printed_scheme_says_that_it_is_no_offer_and_what_is_computed(client: Client) -> None:
    key = Scheme.objects.get(source_key="fonds-regional-territoires").pk
    page = client.get(f"/financements/dispositifs/{key}/").text.replace("\xa0", " ")
    assert "Une page d’histoire, pas une offre" in page
    assert "complément de la Région : 3 € (par euro local)" in page
    assert "part de la Région dans le total : 75 % – calculé, non imprimé" in page
    assert "Modifier" not in page


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "usines SOBRES"}, {"Appel « Usines sobres »"}),
        ({"kind": "loan"}, {"Prêt Rebond de Terranie"}),
        ({"theme": "skills"}, {"Volontaires des territoires", "Écoles de production de Terranie"}),
        ({"theme": "recruit"}, {"Volontaires des territoires", "Écoles de production de Terranie"}),
        ({"instrument": "advance"}, {"Terranie Investissement : moderniser son usine"}),
        ({"state": "closed"}, {"Fonds local d’équipement partagé"}),
        ({"text": "usines", "kind": "loan"}, set()),
    ],
)
def test_the_catalogue_is_narrowed(wanted: dict[str, str], expected: set[str]) -> None:
    found = list_schemes(NOBODY, CatalogueWanted(country="XX", **wanted))
    assert {each.name for each in found} == expected


def test_an_instrument_of_earlier_terms_alone_is_not_found() -> None:
    scheme = Scheme.objects.get(name__startswith="Terranie Investissement")
    last = scheme.versions.latest("number")
    SchemeVersion.objects.create(scheme=scheme, number=last.number + 1)
    assert not list_schemes(NOBODY, CatalogueWanted(country="XX", instrument="advance")).exists()


def test_what_presses_comes_first_and_a_country_is_never_mixed(client: Client) -> None:
    page = client.get("/financements/?pays=XX").text
    names = ["Usines sobres", "Prêt Rebond", "Écoles de production", "Visite Rayons X"]
    places = [page.rindex(name) for name in names]
    assert places == sorted(places)
    assert "pays d’exemple" in page.lower()
    france = client.get("/financements/").text
    assert "Usines sobres" not in france
    assert "67 dispositifs" in france.replace("\xa0", " ")


def test_odd_words_in_the_address_ask_for_nothing(client: Client) -> None:
    page = client.get("/financements/?pays=ZZ&etat=x&sorte=y&theme=z&instrument=own_share&page=99")
    assert page.status_code == 200
    assert client.get("/financements/dispositifs/999999/").status_code == 404
    assert client.get("/financements/dispositifs.odt").status_code == 404


def test_the_file_holds_the_rows_of_the_page(client: Client) -> None:
    answer = client.get("/financements/dispositifs.csv?pays=XX&sorte=grant")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=","))
    assert {row[0] for row in rows[1:]} == {
        each.name for each in list_schemes(NOBODY, CatalogueWanted(country="XX", kind="grant"))
    }
    assert client.get("/financements/dispositifs.xlsx").content[:2] == b"PK"


def test_the_dates_are_followed_in_an_agenda(client: Client) -> None:
    answer = client.get("/financements/echeances.ics?pays=XX")
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2  # one opens later, another is past
    assert "Usines sobres" in text


def test_a_scheme_is_shown_with_its_terms_and_what_changed(client: Client) -> None:
    scheme = Scheme.objects.get(name__startswith="Terranie Investissement")
    page = client.get(f"/financements/dispositifs/{scheme.pk}/").text
    plain = page.replace("\xa0", " ").replace("\u202f", " ")
    for said in (
        "Subvention : 20 % à 45 %, de 20 000 € à 400 000 €",
        "Effectif : au plus 249 salariés",
        "Travaux commencés : non",
        "Le taux le plus haut passe de 40 % à 45 %.",
        "On peut le demander toute l’année.",
    ):
        assert said in plain


def test_questions_are_constant_as_the_catalogue_grows(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        client.get("/financements/?pays=XX")
    with django_assert_max_num_queries(12):
        client.get("/financements/")
