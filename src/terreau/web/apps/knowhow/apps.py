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

        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.directory.slots import Slot, declare_slot
        from terreau.web.apps.knowhow import (  # noqa: F401
            introductions,
            own_rows,
            receivers,
            search_receivers,
        )
        from terreau.web.apps.knowhow.presenters import know_how_slot
        from terreau.web.apps.knowhow.services.example import seed_know_how
        from terreau.web.shared.navigation import (
            Section,
            declare_directory_section,
            declare_section,
        )

        introductions.declare()
        own_rows.declare()
        declare_seed(20, seed_know_how)
        declare_slot(Slot(10, "knowhow/slot.html", know_how_slot))
        # One comes to the directory to find who can do something.
        declare_section(Section(50, _("Annuaire"), "knowhow:search", "directory:organisations"))
        declare_directory_section(Section(10, _("Savoir-faire"), "knowhow:search"))
