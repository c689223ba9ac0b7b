"""The app's name, its section of the header and its step of the thread."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.navigation import Section, declare_section
from terreau.web.shared.thread import declare_step


class ObservatoryConfig(AppConfig):
    """Profiles of territories and the datasets they stand on."""

    name = "terreau.web.apps.observatory"
    label = "observatory"
    verbose_name = "Observatoire"

    def ready(self) -> None:
        """Declare where figures are found."""
        declare_section(Section(12, _("Carte"), "observatory:map"))
        declare_section(Section(13, _("Comparer"), "observatory:compare"))
        declare_section(Section(15, _("Tableaux de bord"), "observatory:dashboards"))
        declare_section(Section(16, _("Indicateurs"), "observatory:indicators"))
        declare_section(Section(20, _("Données"), "observatory:datasets"))
        declare_step("figure", lambda: reverse("territories:search"))
