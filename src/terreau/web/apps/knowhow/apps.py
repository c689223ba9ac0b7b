"""The app's name."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """What organisations can do and seek: written, searched, verified, kept true."""

    name = "terreau.web.apps.knowhow"
    label = "knowhow"
    verbose_name = "Savoir-faire"
