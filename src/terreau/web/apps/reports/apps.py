"""The app's name."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of profiles and comparisons, and the states of data they were made from."""

    name = "terreau.web.apps.reports"
    label = "reports"
    verbose_name = "Rapports"

    def ready(self) -> None:
        """Listen."""
        from terreau.web.apps.reports import receivers  # noqa: F401
