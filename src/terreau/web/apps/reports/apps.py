"""The app's name and what it adds to the header."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of profiles and comparisons, and the states of data they were made from."""

    name = "terreau.web.apps.reports"
    label = "reports"
    verbose_name = "Rapports"
