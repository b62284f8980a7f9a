"""What is in the lists of studies and of case studies."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Model, Q, QuerySet

from evidence.models import (
    CaseStudy,
    Country,
    Direction,
    Finding,
    Framework,
    Outcome,
    OutcomeGroup,
    Population,
    Setting,
    Source,
    Study,
)
from evidence.themes import ThemeFilter, theme_values
from lists.facets import NOT_STATED, FacetFilter, RowsByValue, Value, rows_by, term_values
from lists.filter_sets import ListFilterSet
from lists.wording import join_with_or

# What follows is the slug of a framework.
NOT_IN = "not-in."


def country_values() -> list[Value]:
    """The countries in which studies were done, and at the end that none is stated."""
    countries = [
        Value(code, name, words=f"the {name}" if name.startswith("United ") else name)
        for code, name in Country.objects.values_list("code", "name")
    ]
    return [*countries, Value(NOT_STATED, "Not stated")]


def population_values() -> list[Value]:
    """The populations, and at the end that none is stated."""
    return [*term_values(Population.objects.all)(), Value(NOT_STATED, "Not stated")]


def outcome_values() -> list[Value]:
    """The outcomes by whom or what they are measured in, and at the end that no finding on any is reported."""
    groups = dict(OutcomeGroup.choices)
    outcomes = Outcome.objects.values_list("slug", "name", "group")
    values = [Value(slug, name, groups[group]) for slug, name, group in outcomes]
    return [*values, Value(NOT_STATED, "No finding reported", "None")]


def study_theme_values() -> list[Value]:
    """The themes, and for each framework that a study has none of its themes."""
    frameworks = Framework.objects.published().values_list("slug", "name")
    return [
        *theme_values(),
        *(Value(not_in(slug), f"None of “{name}”", name, words=f"no theme of “{name}”") for slug, name in frameworks),
    ]


def not_in(framework: str) -> str:
    """How an address writes that a study has no theme of a framework; a theme's own slug has no full stop."""
    return f"{NOT_IN}{framework}"


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
        """What the studies found, said once for both filters: “that found an improvement in staff knowledge”."""
        is_outcome = self.field_name == "outcome"
        names = [each.in_words for each in values if is_outcome and each.value in chosen["outcome"]]
        if not chosen["direction"] or NOT_STATED in chosen["outcome"]:
            return super().in_words(values, chosen) if is_outcome else found_in_words(chosen["direction"], [])
        return found_in_words(chosen["direction"], names) if is_outcome == bool(chosen["outcome"]) else ""

    def matching(self, values: Sequence[str], chosen: dict[str, list[str]]) -> Q:
        """That the study has such a finding, or none that points anywhere where that is asked for."""
        condition = Q(pk__in=self.findings(chosen).values("study"))
        if NOT_STATED in chosen["outcome"] and not chosen["direction"]:
            measured = Finding.objects.published().exclude(direction=Direction.NOT_MEASURED)
            condition |= ~Q(pk__in=measured.values("study"))
        return condition

    @property
    def rows_name(self) -> str:
        """Outcome and direction share their rows."""
        return "findings"

    def load_rows(self, model: type[Model]) -> RowsByValue:
        """The studies that have a finding of each direction on each outcome, by both, and those without any."""
        findings = Finding.objects.published().order_by().values_list("outcome__slug", "direction", "study")
        everything = model._default_manager.order_by().values_list(models.Value(NOT_STATED), models.Value(""), "pk")
        rows: dict[tuple[str, str], set[int]] = {(NOT_STATED, ""): set()}
        for outcome, direction, study in findings.union(everything, all=True):
            rows.setdefault((outcome, direction), set()).add(study)
        rows[NOT_STATED, ""] -= set().union(
            *(having for (_, way), having in rows.items() if way and way != Direction.NOT_MEASURED)
        )
        return rows

    def matched(self, rows: RowsByValue, chosen: dict[str, list[str]]) -> AbstractSet[int]:
        """The studies that have a finding which satisfies both filters."""
        directions, outcomes = self.directions(chosen), chosen["outcome"]
        without = rows[NOT_STATED, ""] if NOT_STATED in outcomes and not chosen["direction"] else set()
        return set(without).union(
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
        if self.field_name == "outcome" and not chosen["direction"]:
            studies[NOT_STATED] = set(rows[NOT_STATED, ""] & results)
        return {value: len(having) for value, having in studies.items()}


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


def all_keys(model: type[Model]) -> set[int]:
    """The keys of all rows of a model, published or not."""
    return set(model._default_manager.order_by().values_list("pk", flat=True))


class StudyThemeFilter(ThemeFilter):
    """The filter by theme, which can also ask for studies that have no theme of a framework."""

    def matching(self, values: Sequence[str], chosen: dict[str, list[str]]) -> Q:
        """What a study must satisfy to have any of the themes, or to have none where that is asked for."""
        condition = super().matching([value for value in values if not value.startswith(NOT_IN)], chosen)
        for value in values:
            if value.startswith(NOT_IN):
                framework = value.removeprefix(NOT_IN)
                condition |= ~Q(pk__in=Study.objects.filter(themes__framework__slug=framework).values("pk"))
        return condition

    @property
    def rows_name(self) -> str:
        """Themes that are also asked for share their rows with the others."""
        return f"{self.path}, or none of a framework"

    def load_rows(self, model: type[Model]) -> RowsByValue:
        """The studies that have each theme, and those that have none of each framework."""
        frameworks = list(Framework.objects.values_list("slug", flat=True))
        links = model._default_manager.order_by().values_list(f"{self.path}__framework__slug", "pk")
        within = rows_by(links)
        everything = set().union(*within.values())
        return {
            **super().load_rows(model),
            **{not_in(each): everything - within.get(each, set()) for each in frameworks},
        }


class YearField(forms.IntegerField):
    """A year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1800, "max_value": 2200, "required": False})
        for key in ("invalid", "min_value", "max_value"):
            self.error_messages[key] = f"{self.label} must be a year, like 2024"


class YearFilter(django_filters.Filter):
    """A bound on the year of publication; studies whose year is not stated satisfy none."""

    field_class = YearField

    def in_words(self, query: Mapping[str, Any]) -> str:
        """Which years the query leaves, as a list's heading says it; where both bounds are given, the first says so."""
        first, last = query.get("year_from"), query.get("year_to")
        if first is None or last is None:
            return f"published in {first or last} or {'later' if last is None else 'earlier'}"
        if self.lookup_expr == "lte":
            return ""
        return f"published in {first}" if first == last else f"published from {first} to {last}"


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
