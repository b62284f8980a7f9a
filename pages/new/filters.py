"""What is on the page of what is new: entries of all kinds, each found by the filters of its own list."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, repeat
from typing import Any

from django.http import QueryDict
from pyroaring import BitMap

from curation.filters import ChangedSinceFilter
from curation.last_changes import LastChanges, last_changes
from curation.models import PublishedVersion
from evidence.filters import population_filter, setting_filter, source_filter, theme_filter
from lists.facets import Chosen, Facet, FacetFilter, Value
from lists.filter_sets import ListFilterSet
from lists.wording import day_in_words
from pages.new.kinds import KINDS, SHARED, Kind
from recommendations.filters import RecommendationFilterSet

NEW, CHANGED = "new", "changed"


def _kind_values() -> list[Value]:
    return [Value(kind.name, kind.plural) for kind in KINDS]


def _change_values() -> list[Value]:
    return [Value(NEW, "New"), Value(CHANGED, "Changed")]


class ChangeFilter(FacetFilter):
    """Whether an entry is new or changed; with a day, since that day."""

    def description(self, values: Iterable[Value], chosen: Chosen) -> str:
        """Said by the day where there is one."""
        filterset: Any = self.parent  # Every FilterSet sets it.
        return "" if filterset.since else super().description(values, chosen)


class SinceFilter(ChangedSinceFilter):
    """The day since which entries are new or changed."""

    def description(self, cleaned: Any) -> str:
        what = " or ".join(cleaned.get("change") or [NEW, CHANGED])
        return f"{what} since {day_in_words(cleaned[self.field_name])}"


class NewFilterSet(ListFilterSet):
    """Which entries of all kinds are on the page, those first that were last new or changed.

    Its keys are pairs: the place of a kind in KINDS, and the key of an entry. The FilterSet of the kind's own list
    decides which of them a filter leaves. Of a kind that does not have a filter in use, it leaves none.
    """

    type = FacetFilter(
        path="",
        values=_kind_values,
        label="Type",
        noun="a type of entry",
        nouns={kind.name: (kind.noun, kind.plural) for kind in KINDS},
    )
    audience = RecommendationFilterSet.base_filters["audience"]
    theme = theme_filter()
    source = source_filter(path="")
    setting = setting_filter()
    population = population_filter()
    change = ChangeFilter(
        path="",
        values=_change_values,
        label="What happened",
        noun="something that this page tells",
        phrases={NEW: "that are new", CHANGED: "that have changed"},
    )
    changed_since = SinceFilter()

    sorts = (("last", "Last new or changed first", ()),)

    class Meta(ListFilterSet.Meta):
        # Of no table: what is found are entries of several models.
        model = PublishedVersion
        fields: list[str] = []

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, PublishedVersion.objects.none())

    @property
    def since(self) -> Any:
        """The day that the reader gave, if any."""
        return self.cleaned.get("changed_since")

    @cached_property
    def lists(self) -> dict[Kind, ListFilterSet]:
        """The list of each kind, with those of the filters in use that it has."""
        lists = {}
        for kind in KINDS:
            query = QueryDict(mutable=True)
            for name in self._in_use:
                if kind.takes([name]):
                    value = self.cleaned[name]
                    query.setlist(name, value if isinstance(value, list) else [str(value)])
            if self.since:
                query["changed_since"] = self.since.isoformat()
            lists[kind] = kind.filterset(query)
        return lists

    @cached_property
    def _in_use(self) -> list[str]:
        """The shared filters in use."""
        return [name for name in SHARED if self.cleaned.get(name)]

    def _kinds(self, without: str = "") -> list[Kind]:
        """The kinds in the list, but for a filter."""
        in_use = [name for name in self._in_use if name != without]
        chosen = [] if without == "type" else self.chosen["type"]
        return [kind for kind in KINDS if kind.takes(in_use) and (not chosen or kind.name in chosen)]

    def _changed(self, kind: Kind, keys: BitMap, change: list[str]) -> BitMap:
        """Those of the keys whose entries are new, or changed, or either."""
        if len(change) != 1:
            return keys
        last = last_changes(kind.model, self._cache)
        new = last.new_since(self.since) if self.since else last.unchanged
        return keys & new if change == [NEW] else keys - new

    def _keys_of_kind(self, kind: Kind) -> BitMap:
        return self._changed(kind, self.lists[kind].keys, self.chosen["change"])

    @cached_property
    def keys_by_kind(self) -> dict[Kind, BitMap]:
        """The keys of what is in the list."""
        return {kind: self._keys_of_kind(kind) for kind in self._kinds()}

    @property
    def total(self) -> int:
        return sum(map(len, self.keys_by_kind.values()))

    @cached_property
    def facets(self) -> list[Facet]:
        first = ("type", "change")
        names = [*first, *(name for name in self.facet_filters if name not in first)]
        return [
            self.facet_filters[name].facet(self._counts(name), self.facet_values(name), self.chosen[name])
            for name in names
        ]

    def _counts(self, name: str) -> Counter[str]:
        """How many entries have each value of a facet, given all the other filters."""
        counts: Counter[str] = Counter()
        for kind in self._kinds(without=name):
            listed = self.lists[kind]
            if name == "type":
                counts[kind.name] = len(self._keys_of_kind(kind))
            elif name == "change":
                counts.update({each: len(self._changed(kind, listed.keys, [each])) for each in (NEW, CHANGED)})
            elif kind.takes([name]):
                each = listed.facet_filters[name]
                left = self._changed(kind, listed.keys_left(without=(name,)), self.chosen["change"])
                counts.update(each.counts(listed.facet_keys(name), left, listed.chosen))
        return counts

    def keys_in_order(self, start: int, stop: int) -> list[Any]:
        return [(place, key) for _, place, key in islice(heapq.merge(*self._in_order_by_kind()), start, stop)]

    def _in_order_by_kind(self) -> Iterator[Iterator[tuple[int, int, int]]]:
        """For each kind, the day of each of its entries in the list, negative, with the place of the kind and the key.

        Merged, they are in the order of their days, those of a day in the order of the kinds.
        """
        for place, kind in enumerate(KINDS):
            if keys := self.keys_by_kind.get(kind):
                yield _in_order(last_changes(kind.model, self._cache), keys, place)


def _in_order(last: LastChanges, keys: BitMap, place: int) -> Iterator[tuple[int, int, int]]:
    rows = zip(last.keys, last.days, repeat(place), strict=False)
    return ((-day, place, key) for key, day, place in rows if key in keys)
