"""`terreau doctor`: every examination, and those of what the installation holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from terreau.core.errors import StoreFailure
from terreau.datasets.catalogue import list_damaged, list_datasets
from terreau.datasets.sources.model import Weight
from terreau.datasets.sources.verifying import mixed_files, verify_dataset
from terreau.web.keeping import machine, restoring
from terreau.web.keeping.findings import Finding, Level, examined
from terreau.web.keeping.tables import tables_of_database
from terreau.web.shared.engine import check_engine, is_postgresql


def examine() -> list[Finding]:
    """Examine everything, the software first."""
    every = {
        "software": machine.software,
        "settings": machine.configuration,
        "database": _database,
        "migrations": _migrations,
        "tables": tables,
        "static": machine.static,
        "permissions": machine.permissions,
        "room": machine.room,
        "clock": machine.clock,
        "worker": machine.worker,
        "letters": machine.letters,
    }
    if not Path(settings.TERREAU_HOME).is_dir():
        said = f"{settings.TERREAU_HOME} does not exist"
        return [Finding("home", Level.FAIL, said, "Run `terreau prepare`")]
    return [found for about, each in every.items() for found in examined(about, each)]


def _database() -> Iterator[Finding]:
    """Every table is read, and every key it names is there."""
    check_engine()
    restoring.check_whole(Path(settings.TERREAU_HOME))
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SHOW server_version")
            rows = sum(m._base_manager.count() for m in tables_of_database().models)
            said = f"PostgreSQL {cursor.fetchone()[0]}, {rows} rows read"
            yield Finding("database", Level.OK, said)
            return
        cursor.execute("PRAGMA integrity_check(5)")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        orphans = cursor.fetchall()
    if faults:
        said, remedy = "; ".join(faults), "Stop, then `terreau restore` the last backup"
        yield Finding("database", Level.FAIL, said, remedy)
    if orphans:
        said = f"{len(orphans)} rows name a row that is gone, in {orphans[0][0]}"
        yield Finding("database", Level.FAIL, said, "Stop, then `terreau restore` the last backup")
    if not faults and not orphans:
        yield Finding("database", Level.OK, "SQLite, sound")


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if waiting := executor.migration_plan(loader.graph.leaf_nodes()):
        said = f"{len(waiting)} to apply, from {waiting[0][0]}"
        yield Finding("migrations", Level.FAIL, said, "Run `terreau prepare`")
    elif unknown := sorted(set(loader.applied_migrations) - loader.disk_migrations.keys()):
        said = f"{'.'.join(unknown[0])} is of a newer version"
        yield Finding("migrations", Level.FAIL, said, "Install that version, or a later one")
    else:
        yield Finding("migrations", Level.OK, f"{len(loader.applied_migrations)} applied")


def tables() -> Iterator[Finding]:
    """Whether every byte of the imported tables is what was written, and every sum adds up."""
    remedy = "Remove it, then import or pull it again"
    for broken in list_damaged():
        yield Finding("tables", Level.FAIL, f"{broken.id} is damaged: {broken.why}", remedy)
    held = list_datasets()
    for edition in mixed_files(held):
        yield Finding("tables", Level.FAIL, f"{edition} comes from different files", remedy)
    for dataset in held:
        try:
            remarks = verify_dataset(dataset)
        except StoreFailure as error:
            yield Finding("tables", Level.FAIL, f"{dataset.id}: {error.sentence()}", remedy)
            continue
        is_wrong = any(remark.weight == Weight.REFUSAL for remark in remarks)
        level = Level.WARN if is_wrong else Level.OK
        said = "its sums do not add up" if is_wrong else f"sound, {dataset.rows_kept} rows"
        yield Finding("tables", level, f"{dataset.id}: {said}", remedy if is_wrong else "")
