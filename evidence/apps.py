"""The evidence app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the app."""

    name = "evidence"
    verbose_name = "Evidence"
