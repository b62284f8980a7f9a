"""What is in the list of recommendations, on the page and in every export."""

from collections.abc import Callable
from dataclasses import replace

from django.db import models
from pyroaring import BitMap

from curation.filters import ChangedSinceFilter
from curation.models import Status
from database.compiled_queries import CompiledQuery
from database.key_sets import KeysByValue, keys_by_value, union
from evidence.filters import (
    NOT_IN,
    population_filter,
    setting_filter,
    source_filter,
    theme_or_none_filter,
    theme_or_none_values,
)
from lists.facets import NOT_STATED, FacetFilter, Value, choice_values
from lists.filter_sets import ListFilterSet
from recommendations.models import Audience, AudienceKind, Certainty, Kind, Recommendation
from workforce.models import Indicator

#: What one entry of a kind is called within a sentence, and what several are.
NAMES_OF_KINDS: dict[str, tuple[str, str]] = {
    Kind.RECOMMENDATION.value: ("recommendation", "recommendations"),
    Kind.IMPLEMENTATION_STEP.value: ("implementation step", "implementation steps"),
    Kind.INDIVIDUAL_ACTION.value: ("action for individuals", "actions for individuals"),
    Kind.NEXT_STEP.value: ("next step", "next steps"),
    Kind.GUIDANCE.value: ("piece of guidance", "pieces of guidance"),
    Kind.STATUTORY_DUTY.value: ("statutory duty", "statutory duties"),
}

#: Each reads what the values of a filter are made from.
AUDIENCES = CompiledQuery[tuple[str, str, str]](
    lambda: Audience.objects.published().by_kind().values_list("slug", "name", "kind")
)
INDICATORS = CompiledQuery[tuple[int, str]](lambda: Indicator.objects.published().values_list("number", "name"))

DOCUMENT_ORDER = ("source__position", "position", "reference")


def audience_values(group_of_none: str) -> Callable[[], list[Value]]:
    """A function that gives every audience by kind, and at the end “Not stated” in a group of its own."""
    return lambda: [
        *(Value(slug, name, AudienceKind(kind).label) for slug, name, kind in AUDIENCES()),
        Value(NOT_STATED, "Not stated", group_of_none),
    ]


def indicator_values() -> list[Value]:
    """The WRES indicators that the public may see, by number, and at the end that there is none."""
    values = [Value(str(number), f"{number}. {name}", sentence_label=str(number)) for number, name in INDICATORS()]
    return [*values, Value(NOT_STATED, "Not linked to any", is_offered=False)]


def recommendation_theme_values() -> list[Value]:
    """The themes; that there is none of a framework the recommendation map asks for, and no reader."""
    return [replace(each, is_offered=not each.value.startswith(NOT_IN)) for each in theme_or_none_values()]


class IndicatorFilter(FacetFilter):
    """The filter by the WRES indicators that the public may see."""

    def load_keys(self, model: type[models.Model], among: BitMap | None = None) -> KeysByValue:
        rows = model._default_manager.all
        all_keys = keys_by_value(rows, self.path, "indicators__source__status", among=among)
        keys = {str(number): having for (number, status), having in all_keys.items() if status == Status.PUBLISHED}
        return keys | {NOT_STATED: union(all_keys.values()).difference(*keys.values())}


def by_certainty() -> models.Case:
    """An order from high to not graded."""
    return models.Case(
        *(models.When(certainty=level, then=models.Value(place)) for place, level in enumerate(Certainty)),
        output_field=models.IntegerField(),
    )


class RecommendationFilterSet(ListFilterSet):
    """What is in a list of recommendations."""

    audience = FacetFilter(
        path="audiences__slug",
        values=audience_values("No audience"),
        label="Audience",
        noun="an audience",
        phrase="for {}",
        phrases={NOT_STATED: "with no stated audience"},
        takes_none=True,
    )
    certainty = FacetFilter(
        path="certainty",
        values=choice_values(Certainty),
        label="Certainty of evidence",
        noun="a level of certainty",
        phrase="with {} certainty",
        phrases={Certainty.NOT_GRADED.value: "that are not graded"},
    )
    theme = theme_or_none_filter(label="Theme", phrase="about {}", values=recommendation_theme_values)
    # Themes that a recommendation must have as well: the recommendation map opens cells with it.
    also_theme = theme_or_none_filter(
        label="Also on theme", phrase="and also about {}", values=recommendation_theme_values, is_offered=False
    )
    kind = FacetFilter(path="kind", values=choice_values(Kind), label="Kind", noun="a kind", nouns=NAMES_OF_KINDS)
    source = source_filter(path="source__slug")
    indicator = IndicatorFilter(
        path="indicators__number",
        values=indicator_values,
        label="WRES indicator",
        noun="a WRES indicator",
        phrase="on WRES indicator {}",
        phrases={NOT_STATED: "linked to no WRES indicator"},
    )
    setting = setting_filter()
    population = population_filter()
    changed_since = ChangedSinceFilter()

    sorts = (
        ("document", "Document order", DOCUMENT_ORDER),
        ("certainty", "Highest certainty first", (by_certainty(), *DOCUMENT_ORDER)),
        ("title", "Title", ("title", *DOCUMENT_ORDER)),
        ("newest", "Newest here first", ("-published_on", *DOCUMENT_ORDER)),
    )

    class Meta(ListFilterSet.Meta):
        model = Recommendation
        fields: list[str] = []
