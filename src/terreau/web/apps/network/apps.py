"""The app's name."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Who works with whom: memberships, supplies, spaces, ties, and their measures."""

    name = "terreau.web.apps.network"
    label = "network"
    verbose_name = "Réseau"
