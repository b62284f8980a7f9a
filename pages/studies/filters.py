"""What is in the list of studies.

It is here since studies are also filtered by the audiences of the recommendations that rest on them, which joins two
apps.
"""

from functools import partial
from typing import Any

from django.db.models import F, Model, QuerySet
from pyroaring import BitMap

from curation.filters import ChangedSinceFilter
from database.key_sets import KeysByValue, all_keys, keys_by_value
from evidence import filters
from evidence.models import Design, Direction, Retraction, Study
from lists.facets import NOT_STATED, FacetFilter, choice_values
from lists.filter_sets import ListFilterSet
from pages.thin_lists import LISTS
from recommendations.filters import audience_values
from recommendations.models import Recommendation, RecommendationStudy


class AudienceFilter(FacetFilter):
    """The filter of studies by whom the published recommendations that rest on them are addressed to."""

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        """The keys of the studies that such recommendations of each audience rest on, and of all others."""
        keys = keys_by_value(_links_with_audience, self.path, key="study", among=among)
        return {**keys, NOT_STATED: all_keys(model._default_manager.all, among).difference(*keys.values())}


def _links_with_audience() -> QuerySet[Any]:
    recommendations = Recommendation.objects.published()
    return RecommendationStudy.objects.filter(
        recommendation__in=recommendations, recommendation__audiences__isnull=False
    )


#: What one study of a design is called within a sentence, and what several are.
NAMES_OF_DESIGNS: dict[str, tuple[str, str]] = {
    Design.SYSTEMATIC_REVIEW.value: ("systematic review", "systematic reviews"),
    Design.SCOPING_REVIEW.value: ("scoping review", "scoping reviews"),
    Design.REVIEW.value: ("review of no stated type", "reviews of no stated type"),
    Design.RANDOMISED_TRIAL.value: ("randomised trial", "randomised trials"),
    Design.COHORT.value: ("cohort study", "cohort studies"),
    Design.CROSS_SECTIONAL.value: ("cross-sectional study", "cross-sectional studies"),
    Design.QUALITATIVE.value: ("qualitative study", "qualitative studies"),
    Design.MIXED_METHODS.value: ("mixed methods study", "mixed methods studies"),
    Design.QUALITY_IMPROVEMENT.value: ("quality improvement project", "quality improvement projects"),
    Design.EVALUATION.value: ("evaluation", "evaluations"),
    Design.CASE_STUDIES.value: ("set of case studies", "sets of case studies"),
    Design.REPORT.value: ("report", "reports"),
}


class StudyFilterSet(ListFilterSet):
    """What is in a list of studies."""

    theme = filters.theme_or_none_filter(label="Theme", phrase="about {}")
    # Themes that a study must have as well: the evidence map opens a cell with it whose row and filter are both themes.
    also_theme = filters.theme_or_none_filter(label="Also on theme", phrase="and also about {}", is_offered=False)
    design = FacetFilter(
        path="design",
        values=choice_values(Design),
        label="Design",
        noun="a design",
        nouns=NAMES_OF_DESIGNS,
        phrases={Design.NOT_STATED.value: "with no stated design"},
    )
    outcome = filters.FindingFilter(
        path="outcome__slug",
        values=filters.outcome_values,
        label="Outcome",
        noun="an outcome",
        phrase="with a finding on {}",
        phrases={NOT_STATED: "with no finding reported"},
        counts_with=("direction",),
    )
    direction = filters.FindingFilter(
        path="direction",
        values=choice_values(Direction),
        label="Direction of findings",
        noun="a direction",
        counts_with=("outcome",),
    )
    country = FacetFilter(
        path="countries__code",
        values=filters.country_values,
        label="Country",
        noun="a country",
        phrase="done in {}",
        phrases={NOT_STATED: "with no stated country"},
        takes_none=True,
    )
    setting = filters.setting_filter()
    population = filters.population_filter()
    audience = AudienceFilter(
        path="recommendation__audiences__slug",
        values=audience_values("None"),
        label="Audience of its recommendations",
        noun="an audience",
        phrase="that recommendations for {} rest on",
        phrases={NOT_STATED: "that no recommendation with a stated audience rests on"},
    )
    year_from = filters.YearFilter(field_name="year", lookup_expr="gte", label="Published from")
    year_to = filters.YearFilter(field_name="year", lookup_expr="lte", label="Published to")
    source = filters.source_filter(path="citations__source__slug")
    changed_since = ChangedSinceFilter()

    sorts = (
        ("document", "Document order", ("position", "label")),
        ("newest", "Newest first", (F("year").desc(nulls_last=True), "label")),
        ("title", "Title", ("label",)),
    )

    @property
    def notices(self) -> dict[str, BitMap]:
        """The keys of the studies in the list that have each notice, of the notices that any of them has."""
        keys = self._cache.get((Study, "retraction"), partial(keys_by_value, Study.objects.all, "retraction"))
        found = {notice: keys[notice] & self.keys for notice in Retraction.values if notice in keys}
        return {notice: having for notice, having in found.items() if having}

    class Meta(ListFilterSet.Meta):
        model = Study
        fields: list[str] = []


LISTS["studies"] = StudyFilterSet
