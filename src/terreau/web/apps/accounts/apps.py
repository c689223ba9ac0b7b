"""The app's name, and what it listens to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The people who sign in, the scope of a request, and the history of what was done."""

    name = "terreau.web.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen to those who sign in."""
        from terreau.web.apps.accounts import receivers  # noqa: F401
