"""The app's name."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Companies asked and heard: visits, questions to a territory, how often each is asked."""

    name = "terreau.web.apps.outreach"
    label = "outreach"
    verbose_name = "Visites et questions"
