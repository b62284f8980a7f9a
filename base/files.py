"""The evidence base as files: which rows stand in which file below ``fixtures/``, and in what order they load."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

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
    order: tuple[str, ...]  # of the rows in a file

    def rows(self) -> Iterator[Any]:
        """Every row of the model, in order."""
        manager: Any = apps.get_model(self.model)._default_manager
        return iter(manager.order_by(*self.order))

    def paths(self, folder: Path | None = None) -> list[Path]:
        """The files that exist below ``folder``, by default the base's own."""
        return sorted((folder or root()).glob(f"*/{self.name}.yaml"))


def _in_vocabulary(row: Any) -> str:
    return "vocabulary"


def _in_wres(row: Any) -> str:
    return "wres"


def _by_source(row: Any) -> str:
    return str(row.source.slug)


def _by_recommendation(row: Any) -> str:
    return str(row.recommendation.source.slug)


def _by_first_citation(study: Any) -> str:
    citation = study.citations.select_related("source").first()
    return citation.source.slug if citation else "studies"


#: In the order in which they load: each model after those that it refers to.
FIXTURE_FILES = (
    FixtureFile("evidence.Country", "countries", _in_vocabulary, ("code",)),
    FixtureFile("evidence.Setting", "settings", _in_vocabulary, ("position", "slug")),
    FixtureFile("evidence.Population", "populations", _in_vocabulary, ("position", "slug")),
    FixtureFile("evidence.Outcome", "outcomes", _in_vocabulary, ("position", "slug")),
    FixtureFile("evidence.Synonyms", "synonyms", _in_vocabulary, ("slug",)),
    FixtureFile("recommendations.Audience", "audiences", _in_vocabulary, ("position", "slug")),
    FixtureFile("evidence.Source", "source", lambda source: source.slug, ("position", "slug")),
    FixtureFile("evidence.Framework", "framework", _by_source, ("position", "slug")),
    FixtureFile(
        "evidence.Theme",
        "themes",
        lambda theme: theme.framework.source.slug,
        ("framework__position", "position", "slug"),
    ),
    FixtureFile("evidence.Figure", "figures", _by_source, ("position", "label")),
    FixtureFile("evidence.Passage", "passages", _by_source, ("position", "slug")),
    FixtureFile("evidence.Study", "studies", _by_first_citation, ("position", "slug")),
    FixtureFile("evidence.Citation", "citations", _by_source, ("position", "number", "study__slug")),
    FixtureFile("evidence.Finding", "findings", _by_source, ("study__position", "study__slug", "position")),
    FixtureFile("evidence.CaseStudy", "case-studies", _by_source, ("position", "slug")),
    FixtureFile("evidence.Definition", "definitions", _by_source, ("position", "slug")),
    FixtureFile("evidence.Resource", "resources", _by_source, ("position", "slug")),
    FixtureFile("workforce.Organisation", "organisations", _in_wres, ("kind", "ods_code")),
    FixtureFile("workforce.Indicator", "indicators", _in_wres, ("number",)),
    FixtureFile("workforce.Measure", "measures", _in_wres, ("indicator__number", "position", "slug")),
    FixtureFile("workforce.Dataset", "datasets", _in_wres, ("slug",)),
    FixtureFile(
        "workforce.Observation",
        "observations",
        _in_wres,
        (
            "measure__indicator__number",
            "measure__position",
            "organisation__ods_code",
            "reporting_year",
            "group",
            "dataset__slug",
        ),
    ),
    FixtureFile("workforce.Statistic", "statistics", _by_source, ("position", "slug")),
    FixtureFile("recommendations.Recommendation", "recommendations", _by_source, ("position", "reference")),
    FixtureFile(
        "recommendations.RecommendationStudy",
        "recommendation-studies",
        _by_recommendation,
        ("recommendation__position", "recommendation__reference", "position", "study__slug"),
    ),
    FixtureFile(
        "recommendations.RecommendationIndicator",
        "recommendation-indicators",
        _by_recommendation,
        ("recommendation__position", "recommendation__reference", "indicator__number"),
    ),
    FixtureFile(
        "recommendations.CertaintyAssessment",
        "certainty-assessments",
        _by_recommendation,
        ("recommendation__position", "recommendation__reference", "outcome__position", "outcome__slug"),
    ),
)


def entry_models() -> list[type[Entry]]:
    """The models of the base that are entries, in the order in which they load."""
    models = [apps.get_model(file.model) for file in FIXTURE_FILES]
    return [model for model in models if issubclass(model, Entry)]
