"""The app's name, and what it declares."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Companies asked and heard: visits, questions to a territory, how often each is asked."""

    name = "terreau.web.apps.outreach"
    label = "outreach"
    verbose_name = "Visites et questions"

    def ready(self) -> None:
        """Declare what waits for people, what has a history, what is personal, the pages."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts.awaiting import declare_awaited
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.outreach import introductions, own_rows
        from terreau.web.apps.outreach.selectors.visits import list_awaited_promises
        from terreau.web.apps.outreach.services.example import seed_visits
        from terreau.web.shared.navigation import Section, declare_directory_section

        declare_awaited(list_awaited_promises)
        declare_directory_section(Section(60, _("Visites"), "outreach:visits"))
        declare_seed(60, seed_visits)
        introductions.declare()
        own_rows.declare()
