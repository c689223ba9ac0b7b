"""The app's name, and what it declares."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Money: schemes, who they fit, files, who promised and paid what."""

    name = "terreau.web.apps.funding"
    label = "funding"
    verbose_name = "Financements"

    def ready(self) -> None:
        """Declare the section, the rights of keys, histories, rows, the example."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts.acts import declare_act
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.funding import introductions, own_rows, sections
        from terreau.web.apps.funding.services.example import seed_example
        from terreau.web.apps.funding.standing import READ, WRITE
        from terreau.web.shared.navigation import Section, declare_section
        from terreau.web.shared.thread import declare_step

        declare_act(READ, _("Lire ce que vos organisations ont dit pour les financements"))
        declare_act(WRITE, _("Écrire dans les financements : dispositifs, réponses"))
        declare_section(Section(45, _("Aides"), "funding:index"))
        declare_step("scheme", lambda: reverse("funding:index"))
        declare_seed(80, seed_example)
        introductions.declare()
        own_rows.declare()
        sections.declare()
