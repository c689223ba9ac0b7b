"""Who leads and takes part in the printed plans: each name is one body, or none."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from terreau.core.text import fold
from terreau.datasets import reference
from terreau.datasets.printed.organisations import (
    PrintedOrganisation,
    list_organisations,
    organisations_by_name,
)
from terreau.datasets.printed.plans import list_plans
from terreau.web.apps.directory.enums import OrganisationKind

NAMES = [name for plan in list_plans() for name in plan.names]
FOUND = list_organisations()
EPCI = {code for plan in list_plans() for code in plan.epci}
COMMUNES = {
    row["code"]: row
    for row in reference.load("communes").to_pylist()
    if row["last_vintage"] == 2026
}


def test_every_name_printed_is_one_entry() -> None:
    assert set(NAMES) <= organisations_by_name().keys()
    spelt = [fold(name) for o in FOUND for name in (o.name, *o.variants)]
    assert len(spelt) == len(set(spelt))


def test_no_entry_is_unused() -> None:
    assert [o.name for o in FOUND if not {o.name, *o.variants} & set(NAMES)] == []
    assert [v for o in FOUND for v in o.variants if v not in NAMES] == []


def test_two_names_of_one_body_are_one() -> None:
    by_name = organisations_by_name()
    long = "Ad’Occ (agence de développement économique d’Occitanie)"
    assert by_name["Ad’Occ"] is by_name[long]


def test_there_are_sixty_seven_bodies_and_seven_names_of_none() -> None:
    assert sum(o.is_body for o in FOUND) == 67
    lacking = {o.name for o in FOUND if not o.is_body}
    assert lacking == {
        "Entreprises",
        "Groupement ESS",
        "Université (non nommée)",
        "Industriels de Saint-Nazaire",
        "Écoles de production",
        "Phénix",
        "Groupe Val Fi (nom tronqué)",
    }


@pytest.mark.parametrize("organisation", FOUND, ids=lambda organisation: organisation.name)
def test_a_body_has_a_kind_of_the_directory_and_what_is_none_has_nothing(
    organisation: PrintedOrganisation,
) -> None:
    if organisation.is_body:
        assert organisation.kind in OrganisationKind.values
    else:
        assert (organisation.kind, organisation.siren, organisation.seat) == ("", "", "")


def test_nobody_is_a_person() -> None:
    titled = re.compile(
        r"\b(M\.|MM\.|Mme|Monsieur|Madame|Dr|Maître|maire|président)\b", re.IGNORECASE
    )
    assert [name for name in NAMES if titled.search(name)] == []
    named_after = [name for name in NAMES if re.fullmatch(r"[A-ZÉ][a-zéè]+ [A-ZÉ][a-zéè]+", name)]
    # Two names in a row read as a person: these are known not to be.
    assert set(named_after) <= {
        "Ardenne métropole", "General Electric", "Mecanic Vallée", "Normandy Ecospace",
        "Grand Langres", "Cluster Nogentech", "Dieppe Navals", "Dieppe Maritime",
    }  # fmt: skip


def test_intercommunalities_alone_have_a_siren_that_of_the_reference() -> None:
    with_siren = {o.siren for o in FOUND if o.siren}
    assert with_siren == {o.siren for o in FOUND if o.kind == "epci"}
    assert with_siren >= EPCI
    assert Counter(o.siren for o in FOUND if o.siren).most_common(1)[0][1] == 1
    for siren in with_siren:
        assert reference.versions("epci", siren)[-1].valid_to == 2026


def test_a_seat_is_a_commune_and_that_of_an_intercommunality_is_in_it() -> None:
    seats = {o.seat for o in FOUND if o.seat}
    assert {COMMUNES[seat]["last_vintage"] for seat in seats} == {2026}
    members = reference.load("members").to_pylist()
    held = {(row["code"], row["commune"]) for row in members if row["last_vintage"] == 2026}
    assert [o.name for o in FOUND if o.siren and (o.siren, o.seat) not in held] == []


def test_a_body_sits_in_the_commune_it_is_named_after() -> None:
    """Whoever bears the name of its town sits there: a code mistaken for another is seen."""
    for organisation in FOUND:
        if organisation.name.startswith(("Ville de", "Mairie de", "Sous-préfecture de")):
            town = organisation.name.split(" de ", 1)[1]
            assert COMMUNES[organisation.seat]["name"] == town
