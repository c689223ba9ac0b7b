"""The app's name, and what it tells the apps below."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """What organisations can do and seek: written, searched, verified, kept true."""

    name = "terreau.web.apps.knowhow"
    label = "knowhow"
    verbose_name = "Savoir-faire"

    def ready(self) -> None:
        """Declare what has a history and what is held of people."""
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.directory.slots import Slot, declare_slot
        from terreau.web.apps.knowhow import introductions, own_rows, receivers  # noqa: F401
        from terreau.web.apps.knowhow.presenters import know_how_slot
        from terreau.web.apps.knowhow.services.example import seed_know_how

        introductions.declare()
        own_rows.declare()
        declare_seed(20, seed_know_how)
        declare_slot(Slot(10, "knowhow/slot.html", know_how_slot))
