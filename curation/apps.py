"""The curation app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CurationConfig(AppConfig):
    """Names the app, and sees to rights and history whenever the database was migrated."""

    name = "curation"
    verbose_name = "Curation"

    def ready(self) -> None:
        from curation.groups import apply_rights
        from curation.history import replace_functions
        from database.applied_migrations import note_digests

        post_migrate.connect(apply_rights, dispatch_uid="curation.groups")
        # Django tells the apps in the order of the settings, so django-pgtrigger has put in its own by then.
        post_migrate.connect(replace_functions, sender=self, dispatch_uid="curation.history")
        post_migrate.connect(note_digests, sender=self, dispatch_uid="database.applied_migrations")
