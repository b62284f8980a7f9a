"""The lists app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """Names the app."""

    name = "lists"
    verbose_name = "Lists"
