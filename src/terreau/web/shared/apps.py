"""The app that carries shared templates, components and static files."""

from django.apps import AppConfig
from django.db import connection

from terreau.web.settings import safety


class SharedConfig(AppConfig):
    """Components, errors and language: no table of its own."""

    name = "terreau.web.shared"
    label = "shared"

    def ready(self) -> None:
        """Refuse to go on where a public instance is not safe; prepare connections."""
        safety.refuse_unsafe()
        if connection.vendor == "postgresql":
            from terreau.web.shared.postgresql import watch_connections

            watch_connections()
