"""What the organisations of the example country can do and seek: all fictitious.

SIREN begin with 0007, which no register gives; each line is in ``example.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from terreau.core.siren import is_siren
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.services.lines import KnowHowFields
from terreau.web.apps.knowhow.services.noting import write_know_how
from terreau.web.apps.knowhow.understanding import understand
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import list_communes

_DOMAIN = "exemple.terreau"
# How many days ago a line was written, by how it is held today.
_WRITTEN = {"true": 400, "checked": 200, "old": 900, "new": 20}


@transaction.atomic
def seed_know_how() -> bool:
    """Write the lines of the example country, once; return whether they were written now."""
    places = _places()
    manager = _manager(places)
    if manager is None or KnowHow.objects.filter(organisation__seat__country="XX").exists():
        return False
    acting = Acting(manager, scope_of(manager))
    for rank, seed in enumerate(_seeds()):
        organisation = _organisation(acting, rank, seed, places)
        for kind, text, level, held in seed["lines"]:
            _line(acting, organisation, (kind, text, level), held)
    return True


def _seeds() -> list[dict[str, Any]]:
    file = resources.files("terreau.web.apps.knowhow") / "example.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["organisation"]
    return found


def _places() -> list[Sequence[Perimeter]]:
    """Return the communes of each TI of the example country."""
    found = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE,
        country=Country.EXAMPLE,
        last_vintage__isnull=False,
    )
    return [list_communes(last_members([ti]), limit=8) for ti in found.order_by("code")]


def _manager(places: Sequence[Sequence[Perimeter]]) -> User | None:
    """Return who keeps the directory of the first territory, once the example is there."""
    if not places:
        return None
    mandates = Mandate.objects.filter(
        role=Role.PROJECT_MANAGER, holder__email=f"cheffe.de.projet@{_DOMAIN}"
    )
    found = mandates.select_related("holder").first()
    return found.holder if found else None


def _organisation(
    acting: Acting, rank: int, seed: Mapping[str, Any], places: Sequence[Sequence[Perimeter]]
) -> Organisation:
    name = seed["name"]
    known = Organisation.objects.filter(folded_name=folded_name(name), seat__country="XX").first()
    if known is not None or "kind" not in seed:
        return known or Organisation.objects.get(folded_name=folded_name(name))
    territory, commune = seed["place"]
    seats = places[territory % len(places)]
    made = Organisation.objects.create(
        name=name,
        folded_name=folded_name(name),
        kind=seed["kind"],
        naf=seed["naf"],
        description=seed["description"],
        visibility=seed["visibility"],
        siren=_siren(rank),
        seat=seats[commune % len(seats)],
        email=f"contact@{fold(name).replace(' ', '-')}.{_DOMAIN}",
        agrees_to_contact=seed["visibility"] == "public",
    )
    record(acting, Verb.CREATED, made, {"name": ("", name)})
    return made


def _line(
    acting: Acting, organisation: Organisation, said: tuple[str, str, str], held: str
) -> None:
    kind, text, level = said
    read = understand(text)
    written = KnowHowFields(kind, text, level, read.terms, read.naf, read.rome, read.ranges)
    line = write_know_how(acting, organisation, written, KnowHowSource.KEEPER)
    today = timezone.localdate()
    line.changed_at = timezone.now() - timedelta(days=_WRITTEN[held])
    line.noted_at = line.changed_at
    if held in {"true", "checked"}:
        line.confirmed_on = today - timedelta(days=40)
    if held == "checked":
        line.verified_on, line.verified_by = today - timedelta(days=30), acting.user
    line.save()


def _siren(rank: int) -> str:
    """Return a SIREN whose key holds and that no register gives."""
    return next(n for n in (f"0007{rank + 1:04}{key}" for key in range(10)) if is_siren(n))
