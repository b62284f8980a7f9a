"""The curation app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class CurationConfig(AppConfig):
    """Names the app, and sees to rights and history whenever the database was migrated."""

    name = "curation"
    verbose_name = "Curation"

    def ready(self) -> None:
        from curation.groups import apply_rights
        from curation.history import install_triggers, replace_functions
        from curation.sign_in.sessions import note_time
        from database.applied_migrations import note_digests

        user_logged_in.connect(note_time, dispatch_uid="curation.sign_in")
        post_migrate.connect(apply_rights, dispatch_uid="curation.groups")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="curation.triggers")
        # After the triggers, with which django-pgtrigger puts in its own.
        post_migrate.connect(replace_functions, sender=self, dispatch_uid="curation.history")
        post_migrate.connect(note_digests, sender=self, dispatch_uid="database.applied_migrations")
