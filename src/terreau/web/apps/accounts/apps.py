"""The app's name, and what it listens to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The people who sign in, the scope of a request, and the history of what was done."""

    name = "terreau.web.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen; declare what accounts hold of a person, and which of it has a history."""
        from terreau.web.apps.accounts import expired, own_rows, posting, receivers, stale  # noqa: F401
        from terreau.web.shared.retention import Rule, declare_rule

        own_rows.declare()
        away = stale.count_stale_accounts, stale.purge_stale_accounts
        declare_rule(Rule("stale-accounts", stale.KEPT_DAYS, *away))
        over = expired.count_expired_sessions, expired.purge_expired_sessions
        declare_rule(Rule("expired-sessions", 0, *over))
        lost = posting.count_lost_letters, posting.delete_lost_letters
        declare_rule(Rule("waiting-letters", posting.KEPT_DAYS, *lost))
