"""The app's name, and where the mandates of a person are found."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, mandates, and how one comes to hold them."""

    name = "terreau.web.apps.directory"
    label = "directory"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        """Declare what scopes are made of, what tokens allow, the section; listen."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts.acts import declare_act
        from terreau.web.apps.accounts.scope import declare_holdings
        from terreau.web.apps.directory import (
            introductions,
            own_rows,
            people_rules,
            receivers,  # noqa: F401
        )
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.directory.models import Contact, Organisation
        from terreau.web.apps.directory.permissions import READ, WRITE, audience
        from terreau.web.apps.directory.selectors.contacts import contact_slot
        from terreau.web.apps.directory.selectors.mandates import list_holdings
        from terreau.web.apps.directory.selectors.requests import count_waiting
        from terreau.web.apps.directory.services.example import seed_example
        from terreau.web.apps.directory.services.example_people import seed_people
        from terreau.web.apps.directory.services.example_registers import seed_registers
        from terreau.web.apps.directory.slots import Slot, declare_slot
        from terreau.web.shared.navigation import (
            Section,
            declare_account_section,
            declare_counter,
            declare_directory_section,
        )
        from terreau.web.shared.visibility import declare_audience

        declare_act(READ, _("Lire l’annuaire : organisations, mandats, leur historique"))
        declare_act(WRITE, _("Écrire dans l’annuaire : organisations, mandats, demandes"))
        declare_holdings(list_holdings)
        declare_audience(Organisation, audience)
        declare_audience(Contact, lambda scope, contact: audience(scope, contact.organisation))
        declare_slot(Slot(10, "directory/_contacts.html", contact_slot))
        declare_directory_section(Section(20, _("Organisations"), "directory:organisations"))
        declare_directory_section(Section(60, _("Référents"), "directory:referents"))
        declare_seed(10, seed_example)
        declare_seed(60, seed_people)
        declare_seed(15, seed_registers)
        declare_counter(lambda request: count_waiting(request.scope, request.user))
        declare_account_section(Section(20, _("Mes mandats"), "directory:own_mandates"))
        introductions.declare()
        own_rows.declare()
        people_rules.declare()
