"""What a register says of the example country: two readings of a made-up stock, a month apart."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers import Establishment
from terreau.web.apps.accounts.scope import OPERATOR
from terreau.web.apps.directory.enums import Register, RegisterRunState
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.register_rules import Entry, entry_of
from terreau.web.apps.directory.services.register_writing import write_entries
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import list_communes

_NAME, _NAF, _BAND, _CATEGORY = range(4)
# Name, activity, band of headcount, legal category: all made up.
_MADE_UP = (
    ("TÔLERIE DES SONGES", "25.11Z", "12", "5710"),
    ("USINAGE DU PORT IMAGINAIRE", "25.62B", "21", "5499"),
    ("PLASTIQUES DE LA LUNE", "22.29A", "22", "5710"),
    ("SCIERIE DU BOIS-CHIMÈRE", "16.10A", "11", "5499"),
    ("CONSERVERIE DE BRUME", "10.39A", "31", "5710"),
    ("ÉLECTRONIQUE VAPORISTE", "26.11Z", "12", "5710"),
    ("TEXTILES DU SONGE LÉGER", "13.20Z", "21", "5710"),
    ("RECYCLAGE DES ÉTOILES", "38.32Z", "11", "5710"),
    ("SYNDICAT MIXTE DES EAUX RÊVÉES", "36.00Z", "21", "7354"),
    ("LYCÉE DES MÉTIERS INVENTÉS", "85.32Z", "22", "7331"),
    ("", "31.01Z", "", "1000"),
)
_COMPANY = ("FONDERIE DE LA LICORNE", "24.52Z", "21", "5710")


@transaction.atomic
def seed_registers() -> bool:
    """Write two readings of a made-up register, a month apart, once.

    Returns
    -------
    bool
        Whether something was written: False where they are here already, or nobody is.
    """
    ti = _territory()
    company = Organisation.objects.filter(seat__country=Country.EXAMPLE).order_by("pk").first()
    if ti is None or company is None or RegisterRun.objects.filter(perimeter=ti).exists():
        return False
    seats = [commune.code for commune in list_communes(last_members([ti]), limit=4)]
    own = _siret(company.siren)
    first = [_entry(rank, row, seats) for rank, row in enumerate(_MADE_UP)]
    _read(ti, [_of(_COMPANY, own, company.seat.code if company.seat else ""), *first], days=32)
    later = [_entry(rank, row, seats, is_later=True) for rank, row in enumerate(_MADE_UP)]
    _read(ti, later, days=2)
    return True


def _read(ti: Perimeter, entries: list[Entry], *, days: int) -> None:
    """Write a reading as it would have been some days ago."""
    at = timezone.now() - timedelta(days=days)
    run = RegisterRun.objects.create(
        register=Register.SIRENE,
        perimeter=ti,
        edition=at.date().replace(day=1).isoformat(),
        state=RegisterRunState.DONE,
        total=len(entries),
        done=len(entries),
        created_at=at,
        ended_at=at,
    )
    write_entries(
        acting=OPERATOR,
        run=run,
        entries=entries,
        may_keep=lambda _seat: True,
        progress=lambda _done: None,
    )


def _entry(rank: int, row: tuple[str, ...], seats: list[str], *, is_later: bool = False) -> Entry:
    """Return what the register says of a made-up establishment; a month later, some changed."""
    siren = next(n for n in (f"0001{rank:04}{key}" for key in range(10)) if is_siren(n))
    band = "21" if is_later and rank == 0 else row[_BAND]
    closed = timezone.localdate() - timedelta(days=20) if is_later and rank == 3 else None
    told = (row[_NAME], row[_NAF], band, row[_CATEGORY])
    return _of(told, _siret(siren), seats[rank % len(seats)], closed.isoformat() if closed else "")


def _of(row: tuple[str, ...], siret: str, commune: str, closed_on: str = "") -> Entry:
    return entry_of(
        Establishment(
            siret,
            row[_NAME],
            row[_CATEGORY],
            row[_NAF],
            commune,
            row[_BAND],
            is_head=True,
            is_masked=not row[_NAME],
            closed_on=closed_on,
        )
    )


def _siret(siren: str) -> str:
    return next(n for n in (f"{siren}0001{key}" for key in range(10)) if is_siret(n))


def _territory() -> Perimeter | None:
    found = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE, country=Country.EXAMPLE, last_vintage__isnull=False
    )
    return found.order_by("code").first()
