"""The recommendations app."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Names the app."""

    name = "recommendations"
    verbose_name = "Recommendations"
