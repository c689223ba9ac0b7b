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

        from terreau.web.apps.accounts.awaiting import Source, declare_awaited
        from terreau.web.apps.accounts.middleware import ScopedRequest
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.directory.permissions import keeps_a_directory
        from terreau.web.apps.outreach import introductions, own_rows, own_ties, sections
        from terreau.web.apps.outreach.selectors.questions import (
            awaited_answers,
            list_territories_to_ask,
            tell_answers,
        )
        from terreau.web.apps.outreach.selectors.visits import awaited_promises, tell_promise
        from terreau.web.apps.outreach.services.example import seed_visits
        from terreau.web.apps.outreach.services.example_questions import seed_questions
        from terreau.web.shared.navigation import (
            Section,
            declare_directory_section,
            declare_home_action,
        )

        def may_ask(request: ScopedRequest) -> bool:
            return bool(list_territories_to_ask(request.scope))

        def keeps_here(request: ScopedRequest) -> bool:
            return keeps_a_directory(request.scope)

        declare_awaited(Source(awaited_promises, tell_promise))
        declare_awaited(Source(awaited_answers, tell_answers))
        declare_directory_section(Section(30, _("Questions"), "outreach:questions"))
        for order, label, view in (
            (25, _("Visites"), "outreach:visits"),
            (80, _("Sollicitations"), "outreach:loads"),
        ):
            declare_directory_section(Section(order, label, view, is_for=keeps_here))
        visit, question = _("Noter une visite"), _("Poser une question au territoire")
        declare_home_action(Section(10, visit, "outreach:visit_note", is_for=keeps_here))
        declare_home_action(Section(20, question, "outreach:question_ask", is_for=may_ask))
        declare_seed(60, seed_visits)
        declare_seed(61, seed_questions)
        sections.declare()
        own_ties.declare()
        introductions.declare()
        own_rows.declare()
