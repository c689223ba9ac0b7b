"""A scheme written and changed: who may, versions, calls, what is refused, two at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from plans_world import as_, person_with

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.funding.models import Call, Scheme
from terreau.web.apps.funding.services.calls import (
    CallFields,
    add_call,
    change_call,
    remove_call,
)
from terreau.web.apps.funding.services.scheme_fields import OfferFields, SchemeFields, TermsFields
from terreau.web.apps.funding.services.schemes import change_scheme, open_scheme
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

FIELDS = SchemeFields(name="Aide d’essai", kind="grant", country="XX")


def with_terms(**terms: Any) -> SchemeFields:
    return replace(FIELDS, terms=TermsFields(**terms))


def operator_of(agent: Acting) -> Organisation:
    (held,) = agent.scope.holdings
    return Organisation.objects.get(pk=held.organisation_id or 0)


def test_who_writes_a_scheme_of_where(
    delegation: Acting, manager: Acting, neighbour: Acting, agent: Acting, member: Acting,
    ti: Perimeter,
) -> None:  # fmt: skip
    operator = operator_of(agent)
    local, run = replace(FIELDS, perimeter=ti), replace(FIELDS, operator=operator)
    allowed = {
        "national": [delegation],
        "local": [delegation, manager],
        "run": [agent, delegation],
    }
    for name, fields in (("national", FIELDS), ("local", local), ("run", run)):
        for acting in (delegation, manager, neighbour, agent, member):
            if acting in allowed[name]:
                made = open_scheme(acting=acting, written=fields)
                assert made.country == "XX"
            else:
                with pytest.raises(NotHere):
                    open_scheme(acting=acting, written=fields)
    with pytest.raises(NotHere):  # the delegation of one country writes none of another
        open_scheme(acting=delegation, written=replace(FIELDS, country="FR"))


def test_terms_that_change_are_a_version_and_the_earlier_stays(
    delegation: Acting, scheme: Scheme
) -> None:
    first = scheme.versions.get()
    offers = [OfferFields("grant", Decimal(20), Decimal(40), None, 200_000_00)]
    written = with_terms(summary="Autrement", offers=offers, what_changed="Un taux est dit.")
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=written)
    second, again = scheme.versions.order_by("-number")
    assert (again.summary, again.rule) == (first.summary, first.rule)
    assert (second.number, second.summary, second.what_changed) == (
        2, "Autrement", "Un taux est dit.",
    )  # fmt: skip
    assert second.offers.get().rate_to == 40
    assert second.written_by == delegation.user
    # The same again changes nothing: no version, no line of history.
    count = history_of(scheme).count()
    same = replace(written, terms=replace(written.terms, what_changed="Rien"))
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=2, written=same)
    assert scheme.versions.count() == 2
    assert history_of(scheme).count() == count
    # What it is may change without new terms.
    renamed = replace(written, name="Aide renommée")
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=2, written=renamed)
    scheme.refresh_from_db()
    assert (scheme.name, scheme.version, scheme.versions.count()) == ("Aide renommée", 3, 2)
    assert "aide renommee" in scheme.folded_text


def test_a_rule_in_another_order_is_no_new_version(delegation: Acting, scheme: Scheme) -> None:
    few = {"fact": "headcount", "op": "<=", "value": 9}
    here = {"fact": "places", "op": "within", "value": ["epci:1"]}
    for number, conditions in enumerate(([here, few], [few, here]), start=1):
        written = with_terms(summary="Un ordre", rule={"all": conditions})
        change_scheme(
            acting=delegation, scheme_id=scheme.pk, version=min(number, 2), written=written
        )
        assert scheme.versions.count() == 2


def test_two_who_change_it_at_once_are_told(delegation: Acting, scheme: Scheme) -> None:
    one, other = replace(FIELDS, name="A"), replace(FIELDS, name="B")
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=one)
    with pytest.raises(VersionConflict):
        change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=other)
    # One who touched nothing that the other changed loses nothing of it.
    contact = replace(FIELDS, contact="Au guichet")
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=contact)
    scheme.refresh_from_db()
    assert (scheme.name, scheme.contact) == ("A", "Au guichet")


def test_who_reads_old_terms_is_told_whatever_else_was_changed_since(
    delegation: Acting, scheme: Scheme
) -> None:
    rate = with_terms(summary="Un taux", offers=[OfferFields("grant", Decimal(20))])
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=rate)
    add_call(acting=delegation, scheme_id=scheme.pk, written=CallFields("Relève"))
    scheme.refresh_from_db()
    assert scheme.version == 3
    old = replace(with_terms(summary="Pour essayer"), contact="Au guichet")
    with pytest.raises(VersionConflict) as told:
        change_scheme(acting=delegation, scheme_id=scheme.pk, version=1, written=old)
    assert set(told.value.theirs) == {"scheme_version"}
    named = replace(rate, links=["https://exemple.org/a"])
    change_scheme(acting=delegation, scheme_id=scheme.pk, version=3, written=named)
    with pytest.raises(VersionConflict) as told:
        change_scheme(
            acting=delegation, scheme_id=scheme.pk, version=3,
            written=replace(rate, links=["https://exemple.org/b"]),
        )  # fmt: skip
    assert set(told.value.theirs) == {"links"}


def test_an_agent_writes_for_the_country_of_their_operator_alone(
    agent: Acting, ti: Perimeter
) -> None:
    operator = operator_of(agent)
    elsewhere = Perimeter.objects.filter(kind="territoire_industrie", country="FR")[0]
    for fields in (replace(FIELDS, country="FR"), replace(FIELDS, perimeter=elsewhere)):
        with pytest.raises(NotHere):
            open_scheme(acting=agent, written=replace(fields, operator=operator))
    here = replace(FIELDS, operator=operator, perimeter=ti)
    assert open_scheme(acting=agent, written=here).country == "XX"
    with pytest.raises(BadField):
        open_scheme(acting=agent, written=replace(FIELDS, operator=operator, country="ZZ"))


def test_a_hidden_operator_is_named_to_who_may_read_it_alone(
    delegation: Acting, agent: Acting, browser: Client
) -> None:
    operator = operator_of(agent)
    Organisation.objects.filter(pk=operator.pk).update(visibility="private")
    made = open_scheme(acting=agent, written=replace(FIELDS, operator=operator))
    for address in (
        f"/financements/dispositifs/{made.pk}/", f"/financements/dispositifs/{made.pk}/modifier/",
        "/financements/?pays=XX&q=banque+essai", "/financements/dispositifs.csv?pays=XX",
        f"/api/v1/schemes/{made.pk}", f"/historique/scheme/{made.pk}/",
    ):  # fmt: skip
        assert "Banque d’essai" not in browser.get(address).text, address
    change_scheme(acting=agent, scheme_id=made.pk, version=1,
                  written=replace(FIELDS, operator=operator, contact="A"))  # fmt: skip
    with pytest.raises(VersionConflict) as told:
        change_scheme(acting=delegation, scheme_id=made.pk, version=1,
                      written=replace(FIELDS, operator=operator, contact="B"))  # fmt: skip
    assert "Banque" not in str(told.value.theirs)


def test_a_printed_scheme_is_nobodys_to_change() -> None:
    printed = Scheme.objects.get(source_key="vte")
    nation = Perimeter.objects.get(kind="nation", code="FR")
    acting = as_(User.objects.get(pk=person_with("delegation_agent", nation).pk))
    with pytest.raises(NotHere):
        change_scheme(
            acting=acting, scheme_id=printed.pk, version=1, written=replace(FIELDS, country="FR")
        )


@pytest.mark.parametrize(
    ("fields", "name", "said"),
    [
        (replace(FIELDS, name="  "), "name", "200 caractères"),
        (replace(FIELDS, kind="gift"), "kind", "n’existe pas"),
        (replace(FIELDS, theme="love"), "theme", "n’existe pas"),
        (replace(FIELDS, links=["javascript:alert(1)"]), "links", "pas une adresse"),
        (replace(FIELDS, contact="x" * 301), "contact", "300 caractères"),
        (with_terms(own_share=Decimal("100.01")), "own_share", "0 % à 100 %"),
        (with_terms(starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 30)), "ends_on", "avant"),
        (with_terms(offers=[OfferFields("grant", Decimal(120))]), "offers", "0 % à 100 %"),
        (with_terms(offers=[OfferFields("grant", Decimal(-1))]), "offers", "0 % à 100 %"),
        (
            with_terms(offers=[OfferFields("grant", Decimal(50), Decimal(40))]),
            "offers", "sous le plus bas",
        ),
        (with_terms(offers=[OfferFields("loan", None, None, 5, 4)]), "offers", "sous le plancher"),
        (with_terms(offers=[OfferFields("loan", None, None, -5)]), "offers", "pas négatif"),
        (with_terms(offers=[OfferFields("own_share")]), "offers", "n’existe pas"),
        (with_terms(offers=[OfferFields("loan"), OfferFields("loan")]), "offers", "une seule fois"),
        (with_terms(rule={"all": 3}), "rule", "ne se lit pas"),
        (with_terms(rule={"fact": "moon", "op": "==", "value": 1}), "rule", "ne se lit pas"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_next_to_its_field(
    delegation: Acting, fields: SchemeFields, name: str, said: str
) -> None:
    before = Scheme.objects.count()
    with pytest.raises(BadField) as refused:
        open_scheme(acting=delegation, written=fields)
    assert refused.value.name == name
    assert said in refused.value.what.replace("\xa0", " ")
    assert Scheme.objects.count() == before


def test_a_call_is_written_followed_changed_and_taken_out(
    delegation: Acting, manager: Acting, scheme: Scheme
) -> None:
    written = CallFields("Relève 1", date(2026, 1, 5), None, date(2026, 3, 31), date(2026, 6, 1))
    call = add_call(acting=delegation, scheme_id=scheme.pk, written=written)
    assert add_call(acting=delegation, scheme_id=scheme.pk, written=written) == call
    again = add_call(acting=delegation, scheme_id=scheme.pk,
                     written=replace(written, decision_on=date(2026, 7, 1)))  # fmt: skip
    assert again != call  # another day is another call
    again.delete()
    following = CallFields("Relève 2", date(2027, 1, 5), None, date(2027, 3, 31))
    second = add_call(acting=delegation, scheme_id=scheme.pk, written=following, follows=call.pk)
    assert second.follows == call
    with pytest.raises(BadField, match="déjà suivi"):
        add_call(
            acting=delegation, scheme_id=scheme.pk, follows=call.pk,
            written=replace(following, title="Relève 3"),
        )  # fmt: skip
    with pytest.raises(NotHere):
        change_call(acting=manager, call_id=call.pk, version=1, written=written)
    moved = replace(written, deadline_on=date(2026, 4, 15))
    assert change_call(
        acting=delegation, call_id=call.pk, version=1, written=moved
    ).deadline_on == date(2026, 4, 15)
    with pytest.raises(VersionConflict):
        change_call(
            acting=delegation, call_id=call.pk, version=1,
            written=replace(written, deadline_on=date(2026, 5, 15)),
        )  # fmt: skip
    with pytest.raises(NotHere):
        remove_call(acting=manager, call_id=call.pk)
    remove_call(acting=delegation, call_id=call.pk)
    assert Call.objects.get(pk=second.pk).follows is None
    last = next(each for each in history_of(scheme) if "call" in each.changes)
    assert last.changes["call"][1] is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (CallFields(""), "title"),
        (CallFields("A", date(2026, 5, 1), None, date(2026, 4, 30)), "deadline_on"),
        (CallFields("A", None, date(2026, 5, 1), date(2026, 4, 30)), "deadline_on"),
        (CallFields("A", None, None, date(2026, 5, 1), date(2026, 4, 1)), "decision_on"),
        (CallFields("A", date(1926, 5, 1)), "opens_on"),
    ],
)
def test_a_call_whose_days_are_not_in_order_is_refused(
    delegation: Acting, scheme: Scheme, written: CallFields, name: str
) -> None:
    with pytest.raises(BadField) as refused:
        add_call(acting=delegation, scheme_id=scheme.pk, written=written)
    assert refused.value.name == name
    assert not scheme.calls.exists()
