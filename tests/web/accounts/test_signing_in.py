"""Signing in by address and password, making an account, finding it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User

pytestmark = pytest.mark.django_db
ANNE, PASSWORD = "anne@mairie.example", "vieux songe port mirage"
SIGN_IN = "/compte/connexion/"
ANOTHER = "quatre grandes roues de bois"


def is_in(browser: Client) -> bool:
    return browser.get("/compte/").status_code == 200


def test_an_address_and_a_password_open_the_account(anne: User, client: Client) -> None:
    client.get(SIGN_IN)
    before = client.cookies.get("terreau_session")
    answer = client.post(SIGN_IN, {"login": ANNE.upper(), "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    assert before is None or client.cookies["terreau_session"].value != before.value
    assert "Anne Rivière" in client.get("/").text


def test_the_session_changes_its_name_when_somebody_signs_in(anne: User, client: Client) -> None:
    session = client.session
    session["anything"] = 1
    session.save()
    client.cookies["terreau_session"] = session.session_key
    client.post(SIGN_IN, {"login": ANNE, "password": PASSWORD})
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("/territoires/", "/territoires/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_goes_on_where_one_wanted_and_nowhere_else(
    anne: User, client: Client, wish: str, place: str
) -> None:
    answer = client.post(SIGN_IN, {"login": ANNE, "password": PASSWORD, "next": wish})
    assert answer["Location"] == place


def test_a_wrong_password_and_an_unknown_address_are_told_alike(anne: User, client: Client) -> None:
    wrong = client.post(SIGN_IN, {"login": ANNE, "password": "not this one at all"})
    unknown = client.post(SIGN_IN, {"login": "nobody@mairie.example", "password": PASSWORD})
    said = "L’adresse ou le mot de passe n’est pas le bon"
    assert said in wrong.text
    assert said in unknown.text
    assert f'value="{ANNE}"' in wrong.text
    assert PASSWORD not in unknown.text


def test_guessing_stops(anne: User, client: Client) -> None:
    for _ in range(5):
        client.post(SIGN_IN, {"login": ANNE, "password": "not this one at all"})
    answer = client.post(SIGN_IN, {"login": ANNE, "password": PASSWORD})
    assert "Trop d’essais pour cette adresse" in answer.text
    assert not is_in(client)


def test_a_stranger_does_not_stop_who_is_signed_in_from_proving_it(
    anne: User, client: Client, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in()
    for _ in range(6):
        answer = client.post(SIGN_IN, {"login": ANNE, "password": "not this one at all"})
    assert "Trop d’essais" in answer.text
    assert 'href="/compte/mot-de-passe/oublie/"' in answer.text
    proved = browser.post("/compte/encore-vous/", {"password": PASSWORD, "next": "/compte/"})
    assert proved.headers["Location"] == "/compte/"
    # Their own tries are counted too.
    for _ in range(6):
        answer = browser.post("/compte/encore-vous/", {"password": "not this one at all"})
    assert "Trop d’essais" in answer.text


def test_asking_too_often_is_told_in_words(client: Client) -> None:
    answers = [client.post(SIGN_IN, {"login": f"a{i}@b.fr", "password": "x"}) for i in range(31)]
    assert answers[-1].status_code == 429
    assert "Trop de demandes en peu de temps" in answers[-1].text
    assert answers[-1]["Retry-After"] == "60"


def test_an_account_is_made_and_its_address_confirmed(
    client: Client, link: Callable[[], str]
) -> None:
    form = {"email": "Bruno@Usine.example", "password1": ANOTHER}
    answer = client.post("/compte/inscription/", form)
    assert answer["Location"] == "/compte/adresse/a-confirmer/"
    assert not is_in(client)
    letter = mail.outbox[0]
    assert letter.to == ["bruno@usine.example"]
    assert letter.subject == "[Terreau] Confirmez votre adresse"
    assert "Bonjour," in str(letter.body)
    path = link()
    # A mail filter that follows links confirms nothing.
    Client().get(path)
    assert not EmailAddress.objects.get(email="bruno@usine.example").verified
    client.post(path)
    assert EmailAddress.objects.get(email="bruno@usine.example").verified
    client.post(SIGN_IN, {"login": "bruno@usine.example", "password": ANOTHER})
    assert is_in(client)


def test_an_address_that_is_known_is_not_told(anne: User, client: Client) -> None:
    new = client.post("/compte/inscription/", {"email": "new@a.example", "password1": ANOTHER})
    known = Client().post("/compte/inscription/", {"email": ANNE, "password1": ANOTHER})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert mail.outbox[-1].subject == "[Terreau] Vous avez déjà un compte"
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "password",
    [
        "onze lettre",
        "password1234",
        "motdepasse2026",
        "marseille13000",
        ANNE,
        "correcthorsebatterystaple",
        "Correct horse battery staple",
        "!QAZ2wsx#EDC4rfv",
        "ji32k7au4a83",
        "J3ediMindTricks",
        "sunshine and rainbows",
        "azertyuiopqsdfghjklm",
        "poiuytrezaMLKJHGF",
        "&é\"'(-è_çàazerty",
        "territoiresdindustrie",
        "TerritoiresIndustrie2026",
        "liberteegalitefraternite",
        "Liberté, Égalité, Fraternité !",
        "bonjourbonjour2026",
    ],
)
def test_a_password_that_is_guessed_is_refused(client: Client, password: str) -> None:
    answer = client.post("/compte/inscription/", {"email": ANNE, "password1": password})
    assert answer.status_code == 200
    assert "field-error" in answer.text
    assert not User.objects.exists()


def test_a_very_long_password_is_taken(client: Client) -> None:
    client.post("/compte/inscription/", {"email": ANNE, "password1": f"{ANOTHER} " * 10})
    assert User.objects.exists()


def test_a_forgotten_password_is_replaced(
    sign_in: Callable[..., Client], client: Client, link: Callable[[], str]
) -> None:
    elsewhere = sign_in()
    assert is_in(elsewhere)
    client.post("/compte/mot-de-passe/oublie/", {"email": ANNE})
    path = link()
    page = client.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    answer = client.post(form, {"password1": ANOTHER, "password2": ANOTHER})
    assert answer["Location"] == "/compte/mot-de-passe/oublie/change/"
    assert not is_in(elsewhere), "whoever was in is out"
    assert is_in(sign_in(ANOTHER))
    assert not is_in(sign_in(PASSWORD))
    again = Client().get(path, follow=True)
    assert "Ce lien n’est plus valable" in again.text


def test_a_lost_address_is_answered_alike(anne: User, client: Client) -> None:
    known = client.post("/compte/mot-de-passe/oublie/", {"email": ANNE})
    unknown = client.post("/compte/mot-de-passe/oublie/", {"email": "nobody@a.example"})
    assert known["Location"] == unknown["Location"] == "/compte/mot-de-passe/oublie/envoye/"
    assert [letter.to for letter in mail.outbox] == [[ANNE], ["nobody@a.example"]]


def test_an_address_changes_once_it_is_confirmed(
    sign_in: Callable[..., Client], anne: User, link: Callable[[], str]
) -> None:
    browser = sign_in()
    asked = browser.post("/compte/adresse/", {"email": "anne@epci.example", "action_add": "1"})
    assert asked["Location"].startswith("/compte/encore-vous/"), "one proves again who one is"
    browser.post(asked["Location"], {"password": PASSWORD})
    anne.refresh_from_db()
    assert anne.email == ANNE
    browser.post(link())
    anne.refresh_from_db()
    assert anne.email == "anne@epci.example"
    assert [ANNE] in [letter.to for letter in mail.outbox], "the old address is told"


def test_the_others_sessions_are_closed(sign_in: Callable[..., Client]) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
    here, there = sign_in(), sign_in(**{"user-agent": firefox})
    assert "Firefox · Windows" in here.get("/compte/sessions/").text
    closed = UserSession.objects.get(session_key=there.session.session_key)
    here.post("/compte/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)
    assert UserSession.objects.count() == 1
    assert [entry.verb for entry in history_of(closed)] == ["ended"]


def test_one_session_is_closed_alone(sign_in: Callable[..., Client], anne: User) -> None:
    here, there, elsewhere = sign_in(), sign_in(), sign_in()
    lost = UserSession.objects.get(session_key=there.session.session_key)
    path = f"/compte/sessions/{lost.pk}/fermer/"
    assert path in here.get("/compte/sessions/").text
    assert path not in there.get("/compte/sessions/").text, "one's own is left by signing out"
    assert there.post(path).status_code == 404
    answer = here.post(path, follow=True)
    assert "La session est fermée" in answer.text
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (True, False, True)
    assert [entry.verb for entry in history_of(lost)] == ["ended"]
    assert here.post(path).status_code == 404


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "connecté aujourd’hui à"), (1, "connecté hier à"), (9, "il y a 9 jours, le")],
)
def test_a_session_says_when_it_began(
    days: int, words: str, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in()
    began = timezone.now() - timedelta(days=days)
    UserSession.objects.update(created_at=began)
    assert words in browser.get("/compte/sessions/").text


def test_the_session_of_another_is_not_closed(sign_in: Callable[..., Client]) -> None:
    here, other = sign_in(), User.objects.create_user("autre@exemple.fr")
    session = UserSession.objects.create(
        user=other, ip="192.0.2.1", session_key="theirs", user_agent=""
    )
    assert here.post(f"/compte/sessions/{session.pk}/fermer/").status_code == 404
    here.post("/compte/sessions/")
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_signing_out_takes_a_form(sign_in: Callable[..., Client]) -> None:
    browser = sign_in()
    browser.get("/compte/deconnexion/")
    assert is_in(browser)
    browser.post("/compte/deconnexion/")
    assert not is_in(browser)


def test_the_language_follows_the_account(anne: User, client: Client) -> None:
    anne.language = "en"
    anne.save()
    client.post(SIGN_IN, {"login": ANNE, "password": PASSWORD})
    assert 'lang="en"' in client.get("/compte/").text
    client.post("/langue/", {"language": "fr"}, headers={"origin": "http://testserver"})
    anne.refresh_from_db()
    assert anne.language == "fr"
    assert 'lang="fr"' in client.get("/compte/").text


def test_the_profile_is_written_without_its_value_in_the_history(
    sign_in: Callable[..., Client], anne: User
) -> None:
    browser = sign_in()
    browser.post("/compte/", {"name": "Anne R.", "language": "en"})
    anne.refresh_from_db()
    assert (anne.name, anne.language) == ("Anne R.", "en")
    assert history_of(anne).get().changes == {"name": ["•", "•"], "language": ["fr", "en"]}
    kept = browser.post("/compte/", {"name": "x" * 200, "language": "fr"})
    assert kept.status_code == 400
    assert "x" * 200 in kept.text


def test_who_holds_no_mandate_reads_what_to_do(sign_in: Callable[..., Client]) -> None:
    assert "demandez-y un mandat" in sign_in().get("/compte/").text


def test_a_closed_account_does_not_open(anne: User, client: Client) -> None:
    anne.is_active = False
    anne.save()
    answer = client.post(SIGN_IN, {"login": ANNE, "password": PASSWORD}, follow=True)
    assert not is_in(client)
    assert "Ce compte est fermé" in answer.text or "n’est pas le bon" in answer.text
