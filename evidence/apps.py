"""The evidence app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the app."""

    name = "evidence"

    def ready(self) -> None:
        from evidence.models import Synonyms
        from lists.text_search import use_synonyms

        use_synonyms(Synonyms.groups)
