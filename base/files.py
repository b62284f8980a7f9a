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
class Shelf:
    """The files that hold the rows of one model.

    Attributes:
        model: The model’s label, for example ``evidence.Study``.
        name: The name of its files.
        folder: Gives the folder that a row belongs in.
        order: The fields by which rows stand in a file.
    """

    model: str
    name: str
    folder: Callable[[Any], str]
    order: tuple[str, ...]

    def rows(self) -> Iterator[Any]:
        """Every row in order."""
        manager: Any = apps.get_model(self.model)._default_manager
        return iter(manager.order_by(*self.order))

    def files(self, folder: Path | None = None) -> list[Path]:
        """The files that are there, below another folder than the base's own where one is given."""
        return sorted((folder or root()).glob(f"*/{self.name}.yaml"))


def _in(folder: str) -> Callable[[Any], str]:
    return lambda row: folder


def _of_source(row: Any) -> str:
    return str(row.source.slug)


def _of_study(study: Any) -> str:
    citation = study.citations.select_related("source").first()
    return citation.source.slug if citation else "studies"


# A row comes after the rows that it refers to.
SHELVES = (
    Shelf("evidence.Country", "countries", _in("vocabulary"), ("code",)),
    Shelf("evidence.Setting", "settings", _in("vocabulary"), ("position", "slug")),
    Shelf("evidence.Population", "populations", _in("vocabulary"), ("position", "slug")),
    Shelf("evidence.Outcome", "outcomes", _in("vocabulary"), ("position", "slug")),
    Shelf("evidence.Synonyms", "synonyms", _in("vocabulary"), ("slug",)),
    Shelf("recommendations.Audience", "audiences", _in("vocabulary"), ("position", "slug")),
    Shelf("evidence.Source", "source", lambda source: source.slug, ("position", "slug")),
    Shelf("evidence.Framework", "framework", _of_source, ("position", "slug")),
    Shelf(
        "evidence.Theme",
        "themes",
        lambda theme: theme.framework.source.slug,
        ("framework__position", "position", "slug"),
    ),
    Shelf("evidence.Figure", "figures", _of_source, ("position", "label")),
    Shelf("evidence.Passage", "passages", _of_source, ("position", "slug")),
    Shelf("evidence.Study", "studies", _of_study, ("position", "slug")),
    Shelf("evidence.Citation", "citations", _of_source, ("position", "number", "study__slug")),
    Shelf("evidence.Finding", "findings", _of_source, ("study__position", "study__slug", "position")),
    Shelf("evidence.CaseStudy", "case-studies", _of_source, ("position", "slug")),
    Shelf("evidence.Definition", "definitions", _of_source, ("position", "slug")),
    Shelf("evidence.Resource", "resources", _of_source, ("position", "slug")),
    Shelf("workforce.Organisation", "organisations", _in("wres"), ("kind", "ods_code")),
    Shelf("workforce.Indicator", "indicators", _in("wres"), ("number",)),
    Shelf("workforce.Measure", "measures", _in("wres"), ("indicator__number", "position", "slug")),
    Shelf("workforce.Dataset", "datasets", _in("wres"), ("slug",)),
    Shelf(
        "workforce.Observation",
        "observations",
        _in("wres"),
        (
            "measure__indicator__number",
            "measure__position",
            "organisation__ods_code",
            "reporting_year",
            "group",
            "dataset__slug",
        ),
    ),
    Shelf("workforce.Statistic", "statistics", _of_source, ("position", "slug")),
    Shelf("recommendations.Recommendation", "recommendations", _of_source, ("position", "reference")),
    Shelf(
        "recommendations.RecommendationStudy",
        "recommendation-studies",
        lambda link: link.recommendation.source.slug,
        ("recommendation__position", "recommendation__reference", "position", "study__slug"),
    ),
    Shelf(
        "recommendations.RecommendationIndicator",
        "recommendation-indicators",
        lambda link: link.recommendation.source.slug,
        ("recommendation__position", "recommendation__reference", "indicator__number"),
    ),
    Shelf(
        "recommendations.CertaintyAssessment",
        "certainty-assessments",
        lambda assessment: assessment.recommendation.source.slug,
        ("recommendation__position", "recommendation__reference", "outcome__position", "outcome__slug"),
    ),
)


def entry_models() -> list[type[Entry]]:
    """The models of all entries that the base holds, in the order in which they load."""
    models = [apps.get_model(shelf.model) for shelf in SHELVES]
    return [model for model in models if issubclass(model, Entry)]
