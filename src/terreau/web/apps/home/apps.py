"""The app's name."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The pages that belong to no domain."""

    name = "terreau.web.apps.home"
    label = "home"
    verbose_name = "Accueil"
