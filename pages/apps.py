"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "pages"
    verbose_name = "Pages"
