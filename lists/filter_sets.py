"""The base of every list's FilterSet: one place decides what is in a list, whatever renders it."""

from array import array
from collections.abc import Hashable, Sequence
from functools import cache, cached_property, partial
from itertools import islice
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.postgres.search import SearchRank
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import F, QuerySet
from django.http import QueryDict
from pyroaring import BitMap

from caching.canonical_queries import ADDED_BY_TOOLS
from caching.query_cache import QueryCache
from database.compiled_queries import CompiledQuery, Parameter
from database.key_sets import KeysByValue, all_keys, all_keys_in_order, in_order, keys_of
from lists.facets import Facet, FacetField, FacetFilter, SharedField, Value, truncated
from lists.text_search import TSQuery, parse_search

SEARCH_LENGTH = 300
# How many unknown parameters are named in the error summary; the others are only counted.
NAMED_ERRORS = 5
# Up to so many rows that a search leaves, it is quicker to read their links than those of all rows, if none are cached.
FEW = 2_000


class ListForm(forms.Form):
    """Checks the query of a list: nothing in it is ignored in silence, and what is right in it is kept."""

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The valid values of the query by field; a field with an error has none, but a facet its known values."""
        # Cleans the form unless something did before.
        self.is_valid()
        return self.cleaned_data

    def clean(self) -> dict[str, Any]:
        """Add an error for each parameter that is no filter, and for each filter with more values than it takes."""
        cleaned = super().clean() or {}
        data = self.data
        unknown = [name for name in data if name not in self.fields and not ADDED_BY_TOOLS.fullmatch(name)]
        for name in unknown[:NAMED_ERRORS]:
            self.add_error(None, f"There is no filter called “{truncated(name)}”")
        if len(unknown) > NAMED_ERRORS:
            self.add_error(None, f"There are no filters for {len(unknown) - NAMED_ERRORS} other names in this address")
        if isinstance(data, QueryDict):
            for name, form_field in self.fields.items():
                values = [value for value in dict.fromkeys(data.getlist(name)) if value]
                if not isinstance(form_field, FacetField) and len(values) > 1:
                    self.add_error(name, f"Give “{name}” one value, not {len(values)}")
        return cleaned

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Each error as the name of its field, empty if it has none, and the message."""
        errors = self.errors.items()
        return [("" if name == "__all__" else name, str(message)) for name, messages in errors for message in messages]

    def _post_clean(self) -> None:
        """Keep the known values of a facet that was also given unknown ones."""
        super()._post_clean()  # type: ignore[misc]
        for name, form_field in self.fields.items():
            if name in self.errors and isinstance(form_field, FacetField) and isinstance(self.data, QueryDict):
                self.cleaned_data[name] = form_field.known(self.data.getlist(name))


class SearchField(SharedField, forms.CharField):
    """A full-text search in websearch syntax: ``"exact phrase"``, ``-not``, ``or``."""

    default_validators = [
        ProhibitNullCharactersValidator(message="Search has a character that cannot be searched for"),
        MaxLengthValidator(SEARCH_LENGTH, message=f"Search must be {SEARCH_LENGTH} characters or fewer"),
    ]


class SearchFilter(django_filters.Filter):
    """Full-text search in the model's ``search`` column, synonyms included."""

    field_class = SearchField

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that match, with how well they do as ``rank``."""
        return _with_rank(qs, parse_search(value).tsquery) if value else qs


def _with_rank(rows: QuerySet[Any], tsquery: str | Parameter) -> QuerySet[Any]:
    query = TSQuery(tsquery)
    return rows.filter(search=query).annotate(rank=SearchRank(F("search"), query))


class ChoiceField(SharedField, forms.ChoiceField):
    """One of a few choices; the error repeats no more of another value than a message has room for."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            params = {"value": truncated(value), "label": str(self.label).lower()}
            raise ValidationError(self.error_messages["invalid_choice"], params=params)


class PageField(SharedField, forms.IntegerField):
    """The number of a page."""

    default_error_messages = {"invalid": "Page must be a whole number, like 2", "min_value": "Page must be 1 or more"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1, "max_value": 1_000_000, "required": False})


class DisplayFilter(django_filters.Filter):
    """A parameter of how results are shown: it is checked like the filters, and does not filter."""


class PageFilter(DisplayFilter):
    """The number of the page, which the paginator takes."""

    field_class = PageField


class ChoiceFilter(DisplayFilter):
    """One of a few choices, which the form's FilterSet sets."""

    field_class = ChoiceField
    invalid_choice = ""  # the error of another value

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"invalid_choice": self.invalid_choice}, **kwargs)


class SortFilter(ChoiceFilter):
    """The order, which :meth:`ListFilterSet.filter_queryset` applies last since it depends on the search."""

    invalid_choice = "“%(value)s” is not an order that this list has"


@cache
def _published(model: type[Any]) -> QuerySet[Any]:
    """The rows that the public may see; each use of it makes a queryset of its own."""
    rows: QuerySet[Any] = model.objects.published()
    return rows


@cache
def _best_first_query(filterset: Any) -> CompiledQuery[tuple[int, list[int] | None]]:
    """Reads the keys of what the public may see and a search finds, as an array, best match first."""
    published = filterset._meta.model.objects.published
    order = ("-rank", *filterset.sorts[0][2], "pk")
    return CompiledQuery(lambda tsquery: in_order(_with_rank(published(), tsquery), order))


_form_classes: dict[type["ListFilterSet"], type[ListForm]] = {}


class ListFilterSet(django_filters.FilterSet):
    """What is in a list, in which order, and how many results each further choice would leave.

    A subclass declares its filters, :attr:`sorts` and a ``Meta.model``. Facets are sets of primary keys; the search and
    the other filters are SQL. A page, a file and the counts beside the filters all follow from :attr:`keys`.
    """

    #: Name of an order, what the page calls it, and the fields to order by. The first is the default.
    sorts: ClassVar[tuple[tuple[str, str, tuple[Any, ...]], ...]] = ()
    relevance = ("relevance", "Best match")

    q = SearchFilter(label="Search")
    sort = SortFilter(label="Sort by")
    page = PageFilter(label="Page")

    class Meta:
        form = ListForm

    def __init__(self, data: QueryDict | None = None, queryset: QuerySet[Any] | None = None) -> None:
        """Filter what the public may see, or another ``queryset``."""
        self._has_own_queryset = queryset is not None
        super().__init__(data, _published(self._meta.model) if queryset is None else queryset)

    @cached_property
    def form(self) -> ListForm:
        form = self._form_class()(self.data if self.is_bound else None)
        fields: dict[str, Any] = form.fields
        for name in self.facet_filters:
            fields[name].load_values = partial(self.facet_values, name)
        return form

    def _form_class(self) -> type[ListForm]:
        """The form of this class of FilterSet, which is made once."""
        own = type(self)
        if own not in _form_classes:
            form: type[ListForm] = self.get_form_class()
            fields: dict[str, Any] = form.base_fields
            fields["sort"].choices = [self.relevance, *((name, label) for name, label, _ in self.sorts)]
            _form_classes[own] = form
        return _form_classes[own]

    @property
    def error_list(self) -> list[tuple[str, str]]:
        return self.form.error_list

    @property
    def cleaned(self) -> dict[str, Any]:
        """The valid values of the query by filter; see :attr:`ListForm.cleaned`."""
        return self.form.cleaned

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values that the reader chose of each facet, without those that are unknown."""
        return {name: self.cleaned.get(name) or [] for name in self.facet_filters}

    @property
    def search_words(self) -> str:
        return self.cleaned.get("q") or ""

    @cached_property
    def facet_filters(self) -> dict[str, FacetFilter]:
        return {name: each for name, each in self.filters.items() if isinstance(each, FacetFilter)}

    @cached_property
    def sql_filters(self) -> dict[str, Any]:
        """The search and the other filters that are no facets, by name."""
        return {name: each for name, each in self.filters.items() if not isinstance(each, (FacetFilter, DisplayFilter))}

    @cached_property
    def _cache(self) -> QueryCache:
        return QueryCache()

    def facet_values(self, name: str) -> list[Value]:
        """The values of a facet, in the order in which the page shows them."""
        each = self.facet_filters[name]
        return self._cache.get(each.load_values, each.load_values)

    def selected_values(self, name: str) -> list[Value]:
        """The values of a facet that the reader chose."""
        return self.facet_filters[name].selected(self.facet_values(name), self.chosen) if self.chosen[name] else []

    def facet_keys(self, name: str) -> KeysByValue:
        """The keys of the rows that have each value of a facet, published or not; intersect them with :attr:`keys`.

        After a search, or another SQL filter, that leaves few rows, keys of other rows may be missing.
        """
        model, each = self._meta.model, self.facet_filters[name]
        key = model, each.cache_key
        if self._few_found is None or key in self._cache:
            return self._cache.get(key, partial(each.load_keys, model))
        if each.cache_key not in self._keys_of_few:
            self._keys_of_few[each.cache_key] = each.load_keys(model, self._few_found)
        return self._keys_of_few[each.cache_key]

    @cached_property
    def _keys_of_few(self) -> dict[str, KeysByValue]:
        """What the facets give for the few rows that a search leaves, by their cache keys."""
        return {}

    @cached_property
    def _few_found(self) -> BitMap | None:
        """The keys of the rows that the search and the other SQL filters leave; None without them, or if not few."""
        found = self._keys_without_facets if self._is_filtered_by_sql else None
        return found if found is not None and len(found) <= FEW else None

    @cached_property
    def _queryset_key(self) -> Hashable:
        """What the rows that are filtered are cached under."""
        return str(self.queryset.order_by().values("pk").query) if self._has_own_queryset else self._meta.model

    @cached_property
    def keys(self) -> BitMap:
        return self.keys_left()

    @property
    def total(self) -> int:
        return len(self.keys)

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets, each of its values with its count given all the other filters."""
        return [
            each.facet(
                each.counts(self.facet_keys(name), self.keys_left(without=(name, *each.counts_with)), self.chosen),
                self.facet_values(name),
                self.chosen[name],
            )
            for name, each in self.facet_filters.items()
            if each.is_offered or self.chosen[name]
        ]

    def keys_left(self, without: tuple[str, ...] = ()) -> BitMap:
        """The keys of the rows that all filters leave, but for the facets named in ``without``."""
        sets = [keys for name, keys in self._matching_keys.items() if name not in without]
        return self._keys_without_facets.intersection(*sets)

    @cached_property
    def _matching_keys(self) -> dict[str, BitMap]:
        """For each facet in use, the keys of the rows with any of the chosen values."""
        return {
            name: each.matching_keys(self.facet_keys(name), self.chosen)
            for name, each in self.facet_filters.items()
            if self.chosen[name]
        }

    @cached_property
    def _is_filtered_by_sql(self) -> bool:
        return any(self.cleaned.get(name) not in (None, "") for name in self.sql_filters)

    @cached_property
    def _is_only_searched(self) -> bool:
        """Whether the search is the only one of the SQL filters, of all that the public may see."""
        others = (self.cleaned.get(name) for name in self.sql_filters if name != "q")
        return bool(self.search_words) and not self._has_own_queryset and all(each in (None, "") for each in others)

    @cached_property
    def _best_first(self) -> Sequence[int]:
        """The keys of what the search alone finds, best match first."""
        own: Any = type(self)
        return _best_first_query(own)(parse_search(self.search_words, self._cache).tsquery)[0][1] or ()

    @cached_property
    def _keys_without_facets(self) -> BitMap:
        """The keys of the rows that the search and the other SQL filters leave."""
        if self._is_only_searched:
            return BitMap(self._best_first)
        if self._is_filtered_by_sql:
            return keys_of(self._filtered_by_sql(self.queryset))
        return self._cache.get(("keys", self._queryset_key), self._load_keys)

    def _load_keys(self) -> BitMap:
        """The keys of all rows."""
        return keys_of(self.queryset) if self._has_own_queryset else all_keys(self._meta.model.objects.published)

    def _filtered_by_sql(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What the search and the other SQL filters leave, in no order."""
        results = queryset.order_by()
        for name, each in self.sql_filters.items():
            results = each.filter(results, self.cleaned.get(name))
        return results

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        results = self._filtered_by_sql(queryset)
        if any(self.chosen.values()):
            results = results.filter(pk__in_keys=self.keys)
        default = self.sorts[0][2]
        if self.order == self.relevance[0]:
            return results.order_by("-rank", *default, "pk")
        return self._in_order(results)

    def keys_in_order(self, start: int, stop: int) -> list[int]:
        """The keys of a part of the results, in their order."""
        everything: Sequence[int]
        if self.order != self.relevance[0]:
            everything = self._cache.get((type(self), self.order, self._queryset_key), self._load_order)
        elif self._is_only_searched:
            everything = self._best_first
        else:
            return list(self.qs.values_list("pk", flat=True)[start:stop])
        if len(self.keys) == len(everything):
            return list(everything[start:stop])
        return list(islice((key for key in everything if key in self.keys), start, stop))

    def _load_order(self) -> "array[int]":
        """The keys of all rows, filtered or not, in the order in use: it is the same whatever the filters leave."""
        # Four bytes a key, as many as a bitmap takes.
        if self._has_own_queryset:
            return array("I", self._in_order(self.queryset).values_list("pk", flat=True))
        return array("I", all_keys_in_order(self._meta.model.objects.published, self._fields_to_order_by))

    def _in_order(self, results: QuerySet[Any]) -> QuerySet[Any]:
        return results.order_by(*self._fields_to_order_by)

    @property
    def _fields_to_order_by(self) -> tuple[Any, ...]:
        fields = next(fields for name, _, fields in self.sorts if name == self.order)
        # The key comes last, so that the order is total and no page repeats a row of another.
        return (*fields, "pk")

    @cached_property
    def order(self) -> str:
        """The name of the order in use: the reader's, else best match for a search, else the list's first."""
        chosen = self.cleaned.get("sort") or ""
        if chosen == self.relevance[0] and not self.search_words:
            chosen = ""
        return chosen or (self.relevance[0] if self.search_words else self.sorts[0][0])

    @property
    def description(self) -> str:
        """What the filters in use ask for: “for PCNs with low certainty, matching “staff time””; empty for none."""
        parts = [
            each.description(self.facet_values(name), self.chosen)
            for name, each in self.facet_filters.items()
            if self.chosen[name]
        ]
        for name, each in self.sql_filters.items():
            if name != "q" and self.cleaned.get(name) not in (None, ""):
                parts.append(each.description(self.cleaned))
        words = " ".join(part for part in parts if part)
        if not self.search_words:
            return words
        return f"{words}, matching “{self.search_words}”" if words else f"matching “{self.search_words}”"

    def result_noun(self, noun: str, *, is_one: bool) -> str:
        """What the list's heading calls the results: ``noun``, or what the chosen values of a facet are called."""
        for name, each in self.facet_filters.items():
            values = self.facet_values(name) if self.chosen[name] else ()
            if own_noun := each.result_noun(values, self.chosen, noun, is_one=is_one):
                return own_noun
        return noun
