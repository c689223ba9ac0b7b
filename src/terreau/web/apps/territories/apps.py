"""The app's name and its section of the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.navigation import Section, declare_section


class TerritoriesConfig(AppConfig):
    """The perimeters on which everything else stands."""

    name = "terreau.web.apps.territories"
    label = "territories"
    verbose_name = "Territoires"

    def ready(self) -> None:
        """Declare where territories are found, and listen."""
        from terreau.web.apps.territories import receivers  # noqa: F401

        declare_section(Section(10, _("Territoires"), "territories:search"))
