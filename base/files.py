"""The evidence base as files: which rows stand in which file below ``fixtures/``, and in what order they load."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet

from curation.models import Entry


def root() -> Path:
    """The folder of the evidence base."""
    return Path(settings.FIXTURE_DIRS[0])


@dataclass(frozen=True)
class FixtureFile:
    """The YAML files with the rows of one model: one file in each folder that has any."""

    model: str  # its label
    name: str  # of the file, without .yaml
    folder: Callable[[Any], str]  # gives the folder of a row
    order: str  # of the rows in a file: fields, with spaces between them

    def rows(self) -> Iterator[Any]:
        """Every row of the model that belongs to the base, in order."""
        return iter(rows_of_base(apps.get_model(self.model)).order_by(*self.order.split()))

    def paths(self, folder: Path | None = None) -> list[Path]:
        """The files that exist below ``folder``, by default the base's own."""
        return sorted((folder or root()).glob(f"*/{self.name}.yaml"))


#: What is never written to files that anybody may read: made-up rows, and organisations' own figures.
_LEFT_OUT = {
    "workforce.Organisation": Q(is_made_up=True),
    "workforce.Dataset": Q(is_made_up=True) | Q(is_return=True),
    "workforce.Observation": Q(organisation__is_made_up=True)
    | Q(dataset__is_made_up=True)
    | Q(dataset__is_return=True),
}


def rows_of_base(model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that belong to the base."""
    rows: QuerySet[Any] = model._base_manager.all()
    left_out = _LEFT_OUT.get(model._meta.label)
    return rows if left_out is None else rows.exclude(left_out)


def _always(folder: str) -> Callable[[Any], str]:
    return lambda row: folder


_IN_VOCABULARY, _IN_WRES = _always("vocabulary"), _always("wres")
_BY_SOURCE, _BY_FRAMEWORK = attrgetter("source.slug"), attrgetter("framework.source.slug")
_BY_RECOMMENDATION = attrgetter("recommendation.source.slug")
_RECOMMENDATIONS = "recommendation__position recommendation__reference"


def _by_first_citation(study: Any) -> str:
    citation = study.citations.select_related("source").first()
    return citation.source.slug if citation else "studies"


#: In the order in which they load: each model after those that it refers to.
FIXTURE_FILES = (
    FixtureFile("evidence.Country", "countries", _IN_VOCABULARY, "code"),
    FixtureFile("evidence.Setting", "settings", _IN_VOCABULARY, "position slug"),
    FixtureFile("evidence.Population", "populations", _IN_VOCABULARY, "position slug"),
    FixtureFile("evidence.Outcome", "outcomes", _IN_VOCABULARY, "position slug"),
    FixtureFile("evidence.Synonyms", "synonyms", _IN_VOCABULARY, "slug"),
    FixtureFile("recommendations.Audience", "audiences", _IN_VOCABULARY, "position slug"),
    FixtureFile("evidence.Source", "source", attrgetter("slug"), "position slug"),
    FixtureFile("evidence.Framework", "framework", _BY_SOURCE, "position slug"),
    FixtureFile("evidence.Theme", "themes", _BY_FRAMEWORK, "framework__position position slug"),
    FixtureFile("evidence.Figure", "figures", _BY_SOURCE, "position label"),
    FixtureFile("evidence.Passage", "passages", _BY_SOURCE, "position slug"),
    FixtureFile("evidence.Study", "studies", _by_first_citation, "position slug"),
    FixtureFile("evidence.Citation", "citations", _BY_SOURCE, "position number study__slug"),
    FixtureFile("evidence.Finding", "findings", _BY_SOURCE, "study__position study__slug position"),
    FixtureFile("evidence.CaseStudy", "case-studies", _BY_SOURCE, "position slug"),
    FixtureFile("evidence.Definition", "definitions", _BY_SOURCE, "position slug"),
    FixtureFile("evidence.Resource", "resources", _BY_SOURCE, "position slug"),
    FixtureFile("workforce.Organisation", "organisations", _IN_WRES, "kind ods_code"),
    FixtureFile("workforce.Indicator", "indicators", _IN_WRES, "number"),
    FixtureFile("workforce.Measure", "measures", _IN_WRES, "indicator__number position slug"),
    FixtureFile("workforce.Dataset", "datasets", _IN_WRES, "slug"),
    FixtureFile(
        "workforce.Observation",
        "observations",
        _IN_WRES,
        "measure__indicator__number measure__position organisation__ods_code coverage reporting_year group "
        "dataset__slug",
    ),
    FixtureFile("workforce.Statistic", "statistics", _BY_SOURCE, "position slug"),
    FixtureFile("recommendations.Recommendation", "recommendations", _BY_SOURCE, "position reference"),
    FixtureFile(
        "recommendations.RecommendationStudy",
        "recommendation-studies",
        _BY_RECOMMENDATION,
        f"{_RECOMMENDATIONS} position study__slug",
    ),
    FixtureFile(
        "recommendations.RecommendationIndicator",
        "recommendation-indicators",
        _BY_RECOMMENDATION,
        f"{_RECOMMENDATIONS} indicator__number",
    ),
    FixtureFile(
        "recommendations.CertaintyAssessment",
        "certainty-assessments",
        _BY_RECOMMENDATION,
        f"{_RECOMMENDATIONS} outcome__position outcome__slug",
    ),
)


def entry_models() -> list[type[Entry]]:
    """The models of the base that are entries, in the order in which they load."""
    models = [apps.get_model(file.model) for file in FIXTURE_FILES]
    return [model for model in models if issubclass(model, Entry)]
