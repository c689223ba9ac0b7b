"""The app's name, and what it tells the apps below."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """What organisations can do and seek: written, searched, verified, kept true."""

    name = "terreau.web.apps.knowhow"
    label = "knowhow"
    verbose_name = "Savoir-faire"

    def ready(self) -> None:
        """Declare what has a history and what is held of people."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.knowhow import (  # noqa: F401
            introductions,
            own_rows,
            search_receivers,
        )
        from terreau.web.shared.navigation import Section, declare_directory_section

        introductions.declare()
        own_rows.declare()
        declare_directory_section(Section(10, _("Savoir-faire"), "knowhow:search"))
