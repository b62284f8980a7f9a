"""Recommendations as files to take away."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from evidence.models import Population, Setting, Theme
from lists.csv_files import csv_parts, joined, with_linked
from recommendations.models import Audience, Recommendation, RecommendationIndicator, RecommendationStudy

COLUMNS = (
    *("reference", "title", "statement", "points", "kind", "certainty"),
    *("audiences", "themes", "settings", "populations", "source", "source_date", "source_locator"),
    *("studies", "wres_indicators", "status", "published_on", "reviewed_on", "review_due_on", "url"),
)


def rows(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """One row a recommendation, keyed by :data:`COLUMNS`; ``absolute`` makes a whole address of a path."""
    site = absolute("/").removesuffix("/")
    for each, linked in with_linked(recommendations.select_related("source").defer("search"), linked_names):
        yield {
            "reference": each.reference,
            "title": each.title,
            "statement": each.statement,
            "points": joined(each.points_list),
            "kind": each.get_kind_display(),
            "certainty": each.level.label,
            **linked,
            "source": each.source.title,
            "source_date": each.source.publication_date,
            "source_locator": each.locator,
            "status": each.get_status_display(),
            "published_on": iso(each.published_on),
            "reviewed_on": iso(each.reviewed_on),
            "review_due_on": iso(each.review_due_on),
            "url": f"{site}{each.get_absolute_url()}",
        }


def linked_names(keys: list[int]) -> dict[str, Iterable[tuple[int, str]]]:
    """The names of what the public sees linked to recommendations, by column, each after a recommendation's key."""
    terms: dict[str, Any] = {
        "audiences": Audience.objects.all(),
        "themes": Theme.objects.published(),
        "settings": Setting.objects.all(),
        "populations": Population.objects.all(),
    }
    studies = RecommendationStudy.objects.published().filter(recommendation__in=keys)
    indicators = RecommendationIndicator.objects.published().filter(recommendation__in=keys)
    return {
        **{
            column: linked.filter(recommendations__in=keys).values_list("recommendations", "name")
            for column, linked in terms.items()
        },
        "studies": ((each.recommendation_id, each.study.label_with_retraction) for each in studies),
        "wres_indicators": ((each.recommendation_id, str(each.indicator)) for each in indicators),
    }


def iso(date: Any) -> str:
    """A date as 2024-12-18, or nothing where none is stated."""
    return date.isoformat() if date else ""


def csv_of(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> Iterator[str]:
    """The column contract's CSV, in parts."""
    return csv_parts(COLUMNS, rows(recommendations, absolute))
