"""The app's name, and what it declares."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What territories mean to do: plans, action sheets, needs, committees."""

    name = "terreau.web.apps.plans"
    label = "plans"
    verbose_name = "Plans d’action"

    def ready(self) -> None:
        """Declare the section, the rights of keys, histories, rows, ties, the example."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts.acts import declare_act
        from terreau.web.apps.accounts.awaiting import Source, declare_awaited
        from terreau.web.apps.directory.example_seeds import declare_seed
        from terreau.web.apps.plans import (
            awaited,
            figure_needs,
            introductions,
            making,
            own_rows,
            own_ties,
            receivers,  # noqa: F401
            sections,
        )
        from terreau.web.apps.plans.models import ActionSheet, Need
        from terreau.web.apps.plans.permissions import need_audience, sheet_audience
        from terreau.web.apps.plans.selectors.obligations import (
            awaited_obligations,
            tell_obligation,
        )
        from terreau.web.apps.plans.services.example import seed_example
        from terreau.web.apps.plans.services.example_agreements import seed_agreements
        from terreau.web.apps.plans.services.example_boards import seed_example as seed_boards
        from terreau.web.apps.plans.services.example_imports import seed_imports
        from terreau.web.apps.plans.services.example_restitution import seed_restitution
        from terreau.web.apps.plans.standing import READ, WRITE
        from terreau.web.shared.navigation import (
            Section,
            declare_account_section,
            declare_section,
        )
        from terreau.web.shared.thread import declare_step
        from terreau.web.shared.visibility import declare_audience

        declare_act(READ, _("Lire les plans d’action : fiches, besoins, comités"))
        declare_act(WRITE, _("Écrire dans les plans d’action : fiches, besoins, comités"))
        declare_audience(ActionSheet, sheet_audience)
        declare_audience(Need, need_audience)
        declare_section(Section(40, _("Plans"), "plans:index"))
        declare_account_section(Section(35, _("Mes fiches suivies"), "plans:alerts"))
        declare_step("action_sheet", lambda: reverse("plans:index"))
        declare_step("need", lambda: reverse("plans:needs"))
        declare_seed(70, seed_example)
        declare_seed(71, seed_agreements)
        declare_awaited(Source(awaited_obligations, tell_obligation))
        awaited.declare()
        declare_seed(75, seed_boards)
        declare_seed(76, seed_imports)
        declare_seed(77, seed_restitution)
        making.declare()
        introductions.declare()
        figure_needs.declare()
        own_rows.declare()
        own_ties.declare()
        sections.declare()
