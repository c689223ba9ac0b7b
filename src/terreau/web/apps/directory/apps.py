"""The app's name, and where the mandates of a person are found."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, mandates, and how one comes to hold them."""

    name = "terreau.web.apps.directory"
    label = "directory"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        """Declare the mandates as what scopes are made of, the section; listen."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts.scope import declare_holdings
        from terreau.web.apps.directory import receivers  # noqa: F401
        from terreau.web.apps.directory.models import Organisation
        from terreau.web.apps.directory.permissions import audience
        from terreau.web.apps.directory.selectors.mandates import list_holdings
        from terreau.web.shared.navigation import Section, declare_section
        from terreau.web.shared.visibility import declare_audience

        declare_holdings(list_holdings)
        declare_audience(Organisation, audience)
        declare_section(Section(50, _("Annuaire"), "directory:organisations"))
