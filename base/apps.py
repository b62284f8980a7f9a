"""The base app."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Names the app."""

    name = "base"
    verbose_name = "Evidence base"
