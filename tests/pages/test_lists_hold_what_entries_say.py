"""What is in a list, and the counts beside its filters, as somebody would find them who reads every entry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.filters import STATED, CaseStudyFilterSet, ResourceFilterSet
from evidence.models import (
    CaseStudy,
    Country,
    Design,
    Direction,
    Framework,
    Outcome,
    Population,
    Resource,
    ResourceKind,
    Setting,
    Source,
    Study,
    Theme,
)
from lists import filter_sets
from lists.filter_sets import ListFilterSet
from pages.studies.filters import StudyFilterSet
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Audience, Certainty, Kind, Recommendation
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
)
from tests.factories.recommendations import RecommendationFactory
from workforce.models import Indicator

pytestmark = pytest.mark.django_db

NOT_STATED = "not-stated"
FILTERSETS = [RecommendationFilterSet, StudyFilterSet, CaseStudyFilterSet, ResourceFilterSet]

Chosen = dict[str, list[str]]


def slugs(terms: Any) -> set[str]:
    return {term.slug for term in terms.all()}


def themes(entry: Any) -> set[str]:
    """The themes of an entry, and those that they are part of."""
    return slugs(entry.themes) | {theme.parent.slug for theme in entry.themes.all() if theme.parent}


def themes_or_none(entry: Any) -> set[str]:
    """The themes of an entry, and that it has none of a framework."""
    frameworks = {theme.framework.slug for theme in entry.themes.all()}
    without = {f"not-in.{framework.slug}" for framework in Framework.objects.all() if framework.slug not in frameworks}
    return themes(entry) | without


def values_of_recommendation(entry: Recommendation) -> dict[str, set[str]]:
    return {
        "audience": slugs(entry.audiences) or {NOT_STATED},
        "certainty": {entry.certainty},
        "theme": themes_or_none(entry),
        "also_theme": themes_or_none(entry),
        "kind": {entry.kind},
        "source": {entry.source.slug},
        "indicator": {str(indicator.number) for indicator in entry.indicators.all()} or {NOT_STATED},
        "setting": slugs(entry.settings) or {NOT_STATED},
        "population": slugs(entry.populations) or {NOT_STATED},
    }


def values_of_case_study(entry: CaseStudy) -> dict[str, set[str]]:
    return {
        "theme": themes(entry),
        "source": {entry.source.slug},
        "setting": slugs(entry.settings) or {NOT_STATED},
        "population": slugs(entry.populations) or {NOT_STATED},
    }


def values_of_resource(entry: Resource) -> dict[str, set[str]]:
    return {
        "kind": {entry.kind},
        "theme": themes(entry),
        "source": {entry.source.slug},
        "web_address": {STATED if entry.url else NOT_STATED},
    }


def values_of_study(study: Study) -> dict[str, set[str]]:
    resting = [entry for entry in study.recommendations.all() if entry.is_public]
    return {
        "theme": themes_or_none(study),
        "also_theme": themes_or_none(study),
        "design": {study.design},
        "country": {country.code for country in study.countries.all()} or {NOT_STATED},
        "setting": slugs(study.settings) or {NOT_STATED},
        "population": slugs(study.populations) or {NOT_STATED},
        "audience": {slug for entry in resting for slug in slugs(entry.audiences)} or {NOT_STATED},
        "source": {citation.source.slug for citation in study.citations.all()},
    }


def has_finding(study: Study, outcomes: list[str], directions: list[str]) -> bool:
    """Whether one finding of the study has any of the outcomes and any of the directions, where some are chosen."""
    findings = [finding for finding in study.findings.all() if finding.source.is_public]
    if NOT_STATED in outcomes and not directions and all(each.direction == Direction.NOT_MEASURED for each in findings):
        return True
    return any(
        (not outcomes or each.outcome.slug in outcomes)
        and (each.direction in directions if directions else each.direction != Direction.NOT_MEASURED)
        for each in findings
    )


def is_public_study(study: Study) -> bool:
    cited_by = [citation.source for citation in study.citations.all()]
    return study.is_public and (not cited_by or any(source.is_public for source in cited_by))


@dataclass
class Read:
    """An entry that somebody read: whether the public may see it, and what each filter finds it by."""

    entry: Any
    is_public: bool
    values: dict[str, set[str]]

    def satisfies(self, chosen: Chosen) -> bool:
        """Whether the entry has any of the values of each filter in use."""
        outcomes, directions = chosen.get("outcome", []), chosen.get("direction", [])
        if (outcomes or directions) and not has_finding(self.entry, outcomes, directions):
            return False
        return all(
            not values or self.values[name] & set(values) for name, values in chosen.items() if name in self.values
        )


def read(
    entries: Iterable[Any], values: Callable[[Any], dict[str, set[str]]], is_public: Callable[[Any], bool]
) -> list[Read]:
    return [Read(entry, is_public(entry), values(entry)) for entry in entries]


@pytest.fixture(scope="module")
def base(real_base: None) -> Iterator[None]:
    """The real base and beside it made-up entries, some of them or of what they link to not public."""
    with transaction.atomic():
        sources = [Source.objects.get(slug="heec-empowering-staff"), SourceFactory(), SourceFactory(draft=True)]
        terms = {
            model: list(model.objects.all())
            for model in (Audience, Theme, Setting, Population, Country, Outcome, Indicator)
        }

        def some(model: Any, n: int, number: int) -> list[Any]:
            return [terms[model][(n * 3 + k * 7) % len(terms[model])] for k in range(number)]

        for n in range(36):
            source = sources[n % 3 if n % 2 else 0]
            links = {
                "themes": some(Theme, n, n % 4),
                "settings": some(Setting, n, n % 3),
                "populations": some(Population, n, n % 2),
            }
            study = StudyFactory(
                **links, countries=some(Country, n, n % 2), design=list(Design)[n % 12], draft=n % 11 == 5
            )
            if n % 4:
                CitationFactory(study=study, source=source, number=None)
            for k in range(n % 4):
                FindingFactory(
                    study=study,
                    source=sources[(n + k) % 3],
                    outcome=terms[Outcome][n % 3],
                    # Some studies have findings of “not measured” alone.
                    direction=Direction.NOT_MEASURED if n % 5 == 1 else list(Direction)[(n + k) % 6],
                )
            CaseStudyFactory(source=source, draft=n % 7 == 3, **links)
            ResourceFactory(
                source=source,
                draft=n % 7 == 4,
                kind=list(ResourceKind)[n % 7],
                url="https://example.org/" if n % 3 else "",
                themes=links["themes"],
            )
            RecommendationFactory(
                reference=f"{source.reference_prefix}-{n + 100}",
                source=source,
                draft=n % 5 == 2,
                certainty=list(Certainty)[n % 5] if source.states_certainty else Certainty.NOT_GRADED,
                kind=list(Kind)[n % 6],
                audiences=some(Audience, n, n % 3),
                indicators=some(Indicator, n, n % 2),
                studies=[study],
                **links,
            )
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def entries(base: None) -> dict[type[ListFilterSet], list[Read]]:
    """Every entry of the base, by the FilterSet of its list."""
    recommendations = Recommendation.objects.select_related("source").prefetch_related(
        "audiences", "themes__parent", "themes__framework", "indicators", "settings", "populations"
    )
    cases = CaseStudy.objects.select_related("source").prefetch_related("themes__parent", "settings", "populations")
    resources = Resource.objects.select_related("source").prefetch_related("themes__parent")
    studies = Study.objects.prefetch_related(
        "themes__parent",
        "themes__framework",
        "countries",
        "settings",
        "populations",
        "citations__source",
        "findings__source",
        "findings__outcome",
        "recommendations__source",
        "recommendations__audiences",
    )
    return {
        RecommendationFilterSet: read(recommendations, values_of_recommendation, lambda entry: entry.is_public),
        CaseStudyFilterSet: read(cases, values_of_case_study, lambda entry: entry.is_public),
        ResourceFilterSet: read(resources, values_of_resource, lambda entry: entry.is_public),
        StudyFilterSet: read(studies, values_of_study, is_public_study),
    }


def list_of(filterset: type[ListFilterSet], chosen: Chosen) -> ListFilterSet:
    model: Any = filterset._meta.model
    return filterset(QueryDict(urlencode(chosen, doseq=True)), queryset=model.objects.published())


def made_up_query(data: st.DataObject, filterset: type[ListFilterSet], least: int = 0) -> Chosen:
    """Values of some facets of a list."""
    listed = list_of(filterset, {})
    names = data.draw(st.lists(st.sampled_from(sorted(listed.facet_filters)), min_size=least, max_size=3, unique=True))
    return {
        name: data.draw(
            st.lists(
                st.sampled_from([each.value for each in listed.facet_values(name)]), min_size=1, max_size=3, unique=True
            )
        )
        for name in names
    }


@pytest.mark.parametrize("filterset", FILTERSETS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_list_holds_what_its_filters_ask_for(
    entries: dict[type[ListFilterSet], list[Read]], filterset: type[ListFilterSet], data: st.DataObject
) -> None:
    chosen = made_up_query(data, filterset)
    listed = list_of(filterset, chosen)

    by_hand = sorted(each.entry.pk for each in entries[filterset] if each.is_public and each.satisfies(chosen))
    assert sorted(listed.qs.values_list("pk", flat=True)) == by_hand
    assert sorted(listed.keys) == by_hand
    assert listed.total == len(by_hand)


@pytest.mark.parametrize("filterset", FILTERSETS)
@settings(max_examples=15)
@given(data=st.data())
def test_a_value_counts_what_choosing_it_would_give(
    entries: dict[type[ListFilterSet], list[Read]], filterset: type[ListFilterSet], data: st.DataObject
) -> None:
    chosen = made_up_query(data, filterset)
    facets = list_of(filterset, chosen).facets
    facet = data.draw(st.sampled_from(facets))

    public = [each for each in entries[filterset] if each.is_public]
    for option in facet.options:
        by_hand = sum(each.satisfies({**chosen, facet.name: [option.value]}) for each in public)
        assert option.count == by_hand, option.value


@pytest.mark.parametrize("filterset", FILTERSETS)
@settings(max_examples=15)
@given(data=st.data())
def test_a_search_that_leaves_few_gives_what_it_does_where_all_links_are_read(
    base: None, filterset: type[ListFilterSet], data: st.DataObject
) -> None:
    words = data.draw(st.sampled_from(["staff", "training or mentoring", "-health", "zzzz"]))
    chosen = made_up_query(data, filterset) | {"q": [words]}

    few = list_of(filterset, chosen)
    found, facets = few.keys, few.facets

    with patch.object(filter_sets, "FEW", -1):
        every = list_of(filterset, chosen)
        assert (every.keys, every.facets) == (found, facets)


@pytest.mark.parametrize(
    "chosen",
    [
        {"outcome": [NOT_STATED]},
        {"direction": ["not-measured"]},
        {"outcome": [NOT_STATED], "direction": ["improved"]},
        {"theme": ["skills"]},
        {"theme": ["not-in.core", "skills"], "also_theme": ["not-in.core"]},
        {"audience": [NOT_STATED]},
        {"country": [NOT_STATED, "GB"], "population": [NOT_STATED]},
    ],
)
def test_what_studies_do_not_state(entries: dict[type[ListFilterSet], list[Read]], chosen: Chosen) -> None:
    listed = list_of(StudyFilterSet, chosen)

    by_hand = {each.entry.pk for each in entries[StudyFilterSet] if each.is_public and each.satisfies(chosen)}
    assert set(listed.keys) == by_hand
    assert by_hand or chosen == {"outcome": [NOT_STATED], "direction": ["improved"]}
