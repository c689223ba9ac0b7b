"""The app's name, and what it declares to the others."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Who works with whom: memberships, supplies, spaces, ties, and their measures."""

    name = "terreau.web.apps.network"
    label = "network"
    verbose_name = "Réseau"

    def ready(self) -> None:
        """Declare the ties, the section of an organisation, the history, personal data, rows."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.directory.slots import Slot, declare_slot
        from terreau.web.apps.network import introductions, own_rows, own_ties
        from terreau.web.apps.network.models import CooperationSpace
        from terreau.web.apps.network.permissions import space_audience
        from terreau.web.apps.network.selectors.chain_actors import (
            declare_chain_projects,
            space_projects,
        )
        from terreau.web.apps.network.selectors.declared import section_of
        from terreau.web.apps.network.services.example import seed_contacts, seed_example
        from terreau.web.shared.navigation import Section, declare_directory_section
        from terreau.web.shared.visibility import declare_audience

        declare_audience(CooperationSpace, space_audience)
        declare_directory_section(Section(40, _("Réseau"), "network:index"))
        declare_slot(Slot(40, "network/_works_with.html", section_of))
        declare_chain_projects(_("Espace de coopération"), space_projects)
        declare_seed(40, seed_example)
        declare_seed(62, seed_contacts)  # after the people of the directory
        own_ties.declare()
        introductions.declare()
        own_rows.declare()
