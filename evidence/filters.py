"""What is in the lists of studies, of case studies and of resources."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from pyroaring import BitMap

from curation.filters import ChangedSinceFilter
from database.compiled_queries import CompiledQuery
from database.key_sets import KeysByValue, all_keys, keys_by_value, union
from evidence.models import (
    CaseStudy,
    Country,
    Direction,
    Finding,
    Framework,
    Outcome,
    OutcomeGroup,
    Population,
    Resource,
    ResourceKind,
    Setting,
    Source,
)
from evidence.themes import ThemeFilter, theme_values
from lists.facets import NOT_STATED, Chosen, FacetFilter, SharedField, Value, choice_values, term_values
from lists.filter_sets import ListFilterSet
from lists.wording import join_with_or

#: Before the slug of a framework: the value of entries that have none of its themes.
NOT_IN = "not-in."
#: The key of the studies without a finding among those of each outcome and direction.
WITHOUT_FINDING = (NOT_STATED, "")

#: Each reads what the values of a filter, and the keys of the studies that have them, are made from.
COUNTRIES = CompiledQuery[tuple[str, str]](lambda: Country.objects.published().values_list("code", "name"))
OUTCOMES = CompiledQuery[tuple[str, str, str]](lambda: Outcome.objects.published().values_list("slug", "name", "group"))
FRAMEWORKS = CompiledQuery[tuple[str, str]](lambda: Framework.objects.published().values_list("slug", "name"))
SOURCES = CompiledQuery[tuple[str, str]](lambda: Source.objects.published().values_list("slug", "short_title"))
THEMES_OF_FRAMEWORKS = CompiledQuery[tuple[str, str]](
    lambda: Framework.objects.order_by().values_list("slug", "themes__slug")
)


def country_values() -> list[Value]:
    """The countries in which studies were done, and at the end that none is stated."""
    countries = [
        Value(code, name, sentence_label=f"the {name}" if name.startswith("United ") else name)
        for code, name in COUNTRIES()
    ]
    return [*countries, Value(NOT_STATED, "Not stated")]


def values_or_none(terms: Callable[[], QuerySet[Any]]) -> Callable[[], list[Value]]:
    """A function that gives the values of a controlled list, and at the end that none is stated."""
    values = term_values(terms)
    return lambda: [*values(), Value(NOT_STATED, "Not stated")]


def outcome_values() -> list[Value]:
    """The outcomes by whom or what they are measured in, and at the end that no finding on any is reported."""
    groups = dict(OutcomeGroup.choices)
    values = [Value(slug, name, groups[group]) for slug, name, group in OUTCOMES()]
    return [*values, Value(NOT_STATED, "No finding reported", "None")]


def theme_or_none_values() -> list[Value]:
    """The themes, and for each framework that an entry has none of its themes."""
    return theme_values() + [
        Value(not_in(slug), f"None of “{name}”", name, sentence_label=f"no theme of “{name}”")
        for slug, name in FRAMEWORKS()
    ]


def not_in(framework: str) -> str:
    """How an address writes that an entry has no theme of a framework; a theme's own slug has no full stop."""
    return f"{NOT_IN}{framework}"


def source_values() -> list[Value]:
    """The sources that the public may see."""
    return [Value(slug, title, sentence_label=f"“{title}”") for slug, title in SOURCES()]


# The filters that lists of several kinds share, to be called once for each list.
setting_filter = partial(
    FacetFilter,
    path="settings__slug",
    values=values_or_none(Setting.objects.published),
    label="Setting",
    noun="a setting",
    phrase="in {}",
    phrases={NOT_STATED: "with no stated setting"},
    takes_none=True,
)
population_filter = partial(
    FacetFilter,
    path="populations__slug",
    values=values_or_none(Population.objects.published),
    label="Population",
    noun="a population",
    phrase="concerning {}",
    phrases={NOT_STATED: "with no stated population"},
    takes_none=True,
)
theme_filter = partial(
    ThemeFilter, path="themes", values=theme_values, label="Theme", noun="a theme", phrase="about {}"
)
source_filter = partial(FacetFilter, values=source_values, label="Source", noun="a source", phrase="from {}")


class FindingFilter(FacetFilter):
    """A filter on findings: an outcome and a direction together mean one finding that has both.

    A finding of “not measured” is a gap, so it counts only for a reader who asks for that direction.
    """

    def description(self, values: Iterable[Value], chosen: Chosen) -> str:
        """What the studies found, said once for both filters: “that found an improvement in staff knowledge”."""
        is_outcome = self.field_name == "outcome"
        names = [each.in_sentence for each in values if is_outcome and each.value in chosen["outcome"]]
        if not chosen["direction"] or NOT_STATED in chosen["outcome"]:
            return super().description(values, chosen) if is_outcome else found_in_words(chosen["direction"], [])
        return found_in_words(chosen["direction"], names) if is_outcome == bool(chosen["outcome"]) else ""

    @property
    def cache_key(self) -> str:
        return "findings"

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        """Studies by outcome and direction of a finding; WITHOUT_FINDING has those that measured no outcome."""
        keys = keys_by_value(Finding.objects.published, "outcome__slug", "direction", key="study", among=among)
        measured = (studies for (_, direction), studies in keys.items() if direction != Direction.NOT_MEASURED)
        return {**keys, WITHOUT_FINDING: all_keys(model._default_manager.all, among).difference(*measured)}

    def matching_findings(self, keys: KeysByValue, chosen: Chosen) -> KeysByValue:
        """Those of ``keys`` whose findings satisfy both filters."""
        outcomes, directions = chosen["outcome"], self._directions(chosen)
        return {
            (outcome, direction): studies
            for (outcome, direction), studies in keys.items()
            if direction in directions and (not outcomes or outcome in outcomes)
        }

    def _directions(self, chosen: Chosen) -> Sequence[str]:
        return chosen["direction"] or [each.value for each in Direction if each != Direction.NOT_MEASURED]

    def matching_keys(self, keys: KeysByValue, chosen: Chosen) -> BitMap:
        """The keys of the studies that have a finding which satisfies both filters, or none where that is asked for."""
        matching = union(self.matching_findings(keys, chosen).values())
        asks_for_none = NOT_STATED in chosen["outcome"] and not chosen["direction"]
        return matching | keys[WITHOUT_FINDING] if asks_for_none else matching

    def counts(self, keys: KeysByValue, results: BitMap, chosen: Chosen) -> dict[str, int]:
        """How many of ``results`` have a finding with each value that also satisfies the other of the two filters."""
        if self.field_name == "outcome":
            place, findings = 0, self.matching_findings(keys, {**chosen, "outcome": ()})
        else:
            place, findings = 1, self.matching_findings(keys, {**chosen, "direction": Direction.values})
        studies: defaultdict[str, BitMap] = defaultdict(BitMap)
        for finding, having in findings.items():
            studies[finding[place]] |= having
        if self.field_name == "outcome" and not chosen["direction"]:
            studies[NOT_STATED] = keys[WITHOUT_FINDING]
        return super().counts(studies, results, chosen)


#: What a study found whose finding points a way.
FOUND: dict[str, str] = {
    Direction.IMPROVED.value: "an improvement",
    Direction.MIXED.value: "mixed results",
    Direction.NO_DIFFERENCE.value: "no difference",
    Direction.WORSENED.value: "a worsening",
    Direction.UNCLEAR.value: "unclear results",
}


def found_in_words(directions: Sequence[str], outcomes: Sequence[str]) -> str:
    """What a study with a finding in one of the directions did, on one of the outcomes where there are any; or “”."""
    found = join_with_or([words for direction, words in FOUND.items() if direction in directions])
    on = join_with_or(outcomes)
    parts = [f"found {found}{f' in {on}' if on else ''}"] if found else []
    if Direction.NOT_MEASURED in directions:
        again = "it" if len(outcomes) == 1 else "one of them"
        parts.append(f"did not measure {again if found else on}" if on else "left an outcome unmeasured")
    return f"that {join_with_or(parts)}" if parts else ""


class ThemeOrNoneFilter(ThemeFilter):
    """The filter by theme, which can also ask for entries that have no theme of a framework."""

    @property
    def cache_key(self) -> str:
        """The two filters by theme of a list share their keys."""
        return f"{self.path}, or none of a framework"

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        keys, entries = super().load_keys(model, among), all_keys(model._default_manager.all, among)
        themes: dict[str, list[BitMap]] = {}
        for framework, theme in THEMES_OF_FRAMEWORKS():
            themes.setdefault(framework, []).append(keys.get(theme, BitMap()))
        return {**keys, **{not_in(framework): entries.difference(*having) for framework, having in themes.items()}}


theme_or_none_filter = partial(ThemeOrNoneFilter, path="themes", values=theme_or_none_values, noun="a theme")


class YearField(SharedField, forms.IntegerField):
    """A year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1800, "max_value": 2200, "required": False})
        for key in ("invalid", "min_value", "max_value"):
            self.error_messages[key] = f"{self.label} must be a year, like 2024"


class YearFilter(django_filters.Filter):
    """A bound on the year of publication; studies whose year is not stated satisfy none."""

    field_class = YearField

    def description(self, cleaned: Mapping[str, Any]) -> str:
        """The years asked for, as the list's heading says them; of two bounds the first says both."""
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first is None or last is None:
            return f"published in {first or last} or {'later' if last is None else 'earlier'}"
        if self.lookup_expr == "lte":
            return ""
        return f"published in {first}" if first == last else f"published from {first} to {last}"


class CaseStudyFilterSet(ListFilterSet):
    """What is in a list of case studies."""

    theme = theme_filter()
    source = source_filter(path="source__slug")
    setting = setting_filter()
    population = population_filter()
    changed_since = ChangedSinceFilter()

    sorts = (("document", "Document order", ("source__position", "position", "title")), ("title", "Title", ("title",)))

    class Meta(ListFilterSet.Meta):
        model = CaseStudy
        fields: list[str] = []


#: What one resource of a kind is called within a sentence, and what several are.
NAMES_OF_RESOURCES: dict[str, tuple[str, str]] = {
    ResourceKind.TOOLKIT.value: ("toolkit", "toolkits"),
    ResourceKind.PROGRAMME.value: ("programme", "programmes"),
    ResourceKind.GUIDANCE.value: ("piece of guidance", "pieces of guidance"),
    ResourceKind.TRAINING.value: ("training resource", "training resources"),
    ResourceKind.DATA.value: ("data resource", "data resources"),
    ResourceKind.READING.value: ("resource to read or listen to", "resources to read or listen to"),
    ResourceKind.BRIEF.value: ("evidence brief", "evidence briefs"),
}

STATED = "stated"


def _without_web_address() -> QuerySet[Any]:
    return Resource.objects.filter(url="")


class WebAddressFilter(FacetFilter):
    """The filter by whether the source of a resource gives its web address."""

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        without = all_keys(_without_web_address, among)
        return {STATED: all_keys(model._default_manager.all, among) - without, NOT_STATED: without}


class ResourceFilterSet(ListFilterSet):
    """What is in a list of resources."""

    kind = FacetFilter(
        path="kind", values=choice_values(ResourceKind), label="Kind", noun="a kind", nouns=NAMES_OF_RESOURCES
    )
    theme = theme_filter()
    source = source_filter(path="source__slug")
    web_address = WebAddressFilter(
        path="url",
        values=lambda: [Value(STATED, "Stated"), Value(NOT_STATED, "Not stated")],
        label="Web address",
        noun="a choice",
        phrases={STATED: "with a web address", NOT_STATED: "with no stated web address"},
    )
    changed_since = ChangedSinceFilter()

    sorts = (
        ("title", "Title", ("title",)),
        ("kind", "Kind", ("kind", "title")),
        ("document", "Document order", ("source__position", "position", "title")),
    )

    class Meta(ListFilterSet.Meta):
        model = Resource
        fields: list[str] = []
