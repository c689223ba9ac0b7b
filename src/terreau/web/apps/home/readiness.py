"""What the site needs in order to answer, and what of it is not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError

from terreau.core.errors import TerreauError
from terreau.datasets import catalogue
from terreau.web.shared.collected import is_collected


def list_lacking() -> list[str]:
    """Return what is lacking, a short phrase each; empty when the site can answer."""
    return [*_database(), *_store(), *_files()]


def _database() -> list[str]:
    try:
        for model in apps.get_models():
            model._meta.base_manager.first()
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return ["database: a table cannot be read"]
    # A newer database than the program is none of its business: an upgrade is under way.
    return ["database: migrations are not applied"] if _last_migrations() - set(applied) else []


def _store() -> list[str]:
    try:
        catalogue.revision(Path(settings.TERREAU_HOME))
    except (OSError, TerreauError):
        return ["store: the tables cannot be read"]
    return []


def _files() -> list[str]:
    return [] if is_collected() else ["static: files of pages are not collected"]


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, as the program has them: they do not change."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
