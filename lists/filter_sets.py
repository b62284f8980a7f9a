"""The base of every list's FilterSet: one place decides what is in a list, whatever renders it."""

import operator
from collections.abc import Set as AbstractSet
from functools import cached_property, partial, reduce
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.postgres.search import SearchRank
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import F, QuerySet
from django.http import QueryDict

from lists.facets import Facet, FacetField, FacetFilter, RowsByValue, shortened
from lists.query_cache import QueryCache
from lists.text_search import TSQuery, parse_search

SEARCH_LENGTH = 300
# Added to links by mailing and social tools; they choose nothing.
IGNORED_PREFIXES = ("utm_",)
IGNORED_NAMES = ("fbclid", "gclid")
# Of the names that are no filter's, so many are repeated to the reader.
NAMED_ERRORS = 5


class ListForm(forms.Form):
    """Checks the query of a list: nothing in it is ignored in silence, and what is right in it is kept."""

    def clean(self) -> dict[str, Any]:
        """Names each filter that this list does not have, and each that was given more values than it takes."""
        cleaned = super().clean() or {}
        data = self.data
        unknown = [
            name
            for name in data
            if name not in self.fields and name not in IGNORED_NAMES and not name.startswith(IGNORED_PREFIXES)
        ]
        for name in unknown[:NAMED_ERRORS]:
            self.add_error(None, f"There is no filter called “{shortened(name)}”")
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
        """What is wrong: the name of the field that was given it, empty if there is none such, and the message."""
        return [
            ("" if name == "__all__" else name, str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]

    def _post_clean(self) -> None:
        """Keep the known values of a filter that was also given unknown ones."""
        super()._post_clean()  # type: ignore[misc]
        for name, form_field in self.fields.items():
            if name in self.errors and isinstance(form_field, FacetField) and isinstance(self.data, QueryDict):
                self.cleaned_data[name] = form_field.known(self.data.getlist(name))


class SearchField(forms.CharField):
    """Words to look for, in websearch syntax: ``"exact phrase"``, ``-not``, ``or``."""

    default_validators = [
        ProhibitNullCharactersValidator(message="Search has a character that cannot be searched for"),
        MaxLengthValidator(SEARCH_LENGTH, message=f"Search must be {SEARCH_LENGTH} characters or fewer"),
    ]


class SearchFilter(django_filters.Filter):
    """Full-text search in the model's ``search`` column, synonyms included."""

    field_class = SearchField
    _query: Any = None

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those that have the words, with how well they match as ``rank``."""
        if not value:
            return qs
        if self._query is None:
            # Each list has filters of its own, so the words are read once for all its counts.
            self._query = TSQuery(parse_search(value).tsquery)
        return qs.filter(search=self._query).annotate(rank=SearchRank(F("search"), self._query))


class SortField(forms.ChoiceField):
    """One of the orders that a list offers."""

    default_error_messages = {"invalid_choice": "“%(value)s” is not an order that this list has"}

    def validate(self, value: str) -> None:
        """Checks that the list has this order.

        Raises:
            ValidationError: names the order that it does not have.
        """
        if value and not self.valid_value(value):
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": shortened(value)})


class PageField(forms.IntegerField):
    """The number of a page."""

    default_error_messages = {
        "invalid": "Page must be a whole number, like 2",
        "min_value": "Page must be 1 or more",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1, "max_value": 1_000_000, "required": False})


class PageFilter(django_filters.Filter):
    """Takes the page number, so that it is checked like the rest of the query; it filters nothing."""

    field_class = PageField

    def filter(self, qs: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        """All of them."""
        return qs


class SortFilter(django_filters.Filter):
    """Takes the order; the FilterSet applies it, since it depends on whether there is a search."""

    field_class = SortField

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """All of them."""
        return qs


class ListFilterSet(django_filters.FilterSet):
    """What is in a list, in which order, and how many each further choice would leave.

    A subclass declares its filters, :attr:`sorts` and a ``Meta.model``.
    """

    #: Name of an order, what the page calls it, and the fields to order by. The first is the default.
    sorts: ClassVar[tuple[tuple[str, str, tuple[Any, ...]], ...]] = ()
    relevance = ("relevance", "Best match")

    q = SearchFilter(label="Search")
    sort = SortFilter(label="Sort by")
    page = PageFilter(label="Page")

    class Meta:
        form = ListForm

    def get_form_class(self) -> type[forms.Form]:
        """A form that knows this list's orders and the values of its facets."""
        form: type[forms.Form] = super().get_form_class()
        fields: dict[str, Any] = form.base_fields
        fields["sort"].choices = [self.relevance, *((name, label) for name, label, _ in self.sorts)]
        for name, each in self.facet_filters.items():
            fields[name].values = self._cache.get(each.load_values, each.load_values)
        return form

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values that the reader chose of each facet, without those that are unknown."""
        self.errors  # noqa: B018 - reading them cleans the form
        return {name: self.form.cleaned_data.get(name) or [] for name in self.facet_filters}

    @cached_property
    def facet_filters(self) -> dict[str, FacetFilter]:
        """The filters whose values are counted."""
        return {name: each for name, each in self.filters.items() if isinstance(each, FacetFilter)}

    @property
    def other_names(self) -> list[str]:
        """The filters that narrow the list and are no facets."""
        return [name for name in self.filters if name not in self.facet_filters and name not in ("sort", "page")]

    @property
    def search_words(self) -> str:
        """What the reader searched for."""
        self.errors  # noqa: B018
        return self.form.cleaned_data.get("q") or ""

    @property
    def in_words(self) -> str:
        """What the filters in use ask for, as the list's heading says it after how many of what there are.

        Each filter says its part in its own words (``in_words``), in the order in which the list declares them; the
        search comes last: “for PCNs with moderate certainty, matching “staff time””. Empty without a filter.
        """
        self.errors  # noqa: B018 - reading them cleans the form
        fields: dict[str, Any] = self.form.fields
        parts = [each.in_words(fields[name].values, self.chosen) for name, each in self.facet_filters.items()]
        for name in self.other_names:
            if name != "q" and self.form.cleaned_data.get(name) not in (None, ""):
                parts.append(self.filters[name].in_words(self.form.cleaned_data))
        words = " ".join(part for part in parts if part)
        if not self.search_words:
            return words
        return f"{words}, matching “{self.search_words}”" if words else f"matching “{self.search_words}”"

    def things(self, noun: str, *, is_one: bool) -> str:
        """What the list holds, as its heading says it: ``noun``, or what the chosen values of a filter are called."""
        self.errors  # noqa: B018
        fields: dict[str, Any] = self.form.fields
        for name, each in self.facet_filters.items():
            if things := each.things(fields[name].values, self.chosen, noun, is_one=is_one):
                return things
        return noun

    @cached_property
    def order(self) -> str:
        """The name of the order in use: the reader's, else best match for a search, else the list's first."""
        self.errors  # noqa: B018
        chosen = self.form.cleaned_data.get("sort") or ""
        if chosen == self.relevance[0] and not self.search_words:
            chosen = ""
        return chosen or (self.relevance[0] if self.search_words else self.sorts[0][0])

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What all filters leave, in order."""
        results = self.narrowed(queryset)
        orders = {name: fields for name, _, fields in self.sorts}
        default = self.sorts[0][2]
        if self.order == self.relevance[0]:
            return results.order_by("-rank", *default, "pk")
        # Down to the row, so that no page repeats what stands on another.
        return results.order_by(*orders[self.order], "pk")

    def narrowed(self, queryset: QuerySet[Any], without: tuple[str, ...] = ()) -> QuerySet[Any]:
        """What the filters leave, but for those named in ``without``, in no order."""
        results = queryset.order_by()
        for name, each in self.filters.items():
            if name in without:
                continue
            if isinstance(each, FacetFilter):
                if self.chosen[name] and (condition := each.matching(self.chosen[name], self.chosen)):
                    # As a subquery, so that no filter's joins multiply the rows of another.
                    results = results.filter(pk__in=self._model_rows().filter(condition).values("pk"))
            elif name in self.form.cleaned_data:
                results = each.filter(results, self.form.cleaned_data[name])
        return results

    def _model_rows(self) -> QuerySet[Any]:
        manager: Any = self._meta.model._default_manager
        return manager.order_by()

    @cached_property
    def total(self) -> int:
        """How many results there are."""
        return len(self.keys)

    @cached_property
    def keys(self) -> AbstractSet[int]:
        """The keys of all results, in no order."""
        self.errors  # noqa: B018
        return self._rows_left()

    @cached_property
    def facets(self) -> list[Facet]:
        """Each facet with its values counted given all the other filters."""
        fields: dict[str, Any] = self.form.fields
        return [
            each.facet(
                each.counts(self.rows_by_value(name), self._rows_left(without=(name, *each.counts_with)), self.chosen),
                fields[name].values,
                self.chosen[name],
            )
            for name, each in self.facet_filters.items()
            if each.is_offered or self.chosen[name]
        ]

    @cached_property
    def _cache(self) -> QueryCache:
        return QueryCache()

    def rows_by_value(self, name: str) -> RowsByValue:
        """The rows that have each value of a facet, published or not; read for the facets that are asked for alone."""
        model, each = self._meta.model, self.facet_filters[name]
        return self._cache.get((model, each.rows_name), partial(each.load_rows, model))

    @cached_property
    def _rows_matched(self) -> dict[str, AbstractSet[int]]:
        """For each facet in use, the rows with any of the chosen values; under no name, those that all else leaves."""
        return {
            "": self._rows_without_facets(),
            **{
                name: each.matched(self.rows_by_value(name), self.chosen)
                for name, each in self.facet_filters.items()
                if self.chosen[name]
            },
        }

    def _rows_without_facets(self) -> AbstractSet[int]:
        """The rows that a search and whatever else is no facet leave."""
        rows = self.narrowed(self.queryset, without=tuple(self.facet_filters)).values_list("pk", flat=True)
        if any(self.form.cleaned_data.get(name) not in (None, "") for name in self.other_names):
            return frozenset(rows)
        return self._cache.get(str(rows.query), lambda: frozenset(rows))

    def _rows_left(self, without: tuple[str, ...] = ()) -> AbstractSet[int]:
        """The rows that the filters leave, but for those named in ``without``."""
        sets = [rows for name, rows in self._rows_matched.items() if name not in without]
        return reduce(operator.and_, sorted(sets, key=len))

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """What is wrong: the name of the filter that was given it, empty if there is none such, and the message."""
        errors: list[tuple[str, str]] = self.form.error_list
        return errors
