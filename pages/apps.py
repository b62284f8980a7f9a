"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "pages"

    def ready(self) -> None:
        """Tell previews which page shows the entries that have none of their own."""
        from curation.editing.preview import PAGE_ADDRESSES
        from evidence.models import Figure, Passage
        from pages.sources.contents import address_in_source

        PAGE_ADDRESSES.update({Figure: address_in_source, Passage: address_in_source})
