"""People of the example country, each with a mandate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from terreau.datasets.registers.stock import ESTABLISHMENT_COLUMNS, UNIT_COLUMNS
from terreau.web import register_entry
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.directory.permissions import READ, WRITE
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.territories.models import Perimeter

Give = Callable[..., User]
TI = "territoire-industrie"


@pytest.fixture
def ti() -> Perimeter:
    """Return a TI of the example country."""
    return Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by("code")[0]


@pytest.fixture
def other_ti(ti: Perimeter) -> Perimeter:
    """Return another one, that shares no commune with it."""
    inside = ti.members.values("commune_code")
    return (
        Perimeter.objects.filter(country="XX", kind="territoire_industrie")
        .exclude(members__commune_code__in=inside)
        .order_by("code")[0]
    )


@pytest.fixture
def give() -> Give:
    """Return ``give(role, about)``: a person who holds that mandate."""

    def make(role: Role, about: Perimeter | Organisation, until: date | None = None) -> User:
        person = User.objects.create_user(f"{role}.{User.objects.count()}@exemple.fr", name=role)
        field = "perimeter" if isinstance(about, Perimeter) else "organisation"
        Mandate.objects.create(
            holder=person, role=role, valid_from=date(2026, 1, 1), valid_to=until, **{field: about}
        )
        return person

    return make


@pytest.fixture
def acting_as() -> Callable[[User], Acting]:
    """Return ``acting_as(person)``: what a request of that person gives a service."""
    return lambda person: Acting(person, scope_of(person))


@pytest.fixture
def signed() -> Callable[[User], Client]:
    """Return ``signed(person)``: a browser in which they are signed in."""

    def browse(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browse


def key_of(person: User) -> str:
    """Return a key that acts as a person in the directory."""
    _kept, key = make_token(
        acting=Acting(person, scope_of(person)), name="Essai", allows=[READ, WRITE],
        lasts=timedelta(days=1),
    )  # fmt: skip
    return key


@pytest.fixture
def keyed() -> Callable[[User], Client]:
    """Return ``keyed(person)``: a program that has a key of theirs."""
    return lambda person: Client(headers={"Authorization": f"Bearer {key_of(person)}"})


@pytest.fixture
def seat(ti: Perimeter) -> Perimeter:
    """Return a commune of the TI."""
    return commune_of(ti)


@pytest.fixture
def far_seat(other_ti: Perimeter) -> Perimeter:
    """Return a commune of the other TI."""
    return commune_of(other_ti)


def commune_of(perimeter: Perimeter) -> Perimeter:
    code = perimeter.members.filter(last_vintage=perimeter.last_vintage).earliest("commune_code")
    return Perimeter.objects.get(kind="commune", code=code.commune_code)


@pytest.fixture
def company(seat: Perimeter) -> Organisation:
    """Return a company of the TI, seen by its territory."""
    return Organisation.objects.create(
        name="Forge d’Essai", folded_name="forge d essai", kind="company", siren="732829320",
        seat=seat, email="forge@exemple.fr", phone="01 02 03 04 05", note="rappeler",
        visibility="territory",
    )  # fmt: skip


class Stock:
    """Stock files of a territory, written and imported."""

    def __init__(self, folder: Path, ti: Perimeter, seat: Perimeter) -> None:
        self.folder, self.ti, self.seat = folder, ti, seat
        self.rows: dict[str, dict[str, str]] = {}
        self.units: dict[str, dict[str, str]] = {}

    def holds(self, siret: str, name: str = "", /, **cells: str) -> Stock:
        unit = {n: v for n, v in cells.items() if n in UNIT_COLUMNS}
        self.rows[siret] = {
            "siret": siret,
            "statutDiffusionEtablissement": "O",
            "trancheEffectifsEtablissement": "11",
            "dateDernierTraitementEtablissement": "2026-10-31T08:00:00",
            "etablissementSiege": "true",
            "codeCommuneEtablissement": self.seat.code,
            "dateDebut": "2026-05-01",
            "etatAdministratifEtablissement": "A",
            "activitePrincipaleEtablissement": "25.11Z",
            "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        } | {n: v for n, v in cells.items() if n in ESTABLISHMENT_COLUMNS}
        self.units[siret[:9]] = {
            "siren": siret[:9],
            "statutDiffusionUniteLegale": "O",
            "denominationUniteLegale": name or f"ATELIER {siret[3:9]}",
            "categorieJuridiqueUniteLegale": "5710",
        } | unit
        return self

    def write(self) -> tuple[Path, Path]:
        return (
            self._file("stock", ESTABLISHMENT_COLUMNS, list(self.rows.values())),
            self._file("units", UNIT_COLUMNS, list(self.units.values())),
        )

    def _file(self, name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
        path = self.folder / f"{name}.parquet"
        cells = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns}
        pq.write_table(pa.table(cells), path)
        return path

    def run(self, *, trial: bool = False) -> RegisterRun:
        register_entry.import_register(
            self.write(),
            (TI, self.ti.code),
            [],
            "",
            trial=trial,
            progress=lambda *_: None,
        )
        return RegisterRun.objects.first()  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is read of registers apart, test by test."""
    for module in ("register_requests", "register_runs"):
        place = f"terreau.web.apps.directory.services.{module}.folder_of_registers"
        monkeypatch.setattr(place, lambda: tmp_path / "registers")


@pytest.fixture
def stock(tmp_path: Path, ti: Perimeter, seat: Perimeter) -> Stock:
    return Stock(tmp_path, ti, seat)


@pytest.fixture
def keeper(give: Give, ti: Perimeter) -> User:
    return give(Role.PROJECT_MANAGER, ti)
