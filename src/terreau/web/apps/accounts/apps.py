"""The app's name."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The people who sign in, the scope of a request, and the history of what was done."""

    name = "terreau.web.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"
