"""The curation app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CurationConfig(AppConfig):
    """Names the app, and gives the groups their rights whenever the database was migrated."""

    name = "curation"
    verbose_name = "Curation"

    def ready(self) -> None:
        from curation.groups import apply_rights

        post_migrate.connect(apply_rights, dispatch_uid="curation.groups")
