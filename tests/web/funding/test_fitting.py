"""What fits an organisation: yes, no and why, cannot tell and what to ask; who reads it."""

from __future__ import annotations

import pytest
from django.test import Client

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.funding.enums import Fit
from terreau.web.apps.funding.models import Scheme, StatedFact
from terreau.web.apps.funding.selectors.fitting import fitting_of, get_organisation, subject_of
from terreau.web.apps.funding.services.facts import state_facts
from terreau.web.apps.funding.words import Conditions
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def fits(organisation: Organisation) -> dict[str, Fit]:
    found = fitting_of(NOBODY, subject_of(organisation)).schemes
    return {each.row.scheme.name: each.fit for each in found}


def test_the_band_of_the_register_answers_what_it_can(
    company: Organisation, scheme: Scheme
) -> None:
    told = {"": Fit.UNKNOWN, "11": Fit.YES, "21": Fit.NO, "12": Fit.YES}
    for code, fit in told.items():
        company.headcount_class = code
        assert fits(company)["Aide d’essai"] is fit
    scheme.versions.update(rule={"fact": "headcount", "op": ">=", "value": 15})
    company.headcount_class = "11"
    assert fits(company)["Aide d’essai"] is Fit.UNKNOWN


def test_what_it_says_goes_before_the_register_and_answers_every_scheme(
    company: Organisation, member: Acting, scheme: Scheme
) -> None:
    company.headcount_class = "21"
    state_facts(acting=member, organisation_id=company.pk, stated={"headcount": 12})
    assert fits(company)["Aide d’essai"] is Fit.YES
    assert fits(company)["Visite Rayons X"] is Fit.YES
    state_facts(acting=member, organisation_id=company.pk, stated={"headcount": None})
    assert fits(company)["Aide d’essai"] is Fit.NO
    assert not StatedFact.objects.filter(organisation=company).exists()


def test_what_is_asked_first_is_what_settles_the_most(company: Organisation) -> None:
    company.headcount_class = "12"
    fitting = fitting_of(NOBODY, subject_of(company))
    unknown = fitting.of(Fit.UNKNOWN)
    assert {fact for each in unknown for fact in each.missing} >= {
        each.key for each in fitting.asked
    }
    assert all(each.missing or not each.has_rule for each in unknown)
    assert [each.fit for each in fitting.schemes] == sorted(
        (each.fit for each in fitting.schemes), key=list(Fit).index
    )


def test_a_scheme_of_elsewhere_does_not_fit_and_says_where_it_does(company: Organisation) -> None:
    other = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x02")
    Scheme.objects.filter(name="Coup de pouce au foncier").update(perimeter=other)
    (found,) = (
        each
        for each in fitting_of(NOBODY, subject_of(company)).of(Fit.NO)
        if each.row.scheme.name == "Coup de pouce au foncier"
    )
    said = Conditions(found.failing).in_words(found.failing[0])
    assert said.replace("\xa0", " ") == f"Lieu : {other.name}"


def test_a_local_scheme_fits_nobody_whose_place_is_not_known(
    company: Organisation, client: Client
) -> None:
    Scheme.objects.filter(name__startswith="Volontaires").update(
        perimeter=Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
    )
    page = client.get("/financements/pour/?pays=XX&size=pme&recruits=yes")
    told = {each["row"].scheme.name: each["missing"] for each in page.context["unknown_rows"]}
    assert told["Volontaires des territoires"] == ["Lieu"]
    assert company.seat is not None
    there = f"/financements/pour/?pays=XX&size=pme&recruits=yes&commune={company.seat.code}"
    names = [each["row"].scheme.name for each in client.get(there).context["fit_rows"]]
    assert "Volontaires des territoires" in names


def test_a_fact_is_no_version_of_its_organisation(company: Organisation, member: Acting) -> None:
    before = history_of(company).count()
    state_facts(acting=member, organisation_id=company.pk, stated={"invests": True})
    (row,) = company.stated_facts.all()
    assert [each.changes for each in history_of(row)] == [{"value": [None, True]}]
    state_facts(acting=member, organisation_id=company.pk, stated={"invests": None})
    assert history_of(row)[0].changes == {"value": [True, None]}
    assert history_of(company).count() == before


def test_what_the_page_did_not_ask_is_not_taken_back(
    member_browser: Client, member: Acting, company: Organisation
) -> None:
    state_facts(
        acting=member, organisation_id=company.pk, stated={"turnover_eur": 5, "naf": "2511z"}
    )
    member_browser.post(f"/financements/pour/{company.pk}/", {"age_years": "12"})
    stated = dict(StatedFact.objects.filter(organisation=company).values_list("fact", "value"))
    assert stated == {"turnover_eur": 5, "naf": "25.11Z", "age_years": 12}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"not": {"fact": "size", "op": "!=", "value": "pme"}}, "Taille, groupe compris : PME"),
        ({"fact": "size", "op": "!=", "value": "ge"}, "sauf Grande"),
        ({"not": {"fact": "size", "op": "in", "value": ["ge"]}}, "sauf Grande"),
        ({"any": []}, "une autre condition"),
    ],
)
def test_words_say_what_the_rule_says(told: dict[str, object], said: str) -> None:
    assert said in Conditions([told]).in_words(told).replace("\xa0", " ")


def test_past_and_printed_schemes_fit_nobody(company: Organisation) -> None:
    names = fits(company)
    assert "Fonds local d’équipement partagé" not in names
    found = fitting_of(NOBODY, subject_of(company)).schemes
    assert {each.row.scheme.country for each in found} == {"XX"}


def test_who_reads_and_says_facts(
    company: Organisation, member: Acting, manager: Acting, neighbour: Acting,
    delegation: Acting,
) -> None:  # fmt: skip
    for acting in (member, manager):
        assert get_organisation(acting.scope, company.pk) == company
        state_facts(acting=acting, organisation_id=company.pk, stated={"invests": True})
    for acting in (neighbour, delegation):
        with pytest.raises(NotHere):
            get_organisation(acting.scope, company.pk)
        with pytest.raises(NotHere):
            state_facts(acting=acting, organisation_id=company.pk, stated={"invests": True})


@pytest.mark.parametrize(
    "stated",
    [{"moon": 1}, {"places": "epci:1"}, {"headcount": -1}, {"headcount": True},
     {"headcount": "12"}, {"invests": 1}, {"size": "huge"}, {"naf": ""}, {"naf": "x" * 21}],
)  # fmt: skip
def test_what_is_no_answer_is_refused(
    company: Organisation, member: Acting, stated: dict[str, object]
) -> None:
    with pytest.raises(BadField):
        state_facts(acting=member, organisation_id=company.pk, stated={"invests": True} | stated)
    assert not StatedFact.objects.filter(organisation=company).exists()


def test_a_member_answers_on_the_page_and_sees_what_it_changes(
    member_browser: Client, company: Organisation
) -> None:
    address = f"/financements/pour/{company.pk}/"
    assert "Prêt Rebond de Terranie" in member_browser.get(address).text
    answers = {"age_years": "12", "is_in_difficulty": "no", "investment_eur": "150 000"}
    asked = member_browser.get(address).context["form"].fields
    assert set(asked) & set(answers)
    typed = {key: value for key, value in answers.items() if key in asked}
    assert member_browser.post(address, typed).status_code == 302
    page = member_browser.get(address)
    assert page.context["form"].initial["age_years"] == 12
    refused = member_browser.post(address, {"age_years": "douze"})
    assert refused.status_code == 400
    assert "douze" in refused.text


def test_the_page_of_a_scheme_says_whether_it_fits_ones_own(
    member_browser: Client, company: Organisation, scheme: Scheme, member: Acting
) -> None:
    address = f"/financements/dispositifs/{scheme.pk}/"
    assert "On ne peut pas le dire" in member_browser.get(address).text
    for count, said in ((12, ">Convient<"), (99, "Ne convient pas")):
        state_facts(acting=member, organisation_id=company.pk, stated={"headcount": count})
        assert said in member_browser.get(address).text


def test_anyone_answers_some_questions_and_nothing_is_kept(client: Client) -> None:
    before = StatedFact.objects.count()
    page = client.get("/financements/pour/?pays=XX&kind=company&headcount=20&invests=yes")
    assert page.status_code == 200
    assert "Visite Rayons X" in page.text
    assert page.context["fit_rows"]
    assert StatedFact.objects.count() == before
    empty = client.get("/financements/pour/?pays=XX")
    assert "fit_rows" not in empty.context
    assert client.get("/financements/pour/?headcount=beaucoup").status_code == 400
    unknown = client.get("/financements/pour/?pays=XX&commune=Nulle+Part&kind=company")
    assert "Aucune commune ne porte ce nom" in unknown.text


def test_the_page_of_an_organisation_tells_its_members_what_fits(
    client: Client, member_browser: Client, company: Organisation
) -> None:
    address = f"/annuaire/organisations/{company.pk}/"
    assert "Voir tout, et répondre" in member_browser.get(address).text
    assert "Voir tout, et répondre" not in client.get(address).text
