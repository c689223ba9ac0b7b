"""The words of a profile: no two sources read alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from terreau.datasets.dataset import Dataset
from terreau.web.apps.observatory.datasets_held import list_figures
from terreau.web.apps.observatory.sentences import BY_KIND, source_titles
from terreau.web.apps.territories.enums import PerimeterKind

SAME = "Emploi salarié"


@pytest.fixture
def table() -> Dataset:
    return list_figures()[0]


@pytest.mark.parametrize(
    ("given", "titles"),
    [
        ([("a", SAME, "commune"), ("b", "Autre", "commune")], [SAME, "Autre"]),
        (
            [("a", SAME, "commune"), ("b", SAME, "epci"), ("c", SAME, "zone_emploi")],
            [f"{SAME}, par commune", f"{SAME}, par EPCI", f"{SAME}, par zone d’emploi"],
        ),
        (
            [("a", SAME, "epci"), ("b", SAME, "epci")],
            [f"{SAME}, par EPCI, a", f"{SAME}, par EPCI, b"],
        ),
    ],
    ids=["apart", "by-kind", "same-kind"],
)
def test_sources_of_one_title_are_told_apart(
    table: Dataset, given: list[tuple[str, str, str]], titles: list[str]
) -> None:
    tables = [replace(table, id=i, title=t, territory_kind=k) for i, t, k in given]
    with translation.override("fr"):
        assert list(source_titles(tables).values()) == titles
    assert list(source_titles(tables)) == [i for i, _, _ in given]


def test_every_kind_can_be_told() -> None:
    assert set(BY_KIND) == set(PerimeterKind.values)
