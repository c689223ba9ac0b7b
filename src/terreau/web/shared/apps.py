"""The app that carries shared templates, components and static files."""

from django.apps import AppConfig
from django.db import connection


class SharedConfig(AppConfig):
    """Components, errors and language: no table of its own."""

    name = "terreau.web.shared"
    label = "shared"

    def ready(self) -> None:
        """Prepare connections to PostgreSQL, where there are any."""
        if connection.vendor == "postgresql":
            from terreau.web.shared.postgresql import watch_connections

            watch_connections()
