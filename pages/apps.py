"""The pages app."""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps


class PagesConfig(AppConfig):
    """Names the app."""

    name = "pages"

    def ready(self) -> None:
        """Tell previews which page shows entries that have none of their own, and what moves the content's version."""
        from caching.content_version import watch
        from curation.editing.preview import PAGE_ADDRESSES
        from evidence.models import Figure, Passage
        from pages.sources.contents import address_in_source

        PAGE_ADDRESSES.update({Figure: address_in_source, Passage: address_in_source})
        watch(*public_models())


def public_models() -> Iterator[Any]:
    """The models whose tables public pages read; drafts of entries are in them too, drafts of changes are not."""
    from pghistory.models import Event

    from curation.models import PublishedVersion
    from evidence.models import ImportedRecord, StudyImport, StudyMerge
    from workforce.models import WresImport, WresImportRow

    records_of_work = (StudyImport, ImportedRecord, StudyMerge, WresImport, WresImportRow)
    yield PublishedVersion
    for app in ("evidence", "workforce", "recommendations"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            is_kept_history = model._meta.proxy or issubclass(model, Event)
            if not is_kept_history and model not in records_of_work:
                yield model
