"""What every entry that stands in a source document has in common."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models.functions import Greatest

from curation.models.entries import Entry, EntryQuerySet, Lacking, Status, not_blank


class SourcedEntryQuerySet(EntryQuerySet):
    """Questions asked of entries that stand in a source document."""

    def published(self) -> Self:
        """What the public may see: published, in a source that is itself published."""
        return super().published().filter(source__status=Status.PUBLISHED)

    def withdrawn(self) -> Self:
        return super().withdrawn().filter(source__status=Status.PUBLISHED)

    def with_public_from(self) -> Self:
        """From the day on which both the entry and its source were published."""
        return self.annotate(public_from=Greatest("published_on", "source__published_on"))

    def in_document_order(self) -> Self:
        """By source, then in the order in which the source brings them."""
        return self.order_by("source__position", "source_id", "position", "pk")


class SourcedEntry(Entry):
    """An entry that stands in a source document, with the place where it stands."""

    source = models.ForeignKey(
        "evidence.Source", on_delete=models.PROTECT, related_name="%(class)s_set", help_text="The document it is from."
    )
    locator = models.CharField(
        max_length=250,
        help_text="Where in the source: section, figure, table, and page when known. "
        "For example “Section 2, Adequate time”.",
    )
    position = models.PositiveIntegerField(
        default=0, help_text="Its place in the order of the document; lists of a source follow it."
    )

    class Meta(Entry.Meta):
        abstract = True
        constraints = [*Entry.Meta.constraints, not_blank("locator")]

    @property
    def is_public(self) -> bool:
        return super().is_public and self.source.is_public

    @property
    def was_public(self) -> bool:
        return super().was_public and self.source.is_public

    @classmethod
    def documents(cls, keys: Iterable[Any]) -> dict[Any, Entry]:
        sources = dict(cls._base_manager.filter(pk__in=list(keys)).values_list("pk", "source_id"))
        related: Any = cls._meta.get_field("source").related_model
        found = related._base_manager.in_bulk(set(sources.values()))
        return {key: found[source] for key, source in sources.items()}

    def prerequisites(self) -> models.QuerySet[Any]:
        return type(self.source)._base_manager.filter(pk=self.source_id)

    def lacking(self) -> list[Lacking]:
        found = super().lacking()
        if not self.source_id:
            found.append(Lacking("source", "Say which document it is from."))
        if not self.locator.strip():
            found.append(Lacking("locator", "Say where in its source it stands: section, figure, table or page."))
        return found
