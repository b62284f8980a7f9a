"""The workspaces app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_delete


class WorkspacesConfig(AppConfig):
    """Names the app, and sees to excerpts of entries that are deleted or merged."""

    name = "workspaces"
    verbose_name = "Workspaces"

    def ready(self) -> None:
        from curation.models import Entry
        from evidence.study_merging import FOLLOWING
        from workspaces.models.excerpts import Excerpt, delete_with_entry

        FOLLOWING.append(Excerpt)

        for model in apps.get_models():
            if issubclass(model, Entry):
                post_delete.connect(delete_with_entry, sender=model, dispatch_uid=f"workspaces.{model._meta.label}")
