"""Filters whose values are counted: each value shows how many results it would give, given all the other filters.

What a value means is defined once, by :meth:`FacetFilter.load_keys`: the primary keys of the rows that have it. What is
in a list and what is counted beside its filters both follow from these sets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from pyroaring import BitMap

from database.compiled_queries import CompiledQuery
from database.key_sets import KeysByValue, keys_by_value, union
from lists.wording import join_with_or, midsentence

NOT_STATED = "not-stated"

#: The values that the reader chose of each facet, by its name; empty where none.
Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Value:
    """A value that a filter takes."""

    value: str  # how the address writes it
    label: str  # how the page writes it
    group: str = ""  # the heading that it stands under, if any
    parent: str = ""  # the value that it is nested below, if any
    sentence_label: str = ""  # how a sentence writes it, if that is not its label in lower case
    is_offered: bool = True  # whether the page always shows it, or only where an address uses it

    @property
    def in_sentence(self) -> str:
        return self.sentence_label or midsentence(self.label)


class Option(NamedTuple):
    """A value with the number of results that it gives; a template unpacks it, since a page has some 200."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # hides a method of tuples
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
        return [option for group in self.groups for option in group.options]

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.is_selected]


class SharedField(forms.Field):
    """A field that forms share but for its own attributes, since to copy all that it holds takes long."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Copied for each form, which at most sets attributes of it."""
        return copy(self)


class FacetField(SharedField):
    """Takes any number of a closed set of values, and names each value that is not in it."""

    widget = forms.SelectMultiple

    #: Reads the values; the form's FilterSet sets it.
    load_values: Callable[[], Sequence[Value]]

    def __init__(self, *, noun: str, **kwargs: Any) -> None:
        # django-filter passes a help text to every field; a facet shows none.
        kwargs.pop("help_text", None)
        super().__init__(**kwargs)
        self.noun = noun

    def known(self, chosen: Sequence[str]) -> list[str]:
        """Those of ``chosen`` that are values of this filter, without repeats."""
        if not chosen:
            return []
        values = {each.value for each in self.load_values()}
        return [value for value in dict.fromkeys(chosen) if value in values]

    def clean(self, value: Any) -> list[str]:
        """The chosen values; raises ValidationError with one error for each that is not known."""
        chosen = [each for each in dict.fromkeys(value or []) if each]
        known = self.known(chosen)
        unknown = [each for each in chosen if each not in known]
        if unknown:
            raise ValidationError([f"“{truncated(each)}” is not {self.noun} that we hold" for each in unknown])
        return known


def truncated(value: str) -> str:
    """A value from the address, cut to a length that an error message can repeat."""
    return value if len(value) <= 60 else f"{value[:60]}…"


class FacetFilter(django_filters.Filter):
    """A filter on a closed set of values, any of which may match."""

    field_class = FacetField

    def __init__(
        self,
        *,
        path: str,  # the lookup from the listed model to the value, for example ``audiences__slug``
        values: Callable[[], list[Value]],  # gives the values in the order in which the page shows them
        label: str,  # the heading of the filter
        noun: str,  # what a value is, with its article, for error messages: “an audience”
        phrase: str = "",  # how the list's heading says the chosen values, with ``{}`` for them: “for {}”
        # Whole phrases for values that do not fit ``phrase``: “that are not graded”.
        phrases: Mapping[str, str] | None = None,
        # For values that are said by a noun instead of a phrase, what one such row is called, and several.
        nouns: Mapping[str, tuple[str, str]] | None = None,
        # Filters that are matched together with this one, so not applied before its values are counted.
        counts_with: tuple[str, ...] = (),
        takes_none: bool = False,  # whether ``not-stated`` means the rows that have no value
        is_offered: bool = True,  # whether the page always shows the filter, or only where an address uses it
    ) -> None:
        super().__init__(label=label, required=False, noun=noun)
        self.path = path
        self.load_values = values
        self.phrase = phrase or f"with the {midsentence(label)} {{}}"
        self.phrases = phrases or {}
        self.nouns = nouns or {}
        self.counts_with = counts_with
        self.takes_none = takes_none
        self.is_offered = is_offered

    def __deepcopy__(self, memo: dict[int, Any]) -> "FacetFilter":
        """Copied for each FilterSet, which changes nothing within it."""
        return copy(self)

    @property
    def cache_key(self) -> str:
        """What the keys of this filter are cached under, beside the model; filters that share them give the same."""
        return self.path

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        """The keys of the rows that have each value, published or not; of all rows, or of those ``among`` them."""
        keys = keys_by_value(model._default_manager.all, self.path, among=among)
        without_value = keys.pop(None, BitMap())
        by_value = {str(value): having for value, having in keys.items()}
        return by_value | {NOT_STATED: without_value} if self.takes_none else by_value

    def matching_keys(self, keys: KeysByValue, chosen: Chosen) -> BitMap:
        """The keys of the rows that have any of the chosen values, out of ``keys`` as :meth:`load_keys` gives them."""
        return union(keys[value] for value in chosen[self.field_name] if value in keys)

    def counts(self, keys: KeysByValue, results: BitMap, chosen: Chosen) -> dict[str, int]:
        """How many of ``results`` have each value."""
        return {value: results.intersection_cardinality(having) for value, having in keys.items()}

    def facet(self, counts: Mapping[str, int], values: Iterable[Value], chosen: Sequence[str]) -> Facet:
        groups: dict[str, OptionGroup] = {}
        for value in values:
            if not (value.is_offered or value.value in chosen):
                continue
            group = groups.setdefault(value.group, OptionGroup(value.group))
            group.options.append(
                Option(value.value, value.label, counts.get(value.value, 0), value.value in chosen, bool(value.parent))
            )
        return Facet(self.field_name, str(self.label), list(groups.values()))

    def selected(self, values: Iterable[Value], chosen: Chosen) -> list[Value]:
        """The chosen values in the order of the page, where those of a group stand together."""
        groups: dict[str, list[Value]] = {}
        for value in values:
            groups.setdefault(value.group, []).append(value)
        return [each for group in groups.values() for each in group if each.value in chosen[self.field_name]]

    def description(self, values: Iterable[Value], chosen: Chosen) -> str:
        """What the chosen values ask for, as the list's heading says it: “for PCNs or trusts”; empty for none."""
        selected = [value for value in values if value.value in chosen[self.field_name]]
        if any(value.value in self.nouns for value in selected):
            return ""
        named = [value.in_sentence for value in selected if value.value not in self.phrases]
        phrases = [self.phrases[value.value] for value in selected if value.value in self.phrases]
        stated = self.phrase.format(join_with_or(named))
        if len(named) > 1 and phrases:
            return f"{stated}, or {join_with_or(phrases)}"
        return join_with_or([stated, *phrases] if named else phrases)

    def result_noun(self, values: Iterable[Value], chosen: Chosen, noun: str, *, is_one: bool) -> str:
        """What to call the results instead of ``noun``: “cohort studies or reports”; empty if no value has a noun."""
        selected = [value.value for value in values if value.value in chosen[self.field_name]]
        if not any(value in self.nouns for value in selected):
            return ""
        named = [self.nouns[value][0 if is_one else 1] for value in selected if value in self.nouns]
        phrases = [f"{noun} {self.phrases[value]}" for value in selected if value not in self.nouns]
        return join_with_or([*named, *phrases])


def term_values(terms: Callable[[], QuerySet[Any]]) -> Callable[[], list[Value]]:
    """A function that gives the values of a controlled list, whose rows have a slug and a name."""
    rows = CompiledQuery[tuple[str, str]](lambda: terms().values_list("slug", "name"))
    return lambda: [Value(slug, name) for slug, name in rows()]


def choice_values(choices: Iterable[Any]) -> Callable[[], list[Value]]:
    """A function that gives the values of a ``TextChoices``."""
    return lambda: [Value(choice.value, choice.label) for choice in choices]
