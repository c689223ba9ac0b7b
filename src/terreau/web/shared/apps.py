"""The app that carries shared templates, components and static files."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Components, errors and language: no table of its own."""

    name = "terreau.web.shared"
    label = "shared"
