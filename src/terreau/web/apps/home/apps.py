"""The app's name, and what it keeps no longer than it must."""

from django.apps import AppConfig
from django.conf import settings

from terreau.web.shared.retention import Rule, declare_rule


class HomeConfig(AppConfig):
    """The pages that belong to no domain."""

    name = "terreau.web.apps.home"
    label = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        """Listen, and declare what is deleted when and what waits for whom."""
        from terreau.web.apps.accounts.awaiting import Source, declare_awaited
        from terreau.web.apps.home import (  # noqa: F401
            gathering,
            outbox,
            own_rows,
            receivers,
            rules,
            selectors,
            services,
        )

        own_rows.declare()
        declare_awaited(Source(selectors.awaited_messages, selectors.tell_messages))
        messages = services.count_expired_messages, services.purge_contact_messages
        declare_rule(Rule("contact-messages", rules.KEPT_DAYS, *messages))
        logs = gathering.count_old_logs, gathering.delete_old_logs
        declare_rule(Rule("request-logs", settings.LOG_DAYS, *logs))
        letters = outbox.count_old_letters, outbox.delete_old_letters
        declare_rule(Rule("outbox", outbox.KEPT_DAYS, *letters))
