"""The workforce app."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """Names the app."""

    name = "workforce"
    verbose_name = "Workforce"
