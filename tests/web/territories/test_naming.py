"""From what is typed in a terminal to one territory, or to the choices there are."""

from __future__ import annotations

import pytest

from terreau.core.errors import AmbiguousName, BadInput, UnknownPerimeter
from terreau.web.apps.territories.naming import find_by_name

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("44184", "", "commune 44184"),
        ("2a004", "", "commune 2A004"),
        ("xa001", "", "commune XA001"),
        ("X001", "", "zone_emploi X001"),
        ("2:ti-x01", "", "territoire_industrie 2:ti-x01"),
        ("Axe Seine", "", "territoire_industrie 1:axe-seine"),
        ("CARENE", "", "epci 244400644"),
        ("port-mirage", "commune", "commune XA001"),
        ("port mirage", "zone-emploi", "zone_emploi X001"),
        ("PORT MIRAGE", "zone_emploi", "zone_emploi X001"),
        ("75", "departement", "departement 75"),
        ("XX", "", "nation XX"),
        ("XA001,XA002", "", "list XA001,XA002"),
        ("xa002 xa001", "list", "list XA001,XA002"),
        ("XA001", "list", "list XA001"),
    ],
)
def test_one_territory(name: str, kind: str, found: str) -> None:
    territory = find_by_name(name, kind=kind)
    assert f"{territory.kind} {territory.code}" == found


@pytest.mark.parametrize(
    ("name", "kind", "choices"),
    [
        ("Vieux-Songe", "", ["XA015", "XB024"]),
        ("port mirage", "", ["--kind bassin_de_vie", "--kind commune", "--kind zone_emploi"]),
        ("75", "", ["--kind departement", "--kind region"]),
        ("Saint-Nazaire", "commune", ["30288", "44184", "66186"]),
    ],
)
def test_an_ambiguous_name_lists_its_choices(name: str, kind: str, choices: list[str]) -> None:
    with pytest.raises(AmbiguousName, match="Plusieurs territoires") as refusal:
        find_by_name(name, kind=kind)
    assert len(refusal.value.choices) == len(choices)
    for part, choice in zip(choices, refusal.value.choices, strict=True):
        assert part in choice
    assert "--kind" in refusal.value.remedy
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "kind", "near"),
    [
        ("Saint-Nazzaire", "", "Saint-Nazaire"),
        ("port miraje", "commune", "Port-Mirage"),
        ("Port-Mirage", "region", ""),
        ("zzzqqqxxx", "", ""),
        ("", "", ""),
        ("'; --", "", ""),
        ("\x00", "", ""),
        ("a" * 10_000, "", ""),
    ],
)
def test_an_unknown_name_says_which_are_near(name: str, kind: str, near: str) -> None:
    with pytest.raises(UnknownPerimeter, match="Aucun territoire ne porte ce nom") as refusal:
        find_by_name(name, kind=kind)
    assert near in refusal.value.remedy
    assert refusal.value.remedy


@pytest.mark.parametrize("kind", ["planet", "Commune", "<script>"])
def test_an_unknown_kind_lists_the_kinds(kind: str) -> None:
    with pytest.raises(BadInput, match="n’existe pas") as refusal:
        find_by_name("Port-Mirage", kind=kind)
    assert "zone_emploi" in refusal.value.remedy
    assert "list" in refusal.value.remedy
