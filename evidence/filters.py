"""What is in the lists of studies and of case studies."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Model, Q, QuerySet

from evidence.facets import FacetFilter, RowsByValue, ThemeFilter, Value, choice_values, term_values, theme_values
from evidence.list_filters import ListFilterSet
from evidence.models import (
    CaseStudy,
    Country,
    Design,
    Direction,
    Finding,
    Outcome,
    Population,
    Setting,
    Source,
    Study,
)


def country_values() -> list[Value]:
    """The countries in which studies were done."""
    return [
        Value(code, name, words=f"the {name}" if name.startswith("United ") else name)
        for code, name in Country.objects.values_list("code", "name")
    ]


def source_values() -> list[Value]:
    """The sources that the public may see."""
    return [
        Value(slug, title, words=f"“{title}”")
        for slug, title in Source.objects.published().values_list("slug", "short_title")
    ]


def setting_filter() -> FacetFilter:
    """The filter by where care is given."""
    return FacetFilter(
        path="settings__slug",
        values=term_values(Setting.objects.all),
        label="Setting",
        noun="a setting",
        phrase="in {}",
    )


def population_filter() -> FacetFilter:
    """The filter by whom an entry is about."""
    return FacetFilter(
        path="populations__slug",
        values=term_values(Population.objects.all),
        label="Population",
        noun="a population",
        phrase="concerning {}",
    )


def theme_filter() -> ThemeFilter:
    """The filter by theme."""
    return ThemeFilter(path="themes", values=theme_values, label="Theme", noun="a theme", phrase="about {}")


def source_filter(path: str) -> FacetFilter:
    """The filter by source document."""
    return FacetFilter(path=path, values=source_values, label="Source", noun="a source", phrase="from {}")


class FindingFilter(FacetFilter):
    """A filter on findings: an outcome and a direction together mean one finding that has both.

    A finding of “not measured” is a gap, so it counts only for a reader who asks for that direction.
    """

    def directions(self, chosen: dict[str, list[str]]) -> list[str]:
        """The directions that a finding may have."""
        return chosen["direction"] or [each.value for each in Direction if each != Direction.NOT_MEASURED]

    def findings(self, chosen: dict[str, list[str]]) -> QuerySet[Finding]:
        """The findings that satisfy both filters on findings."""
        findings = Finding.objects.published().filter(direction__in=self.directions(chosen))
        return findings.filter(outcome__slug__in=chosen["outcome"]) if chosen["outcome"] else findings

    def in_words(self, values: Iterable[Value], chosen: dict[str, list[str]]) -> str:
        """A finding that has both: “with a finding on staff knowledge marked improved or mixed”."""
        words = super().in_words(values, chosen)
        return (
            f"with a finding {words}" if self.field_name == "direction" and words and not chosen["outcome"] else words
        )

    def matching(self, values: Sequence[str], chosen: dict[str, list[str]]) -> Q:
        """That the study has such a finding."""
        return Q(pk__in=self.findings(chosen).values("study"))

    @property
    def rows_name(self) -> str:
        """Outcome and direction share their rows."""
        return "findings"

    def load_rows(self, model: type[Model]) -> RowsByValue:
        """The studies that have a finding of each direction on each outcome, by both."""
        rows: dict[tuple[str, str], set[int]] = {}
        for outcome, direction, study in Finding.objects.published().values_list("outcome__slug", "direction", "study"):
            rows.setdefault((outcome, direction), set()).add(study)
        return rows

    def matched(self, rows: RowsByValue, chosen: dict[str, list[str]]) -> AbstractSet[int]:
        """The studies that have a finding which satisfies both filters."""
        directions, outcomes = self.directions(chosen), chosen["outcome"]
        return set().union(
            *(
                studies
                for (outcome, direction), studies in rows.items()
                if direction in directions and (not outcomes or outcome in outcomes)
            )
        )

    def counts(self, rows: RowsByValue, results: AbstractSet[int], chosen: dict[str, list[str]]) -> dict[str, int]:
        """How many studies have a finding with each value that satisfies the other of the two filters."""
        studies: dict[str, set[int]] = {}
        for (outcome, direction), having in rows.items():
            if self.field_name == "direction" and (not chosen["outcome"] or outcome in chosen["outcome"]):
                studies.setdefault(direction, set()).update(having & results)
            if self.field_name == "outcome" and direction in self.directions(chosen):
                studies.setdefault(outcome, set()).update(having & results)
        return {value: len(having) for value, having in studies.items()}


class YearField(forms.IntegerField):
    """A year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1800, "max_value": 2200, "required": False})
        for key in ("invalid", "min_value", "max_value"):
            self.error_messages[key] = f"{self.label} must be a year, like 2024"


class YearFilter(django_filters.Filter):
    """A bound on the year of publication; studies whose year is not stated satisfy none."""

    field_class = YearField

    def in_words(self, year: int) -> str:
        """Which years it leaves, as a list's heading says it."""
        return f"published in {year} or {'later' if self.lookup_expr == 'gte' else 'earlier'}"


class StudyFilterSet(ListFilterSet):
    """What is in a list of studies."""

    theme = theme_filter()
    design = FacetFilter(
        path="design",
        values=choice_values(Design),
        label="Design",
        noun="a design",
        phrase="of the design {}",
        phrases={Design.NOT_STATED.value: "whose design is not stated"},
    )
    outcome = FindingFilter(
        path="outcome__slug",
        values=term_values(Outcome.objects.all),
        label="Outcome",
        noun="an outcome",
        phrase="with a finding on {}",
        counts_with=("direction",),
    )
    direction = FindingFilter(
        path="direction",
        values=choice_values(Direction),
        label="Direction of findings",
        noun="a direction",
        phrase="marked {}",
        counts_with=("outcome",),
    )
    country = FacetFilter(
        path="countries__code", values=country_values, label="Country", noun="a country", phrase="done in {}"
    )
    setting = setting_filter()
    population = population_filter()
    year_from = YearFilter(field_name="year", lookup_expr="gte", label="Published from")
    year_to = YearFilter(field_name="year", lookup_expr="lte", label="Published to")
    source = source_filter("citations__source__slug")

    sorts = (
        ("document", "Document order", ("position", "label")),
        ("newest", "Newest first", (F("year").desc(nulls_last=True), "label")),
        ("title", "Title", ("label",)),
    )

    class Meta(ListFilterSet.Meta):
        model = Study
        fields: list[str] = []


class CaseStudyFilterSet(ListFilterSet):
    """What is in a list of case studies."""

    theme = theme_filter()
    source = source_filter("source__slug")
    setting = setting_filter()
    population = population_filter()

    sorts = (
        ("document", "Document order", ("source__position", "position", "title")),
        ("title", "Title", ("title",)),
    )

    class Meta(ListFilterSet.Meta):
        model = CaseStudy
        fields: list[str] = []
