"""Filters whose values are counted: each value shows how many results it would give, given all the other filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from lists.wording import join_with_or, midsentence

NOT_STATED = "not-stated"

#: For each value the rows of the listed model that have it, by their primary keys.
RowsByValue = Mapping[Any, AbstractSet[int]]


@dataclass(frozen=True)
class Value:
    """A value that a filter takes: how the address writes it and how the page does."""

    value: str
    label: str
    group: str = ""
    parent: str = ""
    #: How a sentence says it, where that is not its label.
    words: str = ""

    @property
    def in_words(self) -> str:
        """How a sentence says it."""
        return self.words or midsentence(self.label)


@dataclass(frozen=True)
class Option:
    """A value with the number of results that it gives."""

    value: str
    label: str
    count: int
    is_selected: bool
    is_nested: bool


@dataclass
class OptionGroup:
    """Options under one heading, which is empty where a filter has one group only."""

    heading: str
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Facet:
    """A filter as the page shows it."""

    name: str
    label: str
    groups: list[OptionGroup]

    @property
    def options(self) -> list[Option]:
        """All options, whatever their group."""
        return [option for group in self.groups for option in group.options]

    @property
    def selected(self) -> list[Option]:
        """The options that the reader chose."""
        return [option for option in self.options if option.is_selected]


class FacetField(forms.Field):
    """Takes any number of a closed set of values, and names each value that is not in it."""

    widget = forms.SelectMultiple

    #: The values, which the form's FilterSet sets.
    values: Sequence[Value] = ()

    def __init__(self, *, noun: str, **kwargs: Any) -> None:
        # What django-filter passes for every field; ours has words of its own.
        kwargs.pop("help_text", None)
        super().__init__(**kwargs)
        self.noun = noun

    def known(self, chosen: Sequence[str]) -> list[str]:
        """Those of ``chosen`` that are values of this filter, without repeats."""
        if not chosen:
            return []
        values = {each.value for each in self.values}
        return [value for value in dict.fromkeys(chosen) if value in values]

    def clean(self, value: Any) -> list[str]:
        """The chosen values.

        Raises:
            ValidationError: one error for each value that is not known.
        """
        chosen = [each for each in dict.fromkeys(value or []) if each]
        known = self.known(chosen)
        unknown = [each for each in chosen if each not in known]
        if unknown:
            raise ValidationError([f"“{shortened(each)}” is not {self.noun} that we hold" for each in unknown])
        return known


def shortened(value: str) -> str:
    """A value that somebody typed, short enough to repeat to them."""
    return value if len(value) <= 60 else f"{value[:60]}…"


class FacetFilter(django_filters.Filter):
    """A filter on a closed set of values, any of which may match."""

    field_class = FacetField

    def __init__(
        self,
        *,
        path: str,
        values: Callable[[], list[Value]],
        label: str,
        noun: str,
        phrase: str = "",
        phrases: Mapping[str, str] | None = None,
        nouns: Mapping[str, tuple[str, str]] | None = None,
        counts_with: tuple[str, ...] = (),
        takes_none: bool = False,
        is_offered: bool = True,
    ) -> None:
        """Make a filter.

        Args:
            path: The lookup from the listed model to the value, for example ``audiences__slug``.
            values: Gives the values in the order in which the page shows them.
            label: The heading of the filter.
            noun: What a value is, with its article, for error messages: “an audience”.
            phrase: How the page says which rows a choice leaves, with ``{}`` for the values: “for {}”.
            phrases: Whole phrases for values that cannot stand there: “that are not graded”.
            nouns: What rows with a value are called, one and several, where that says it without a phrase.
            counts_with: Filters that are matched together with this one, so not applied before its values are counted.
            takes_none: Whether ``not-stated`` means rows that have no value at all, rather than one called so.
            is_offered: Whether the page always shows the filter, rather than only where an address uses it.
        """
        super().__init__(label=label, required=False, noun=noun)
        self.path = path
        self.load_values = values
        self.phrase = phrase or f"with the {midsentence(label)} {{}}"
        self.phrases = phrases or {}
        self.nouns = nouns or {}
        self.counts_with = counts_with
        self.takes_none = takes_none
        self.is_offered = is_offered

    def matching(self, values: Sequence[str], chosen: dict[str, list[str]]) -> Q:
        """What a row must satisfy to have any of ``values``; ``chosen`` holds the values of all filters."""
        stated = [value for value in values if not (self.takes_none and value == NOT_STATED)]
        condition = Q(**{f"{self.path}__in": stated})
        if len(stated) < len(values):
            condition |= Q(**{f"{self.path.rpartition('__')[0]}__isnull": True})
        return condition

    def in_words(self, values: Iterable[Value], chosen: dict[str, list[str]]) -> str:
        """What the chosen values ask for, as a list's heading says it: “for PCNs or trusts”; empty for none."""
        selected = [value for value in values if value.value in chosen[self.field_name or ""]]
        if any(value.value in self.nouns for value in selected):
            return ""
        named = [value.in_words for value in selected if value.value not in self.phrases]
        phrases = [self.phrases[value.value] for value in selected if value.value in self.phrases]
        stated = self.phrase.format(join_with_or(named))
        if len(named) > 1 and phrases:
            return f"{stated}, or {join_with_or(phrases)}"
        return join_with_or([stated, *phrases] if named else phrases)

    def things(self, values: Iterable[Value], chosen: dict[str, list[str]], noun: str, *, is_one: bool) -> str:
        """What the list holds, in place of ``noun``: “cohort studies or reports”; empty where no value has a name."""
        selected = [value.value for value in values if value.value in chosen[self.field_name or ""]]
        if not any(value in self.nouns for value in selected):
            return ""
        named = [self.nouns[value][0 if is_one else 1] for value in selected if value in self.nouns]
        return join_with_or(
            [*named, *(f"{noun} {self.phrases[value]}" for value in selected if value not in self.nouns)]
        )

    @property
    def rows_name(self) -> str:
        """What tells the rows of this filter from those of the model's others."""
        return self.path

    def load_rows(self, model: type[Model]) -> RowsByValue:
        """The rows that have each value, published or not."""
        rows = rows_by(model._default_manager.order_by().values_list(self.path, "pk"))
        if self.takes_none:
            rows[NOT_STATED] = rows.pop("None", set())
        return rows

    def matched(self, rows: RowsByValue, chosen: dict[str, list[str]]) -> AbstractSet[int]:
        """The rows that have any of the chosen values: those that :meth:`matching` describes."""
        return set().union(*(rows.get(value, ()) for value in chosen[self.field_name or ""]))

    def counts(self, rows: RowsByValue, results: AbstractSet[int], chosen: dict[str, list[str]]) -> dict[str, int]:
        """How many of ``results`` have each value."""
        return {value: len(results & having) for value, having in rows.items()}

    def facet(self, counts: Mapping[str, int], values: Iterable[Value], chosen: Sequence[str]) -> Facet:
        """The filter as the page shows it."""
        groups: dict[str, OptionGroup] = {}
        for value in values:
            group = groups.setdefault(value.group, OptionGroup(value.group))
            group.options.append(
                Option(value.value, value.label, counts.get(value.value, 0), value.value in chosen, bool(value.parent))
            )
        return Facet(self.field_name or "", str(self.label), list(groups.values()))


def rows_by(pairs: Iterable[tuple[Any, int]]) -> dict[str, set[int]]:
    """The rows that have each value, from pairs of a value and a row that has it."""
    rows: dict[str, set[int]] = {}
    for value, row in pairs:
        rows.setdefault(str(value), set()).add(row)
    return rows


def term_values(terms: Callable[[], QuerySet[Any]]) -> Callable[[], list[Value]]:
    """The values of a controlled list, whose rows have a slug and a name."""
    return lambda: [Value(slug, name) for slug, name in terms().values_list("slug", "name")]


def choice_values(choices: Iterable[Any]) -> Callable[[], list[Value]]:
    """The values of a closed set."""
    return lambda: [Value(choice.value, choice.label) for choice in choices]
