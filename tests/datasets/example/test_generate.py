"""The generator: the same country each time, marked as an example, coherent with itself."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter

import pyarrow as pa
import pyarrow.ipc
import pytest

from terreau.core.text import fold
from terreau.datasets.example import COUNTRY, EXAMPLE_MARK, ExampleCountry, generate
from terreau.datasets.example.places import read_places, read_sectors
from terreau.datasets.reference.naf import bridge
from terreau.datasets.reference.schemas import TABLES


@pytest.fixture(scope="module")
def country() -> ExampleCountry:
    return generate()


def digest(country: ExampleCountry) -> str:
    """Return a digest of every table, schema and metadata included."""
    seen = hashlib.sha256()
    for name, table in country.tables().items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        seen.update(name.encode() + sink.getvalue().to_pybytes())
    return seen.hexdigest()


def test_another_process_draws_the_same_bytes(country: ExampleCountry) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(__file__).rsplit('/', 1)[0]!r});"
        "from test_generate import digest; from terreau.datasets.example import generate;"
        "print(digest(generate()))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    )
    assert elsewhere.stdout.strip() == digest(country)


def test_the_same_process_draws_the_same_bytes_again(country: ExampleCountry) -> None:
    assert digest(generate()) == digest(country)


def test_another_seed_draws_another_country_in_the_same_places(country: ExampleCountry) -> None:
    other = generate(seed=2)
    assert other.communes == country.communes
    assert other.employment != country.employment
    assert other.populations != country.populations
    assert other.census != country.census


def test_tables_have_the_schemas_of_the_reference(country: ExampleCountry) -> None:
    tables = country.tables()
    for name in tables.keys() & TABLES.keys():
        assert tables[name].schema.equals(TABLES[name])
    assert country.perimeter_members.schema.equals(TABLES["members"])
    for table in tables.values():
        for field, column in zip(table.schema, table.columns, strict=True):
            assert field.nullable or column.null_count == 0, field


def test_the_country_has_the_size_that_its_documentation_says(country: ExampleCountry) -> None:
    kinds = Counter(country.perimeters.column("kind").to_pylist())
    assert kinds == {
        "epci": 8,
        "departement": 2,
        "region": 1,
        "zone_emploi": 2,
        "bassin_de_vie": 9,
        "territoire_industrie": 3,
    }
    assert country.communes.num_rows == 63
    assert country.communes.column("last_vintage").to_pylist().count(2026) == 60
    assert set(country.employment.column("year").to_pylist()) == set(range(2010, 2025))
    assert {sector.code for sector in read_sectors()} == set(bridge("A88", "A38"))


def test_every_table_carries_the_mark(country: ExampleCountry) -> None:
    for table in country.tables().values():
        assert table.schema.metadata == EXAMPLE_MARK
    assert EXAMPLE_MARK[b"terreau.country"].decode() == COUNTRY == "XX"


def test_every_code_is_one_that_cannot_be_real(country: ExampleCountry) -> None:
    perimeters = country.perimeters.to_pydict()
    for kind, code in zip(perimeters["kind"], perimeters["code"], strict=True):
        assert code.startswith("2:ti-x" if kind == "territoire_industrie" else "X")
    for commune in country.communes.column("code").to_pylist():
        assert commune[:2] in {"XA", "XB"}
        assert len(commune) == 5
    for postal_code in country.postal_codes.column("postal_code").to_pylist():
        assert postal_code.startswith("X")
        assert len(postal_code) == 5


def test_names_fold_to_distinct_names_but_for_one_wanted_pair(country: ExampleCountry) -> None:
    names = Counter(fold(name) for name in country.communes.column("name").to_pylist())
    assert [name for name, times in names.items() if times > 1] == ["vieux songe"]


def test_members_are_communes_that_exist_in_those_vintages(country: ExampleCountry) -> None:
    lives = {
        row["code"]: (row["first_vintage"], row["last_vintage"])
        for row in country.communes.to_pylist()
    }
    known = {(row["kind"], row["code"]) for row in country.perimeters.to_pylist()}
    for table in (country.members, country.perimeter_members):
        for row in table.to_pylist():
            assert (row["kind"], row["code"]) in known
            assert (row["first_vintage"], row["last_vintage"]) == lives[row["commune"]]


@pytest.mark.parametrize("kind", ["epci", "departement", "region", "zone_emploi", "bassin_de_vie"])
@pytest.mark.parametrize("vintage", read_places().vintages)
def test_each_commune_belongs_to_one_perimeter_of_each_kind(
    country: ExampleCountry, kind: str, vintage: int
) -> None:
    rows = country.members.to_pylist() + country.perimeter_members.to_pylist()
    found = [
        row["commune"]
        for row in rows
        if row["kind"] == kind and row["first_vintage"] <= vintage <= row["last_vintage"]
    ]
    living = [
        row["code"]
        for row in country.communes.to_pylist()
        if row["first_vintage"] <= vintage <= row["last_vintage"]
    ]
    assert sorted(found) == sorted(living)


def test_populations_stand_in_the_codes_of_the_vintage_that_published_them(
    country: ExampleCountry,
) -> None:
    places = read_places()
    rows = country.populations.to_pylist()
    for year, vintage in places.population_years:
        living = {places.code_in(c.code, vintage) for c in places.communes}
        mine = [row for row in rows if row["reference_year"] == year]
        assert {row["commune"] for row in mine} == living
        assert all(row["population"] > 50 for row in mine)
