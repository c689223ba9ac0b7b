"""Loading of perimeters: twice changes nothing, replaced, removed, given way, all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.test import Client

from terreau.core.errors import UnknownPerimeter
from terreau.datasets import store
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.description import parse_description
from terreau.datasets.example import installation
from terreau.datasets.importing import import_described
from terreau.web.apps.territories import memberships, search, services, spellings
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.models import Component, Perimeter, PerimeterMember, SeededOrigin
from terreau.web.apps.territories.selectors import get_territory, list_versions
from terreau.web.apps.territories.services import SyncReport, sync_perimeters

pytestmark = pytest.mark.django_db

LIST = """\
[dataset]
id = "{id}"
title = "Pays"
publisher = "Région"
licence = "Licence Ouverte 2.0"
vintage = "2026"
country = "XX"
content = "perimeters"
[columns]
perimeter = "code"
name = "name"
member = "member"
[perimeter]
kind = "{kind}"
member_kind = ["epci", "commune"]
"""
FIGURES = """\
[dataset]
id = "figures"
title = "Emploi"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
country = "XX"
measure = "employment"
[columns]
territory = "zone"
territory_label = "name"
period = "year"
value = "jobs"
[territory]
kind = "bassin_de_vie"
[absent]
cell = "zero"
"""


class World:
    """An installation of one's own, whose database already holds reference and example."""

    def __init__(self, home: Path, files: Path) -> None:
        self.home, self.files = home, files

    def sync(self) -> SyncReport:
        return sync_perimeters(home=self.home)

    def give(self, description: str, *rows: str) -> None:
        file = self.files / "table.csv"
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        import_described(file, parse_description(description, file="t.toml"), home=self.home)

    def give_list(self, *rows: str, dataset: str = "pays", kind: str = "custom") -> None:
        self.give(LIST.format(id=dataset, kind=kind), "code,name,member", *rows)


@pytest.fixture
def world(home: Path, seeded_home: Path, tmp_path: Path) -> World:
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, home / folder)
    return World(home, tmp_path)


def held() -> dict[str, object]:
    return {
        "perimeters": sorted(Perimeter.objects.values_list("kind", "code", "name", "origin")),
        "members": PerimeterMember.objects.count(),
        "components": Component.objects.count(),
        "origins": dict(SeededOrigin.objects.values_list("origin", "digest")),
        "found": [f.perimeter.code for f in search.search_perimeters("port-mirage")],
    }


def test_twice_changes_nothing(world: World) -> None:
    before = held()
    assert world.sync() == SyncReport((), ())
    assert held() == before
    assert set(before["origins"]) == {"reference", "example", "register"}


def test_a_table_of_perimeters_is_loaded_replaced_and_removed(world: World) -> None:
    before = held()
    world.give_list("p1,Pays des Songes,X00000004", "p1,Pays des Songes,XA009", "p2,Autre,XB025")
    assert world.sync() == SyncReport(("table:pays",), ())
    territory = get_territory(kind="custom", code="p1")
    epci = get_territory(kind="epci", code="X00000004")
    assert territory.communes == epci.communes | {"XA009"}
    assert {part.code for part in territory.parts} == {"X00000004", "XA009"}
    assert territory.perimeter is not None
    assert territory.perimeter.population
    assert list_versions(territory.perimeter)[-1].communes == territory.communes
    assert search.search_perimeters("pays des songes")[0].perimeter.code == "p1"

    world.give_list("p1,Pays des Échos,X00000006")
    assert world.sync().loaded == ("table:pays",)
    replaced = get_territory(kind="custom", code="p1")
    assert replaced.name == "Pays des Échos"
    assert replaced.communes == get_territory(kind="epci", code="X00000006").communes
    with pytest.raises(UnknownPerimeter):
        get_territory(kind="custom", code="p2")
    assert "p1" not in [f.perimeter.code for f in search.search_perimeters("pays des songes")]

    store.remove("pays", home=world.home)
    assert world.sync() == SyncReport((), ("table:pays",))
    assert held() == before


def test_what_is_remembered_of_large_perimeters_follows_the_tables(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "_LARGE", 1)

    def communes_and_neighbours() -> tuple[frozenset[str], dict[str, int]]:
        territory = get_territory(kind="custom", code="p1")
        shared = get_surroundings(territory).shared
        return territory.communes, {p.code: n for p, n in shared if p.kind in ("epci", "custom")}

    answers = []
    for epci in ("X00000004", "X00000006", "X00000004"):
        communes = get_territory(kind="epci", code=epci).communes
        world.give_list(f"p1,Pays,{epci}", f"p2,Autre,{epci}")
        world.sync()
        for _ in range(2):
            answers.append(communes_and_neighbours())
            assert answers[-1] == (communes, dict.fromkeys((epci, "p1", "p2"), len(communes)))
    assert answers[0] != answers[2]
    store.remove("pays", home=world.home)
    world.sync()
    world.give_list(f"p1,Pays,{epci}")
    world.sync()
    assert communes_and_neighbours()[1] == dict.fromkeys((epci, "p1"), len(communes))


def test_a_name_gives_way_to_a_table_of_members_and_comes_back(world: World) -> None:
    world.give(FIGURES, "zone,name,year,jobs", "b1,Bassin des Songes,2024,10", "b2,Autre,2024,5")
    assert world.sync().loaded == ("names:figures",)
    named = get_territory(kind="bassin_de_vie", code="b1")
    assert (named.name, named.communes, named.version) == ("Bassin des Songes", frozenset(), None)
    assert named.perimeter is not None
    assert named.perimeter.has_all_members is None
    assert named.perimeter.population is None

    world.give_list("b1,Bassin officiel,X00000003", dataset="bassins", kind="bassin_de_vie")
    assert set(world.sync().loaded) == {"table:bassins", "names:figures"}
    listed = get_territory(kind="bassin_de_vie", code="b1")
    assert listed.name == "Bassin officiel"
    assert listed.communes == get_territory(kind="epci", code="X00000003").communes
    assert get_territory(kind="bassin_de_vie", code="b2").name == "Autre"

    store.remove("bassins", home=world.home)
    assert world.sync() == SyncReport(("names:figures",), ("table:bassins",))
    again = get_territory(kind="bassin_de_vie", code="b1")
    assert (again.name, again.communes) == ("Bassin des Songes", frozenset())


def test_two_tables_that_list_the_same_perimeter(world: World) -> None:
    world.give_list("p1,Second,X00000006", dataset="zz")
    world.sync()
    world.give_list("p1,First,X00000003", dataset="aa")
    world.sync()
    assert get_territory(kind="custom", code="p1").name == "First"
    store.remove("aa", home=world.home)
    world.sync()
    kept = get_territory(kind="custom", code="p1")
    assert kept.name == "Second"
    assert kept.communes == get_territory(kind="epci", code="X00000006").communes


def test_a_member_that_leaves_and_comes_back(world: World) -> None:
    text = LIST.format(id="pays", kind="custom").replace(
        "[perimeter]", 'valid_from = "from"\nvalid_to = "to"\n[perimeter]'
    )
    rows = ("p1,Pays,XA001,2018,2020", "p1,Pays,XA001,2022,2026", "p1,Pays,XA009,2018,2026")
    world.give(text, "code,name,member,from,to", *rows)
    world.sync()
    territory = get_territory(kind="custom", code="p1")
    assert sorted(part.code for part in territory.parts) == ["XA001", "XA009"]
    assert territory.perimeter is not None
    lives = list_versions(territory.perimeter)
    assert [len(version.communes) for version in lives] == [2, 1, 2]


def test_a_code_that_cannot_be_an_address_is_left_out(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    # Such codes are refused by imports now; a table stored before may hold some.
    world.give_list("p1,Pays des Songes,X00000004", "p2,Pays des Songes,XA009")
    (table,) = [d for d in list_datasets(world.home) if d.id == "pays"]
    stored = pq.read_table(table.table_path)
    codes = pc.replace_substring(stored["code"].cast(pa.string()), "p2", "p/2")
    place = stored.schema.get_field_index("code")
    pq.write_table(stored.set_column(place, "code", codes), table.table_path)
    world.sync()
    assert "'p/2' is left out" in caplog.text
    assert get_territory(kind="custom", code="p1").communes
    assert client.get("/territoires/?q=pays+des+songes").status_code == 200
    assert client.get("/territoires/commune/XA009/").status_code == 200


def test_no_table_replaces_the_reference(world: World) -> None:
    before = held()
    world.give_list("X00000003,A false name,X00000006", dataset="false", kind="epci")
    world.sync()
    assert get_territory(kind="epci", code="X00000003").name == "CC du Pays des Brumes"
    store.remove("false", home=world.home)
    world.sync()
    assert held() == before


def test_the_example_country_goes_whole_and_comes_back(world: World, client: Client) -> None:
    world.give_list("p1,Pays des Songes,X00000004")
    world.sync()
    installation.remove(world.home)
    # Already unknown, before the database has learnt of it.
    assert client.get("/observatoire/zone-emploi/X001/").status_code == 404
    assert client.get("/api/v1/perimeters/zone_emploi/X001/profile").status_code == 404
    report = world.sync()
    assert set(report.removed) == {"example", "table:pays"}
    # Those that somebody's mandate is for stay, and are shown nowhere.
    left = Perimeter.objects.filter(country="XX")
    assert set(left.values_list("origin", flat=True)) == {"unloaded"}
    assert left.count() < 30
    assert "Hautecomète" not in client.get("/").text
    assert get_territory(kind="commune", code="44184").name == "Saint-Nazaire"
    installation.install(world.home)
    # The list that somebody imported about it was kept aside.
    assert world.sync().loaded == ("example", "table:pays")
    assert get_territory(kind="zone_emploi", code="X001").communes
    assert search.search_perimeters("port-mirage")[0].perimeter.code == "X001"


@pytest.mark.parametrize("step", ["_load_details", "spellings.update_index", "insert_rows"])
def test_a_failure_in_the_middle_leaves_all_as_before(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    world.give_list("p0,Avant,X00000003")
    world.sync()
    before = held()

    def fail(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    world.give_list("p1,Pays des Songes,X00000004")
    owner, name = (spellings, step.split(".")[1]) if "." in step else (services, step)
    monkeypatch.setattr(owner, name, fail)
    with pytest.raises(OSError, match="No space"):
        world.sync()
    assert held() == before
    monkeypatch.undo()
    assert world.sync().loaded == ("table:pays",)
    assert get_territory(kind="custom", code="p1").name == "Pays des Songes"


def test_what_is_remembered_of_a_perimeter_that_is_over_is_of_today_s_communes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = Perimeter.objects.filter(kind="epci", country="FR", last_vintage__lt=2023)[:12]
    read = {}
    for large in (10**9, 1):
        monkeypatch.setattr(memberships, "_LARGE", large)
        for perimeter in over:
            territory = get_territory(kind="epci", code=perimeter.code)
            around = {p.pk: count for p, count in get_surroundings(territory).shared}
            assert read.setdefault(perimeter.code, (territory.communes, around)) == (
                territory.communes,
                around,
            )
    assert len(read) == 12
