"""Loading of perimeters: each set of seeds once, whole, and only when it has changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import PROTECT, Q, QuerySet

from terreau.core.text import fold
from terreau.core.versions import Interval, Version, versions
from terreau.datasets.population import PopulationTable, population_table
from terreau.web.apps.territories import composition, spellings
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import (
    UNLOADED,
    Component,
    Perimeter,
    PerimeterMember,
    PostalCode,
    PrintedFact,
    SeededOrigin,
)
from terreau.web.apps.territories.rules import search_names
from terreau.web.apps.territories.seeds import PerimeterSeed, SeedSet, seed_sets
from terreau.web.shared.engine import insert_rows

_BATCH = 2_000
_UPDATED = (
    "country",
    "name",
    "folded_name",
    "subtype",
    "aliases",
    "departement",
    "place",
    "region",
    "first_vintage",
    "last_vintage",
    "population",
    "version_number",
    "version_from",
    "commune_count",
    "has_all_members",
    "origin",
)


@dataclass(frozen=True)
class SyncReport:
    """What a synchronisation did: origins loaded and origins removed."""

    loaded: tuple[str, ...]
    removed: tuple[str, ...]


def sync_perimeters(*, home: Path) -> SyncReport:
    """Bring the perimeters to what the bundle, the example and the imported tables say.

    Parameters
    ----------
    home : Path
        TERREAU_HOME, where the example country and imported tables are.

    Returns
    -------
    SyncReport
        Empty when the database already says the same: running it twice changes
        nothing. All or nothing: a fault leaves the perimeters as they were.
    """
    wanted = list(seed_sets(home))
    known = dict(SeededOrigin.objects.values_list("origin", "digest"))
    changed = [s for s in wanted if known.get(s.origin) != s.digest]
    gone = sorted(set(known) - {s.origin for s in wanted})
    if not changed and not gone:
        return SyncReport((), ())
    with transaction.atomic():
        _remove(gone)
        for rank, seeds in enumerate(wanted):
            if seeds in changed:
                _load(seeds, [earlier.origin for earlier in wanted[:rank]], home)
        loaded = tuple(seeds.origin for seeds in changed)
        spellings.update_index(_spellings(loaded), origins=loaded)
    return SyncReport(loaded, tuple(gone))


def _remove(origins: Collection[str]) -> None:
    Component.objects.filter(
        Q(perimeter__origin__in=origins) | Q(part__origin__in=origins)
    ).delete()
    _delete_unheld(Perimeter.objects.filter(origin__in=origins))
    SeededOrigin.objects.filter(origin__in=origins).delete()


def _delete_unheld(perimeters: QuerySet[Perimeter]) -> None:
    """Delete perimeters, but those that something people wrote is about: these stay, unloaded."""
    written = [
        relation
        for relation in Perimeter._meta.related_objects
        if relation.on_delete is PROTECT and relation.related_model is not Component
    ]
    held = Q(pk__in=[])
    for relation in written:
        held |= Q(pk__in=relation.related_model._meta.base_manager.values(relation.field.attname))
    kept = list(perimeters.filter(held).values_list("pk", flat=True))
    perimeters.exclude(pk__in=kept).delete()
    Perimeter.objects.filter(pk__in=kept).update(origin=UNLOADED)


def _load(seed_set: SeedSet, earlier: Collection[str], home: Path) -> None:
    others = Perimeter.objects.filter(origin__in=earlier)
    known = set(others.order_by().values_list("kind", "code"))
    seeds = [seed for seed in seed_set.read() if (seed.kind, seed.code) not in known]
    rows = [_row(seed, seed_set.origin, population_table(seed.country, home)) for seed in seeds]
    saved = {(row.kind, row.code) for row in rows}
    Perimeter.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=("kind", "code"),
        update_fields=_UPDATED,
    )
    own = Perimeter.objects.filter(origin=seed_set.origin)
    stale = [p.pk for p in own.only("pk", "kind", "code") if (p.kind, p.code) not in saved]
    Component.objects.filter(part__in=stale).delete()
    _delete_unheld(Perimeter.objects.filter(pk__in=stale))
    _load_details(seeds, seed_set.origin)
    SeededOrigin.objects.update_or_create(
        origin=seed_set.origin, defaults={"digest": seed_set.digest}
    )


def _load_details(seeds: list[PerimeterSeed], origin: str) -> None:
    keys = {
        (kind, code): pk for pk, kind, code in Perimeter.objects.values_list("pk", "kind", "code")
    }
    own = Perimeter.objects.filter(origin=origin).order_by().values("pk")
    PostalCode.objects.filter(commune__in=own).delete()
    for model in (PerimeterMember, PrintedFact, Component):
        model.objects.filter(perimeter__in=own).delete()
    # A hundred thousand rows: written as they are, without an object each.
    insert_rows(
        PerimeterMember._meta.db_table,
        ("perimeter_id", "commune_code", "first_vintage", "last_vintage"),
        ((keys[seed.kind, seed.code], *run) for seed in seeds for run in seed.memberships),
    )
    insert_rows(
        PostalCode._meta.db_table,
        ("commune_id", "postal_code"),
        ((keys[seed.kind, seed.code], code) for seed in seeds for code in seed.postal_codes),
    )
    Component.objects.bulk_create(
        Component(
            perimeter_id=keys[seed.kind, seed.code],
            part_id=keys[part.kind, part.code],
            name_printed=part.name_printed,
            confidence=part.confidence,
            basis=part.basis,
        )
        for seed in seeds
        for part in seed.components
        if (part.kind, part.code) in keys
    )
    PrintedFact.objects.bulk_create(
        PrintedFact(perimeter_id=keys[seed.kind, seed.code], **fact)
        for seed in seeds
        for fact in seed.facts
    )


def _row(seed: PerimeterSeed, origin: str, table: PopulationTable) -> Perimeter:
    version = _last_version(seed)
    return Perimeter(
        country=seed.country,
        kind=seed.kind,
        code=seed.code,
        name=seed.name,
        folded_name=fold(seed.name),
        subtype=seed.subtype,
        aliases=seed.aliases,
        departement=seed.departement,
        place=seed.place,
        region=seed.region,
        first_vintage=seed.first_vintage,
        last_vintage=seed.last_vintage,
        population=table.latest(version.communes) if version else None,
        version_number=version.number if version else None,
        version_from=version.valid_from if version else None,
        commune_count=len(version.communes) if version else 0,
        has_all_members=seed.has_all_members,
        origin=origin,
    )


def _last_version(seed: PerimeterSeed) -> Version | None:
    if seed.first_vintage is None or seed.last_vintage is None:
        return None
    if seed.kind == PerimeterKind.COMMUNE:
        return Version(1, seed.first_vintage, seed.last_vintage, frozenset({seed.code}))
    years = composition.vintages(seed.country, seed.kind, seed.first_vintage, seed.last_vintage)
    found = versions((Interval(*run) for run in seed.memberships), years)
    return found[-1] if found else None


def index_spellings() -> None:
    """Make the index of the search anew from the perimeters there are."""
    origins = set(Perimeter.objects.order_by().values_list("origin", flat=True).distinct())
    spellings.update_index(_spellings(origins), origins=origins)


def _spellings(origins: Collection[str]) -> Iterator[tuple[int, str]]:
    own = Perimeter.objects.filter(origin__in=origins).order_by("pk")
    rows: Iterable[tuple[int, str, list[str]]] = own.values_list("pk", "name", "aliases")
    for pk, name, aliases in rows:
        for spelling in search_names(name, aliases):
            yield pk, spelling
