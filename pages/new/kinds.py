"""The kinds of entries that are told of when they are new or change, and what an entry of theirs shows."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.text import capfirst

from curation.filters import ChangedSinceFilter
from curation.public_history import PUBLISHED, PublicChange, public_histories
from evidence.filters import CaseStudyFilterSet, ResourceFilterSet, source_filter, theme_filter
from evidence.models import CaseStudy, Definition, Resource, Source, Study
from lists.filter_sets import ListFilterSet
from lists.links import link
from pages.studies.filters import StudyFilterSet
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Recommendation
from workforce.models import Statistic

#: The filters that mean the same for several kinds.
SHARED = ("q", "audience", "theme", "source", "setting", "population")


class _StatisticFilterSet(ListFilterSet):
    theme = theme_filter()
    source = source_filter(path="source__slug")
    changed_since = ChangedSinceFilter()
    sorts = (("document", "Document order", ("position",)),)

    class Meta(ListFilterSet.Meta):
        model: Any = Statistic
        fields: list[str] = []


class _DefinitionFilterSet(_StatisticFilterSet):
    theme = None  # type: ignore[assignment]  # how a FilterSet is told to leave one out

    class Meta(_StatisticFilterSet.Meta):
        model = Definition


class _SourceFilterSet(_DefinitionFilterSet):
    source = source_filter(path="slug")

    class Meta(_StatisticFilterSet.Meta):
        model = Source


@dataclass(frozen=True)
class Kind:
    """A kind of entries."""

    name: str  # in the address
    model: Any
    filterset: type[ListFilterSet]  # what decides which entries a filter leaves
    summary: str  # the field that says what an entry is about
    is_searched: bool = True  # whether it has a column for the full-text search

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def takes(self, filters: Iterable[str]) -> bool:
        """Whether its entries can be filtered by all of these."""
        return all(name in self.filterset.base_filters and (name != "q" or self.is_searched) for name in filters)


RECOMMENDATIONS = Kind("recommendations", Recommendation, RecommendationFilterSet, "statement")
STUDIES = Kind("studies", Study, StudyFilterSet, "what_was_done")
CASE_STUDIES = Kind("case-studies", CaseStudy, CaseStudyFilterSet, "summary")
RESOURCES = Kind("resources", Resource, ResourceFilterSet, "description")
KINDS = (
    RECOMMENDATIONS,
    STUDIES,
    CASE_STUDIES,
    RESOURCES,
    Kind("statistics", Statistic, _StatisticFilterSet, "counted"),
    Kind("definitions", Definition, _DefinitionFilterSet, "text"),
    Kind("sources", Source, _SourceFilterSet, "summary", is_searched=False),
)

#: The place of a kind in KINDS and the key of an entry of it.
EntryKey = tuple[int, int]


@dataclass(frozen=True)
class ChangedEntry:
    """An entry with how it changed, newest first; the last of the changes is that it was published."""

    kind: Kind
    entry: Any
    history: tuple[PublicChange, ...]

    @property
    def guid(self) -> str:
        """What names the entry in every feed for good, whatever its title and the host."""
        return uuid5(NAMESPACE_URL, f"{self.kind.name}/{'/'.join(map(str, self.entry.natural_key()))}").urn

    @property
    def text(self) -> str:
        return link(self.entry)["text"]

    @property
    def href(self) -> str:
        return link(self.entry)["href"]

    @property
    def label(self) -> str:
        return capfirst(self.kind.noun)

    @property
    def summary(self) -> str:
        return str(getattr(self.entry, self.kind.summary))

    @property
    def on(self) -> datetime.date:
        """The day of the last change."""
        return self.history[0].on

    def is_new(self, since: datetime.date | None) -> bool:
        """Whether the public can see it only since a day or, of none, has seen no change of it."""
        first = self.history[-1].on
        return first >= since if since else first == self.on

    def changes(self, since: datetime.date | None) -> list[PublicChange]:
        """What changed since a day or, of none, on the last; that it was published is none of it."""
        since = since or self.on
        return [each for each in self.history if each.on >= since and each.what != PUBLISHED]


def read_entries(kinds: Iterable[Kind], keys: Collection[EntryKey]) -> dict[EntryKey, ChangedEntry]:
    """The entries with these keys, of those that the public may see."""
    found = {}
    for place, kind in enumerate(kinds):
        of_kind = [key for of, key in keys if of == place]
        if not of_kind:
            continue
        rows = kind.model.objects.published().filter(pk__in=of_kind)
        if "search" in {field.name for field in kind.model._meta.fields}:
            rows = rows.defer("search")
        histories = public_histories(kind.model, of_kind)
        for row in rows.select_related("source") if hasattr(kind.model, "source") else rows:
            found[place, row.pk] = ChangedEntry(kind, row, tuple(histories[row.pk]))
    return found
