"""The app's name, and what it listens to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The people who sign in, the scope of a request, and the history of what was done."""

    name = "terreau.web.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen; declare what accounts hold of a person, and which of it has a history."""
        from django.utils.translation import gettext_lazy as _

        from terreau.web.apps.accounts import expired, own_rows, posting, receivers, stale  # noqa: F401
        from terreau.web.shared.navigation import Section, declare_account_section
        from terreau.web.shared.retention import Rule, declare_rule

        for order, label, view in (
            (10, _("Mon compte"), "accounts:account"),
            (30, _("Mes données"), "accounts:own_data"),
            (40, _("Clés d’API"), "accounts:tokens"),
            (50, _("Sécurité"), "mfa_index"),
            (60, _("Adresse"), "account_email"),
            (70, _("Sessions ouvertes"), "usersessions_list"),
        ):
            declare_account_section(Section(order, label, view))
        own_rows.declare()
        away = stale.count_stale_accounts, stale.purge_stale_accounts
        declare_rule(Rule("stale-accounts", stale.KEPT_DAYS, *away))
        over = expired.count_expired_sessions, expired.purge_expired_sessions
        declare_rule(Rule("expired-sessions", 0, *over))
        lost = posting.count_lost_letters, posting.delete_lost_letters
        declare_rule(Rule("waiting-letters", posting.KEPT_DAYS, *lost))
        counted = expired.count_expired_limits, expired.purge_expired_limits
        declare_rule(Rule("sign-in-limits", 0, *counted))
