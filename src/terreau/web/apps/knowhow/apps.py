"""The app's name, and what it tells the apps below."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """What organisations can do and seek: written, searched, verified, kept true."""

    name = "terreau.web.apps.knowhow"
    label = "knowhow"
    verbose_name = "Savoir-faire"

    def ready(self) -> None:
        """Declare what has a history and what is held of people."""
        from terreau.web.apps.knowhow import introductions, own_rows

        introductions.declare()
        own_rows.declare()
