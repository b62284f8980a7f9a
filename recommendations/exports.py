"""Recommendations as files to take away."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from evidence.models import Population, Setting, Theme
from lists.csv_files import csv_parts, joined
from recommendations.models import Audience, Recommendation, RecommendationIndicator, RecommendationStudy

COLUMNS = (
    *("reference", "title", "statement", "points", "kind", "certainty"),
    *("audiences", "themes", "settings", "populations", "source", "source_date", "source_locator"),
    *("studies", "wres_indicators", "status", "published_on", "reviewed_on", "review_due_on", "url"),
)

ROWS_AT_A_TIME = 500


def rows(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """One row a recommendation, keyed by :data:`COLUMNS`; ``absolute`` makes a whole address of a path."""
    site = absolute("/").removesuffix("/")
    entries = recommendations.select_related("source").defer("search").iterator(chunk_size=ROWS_AT_A_TIME)
    while some := list(itertools.islice(entries, ROWS_AT_A_TIME)):
        names = names_linked_to(some)
        for each in some:
            yield {
                "reference": each.reference,
                "title": each.title,
                "statement": each.statement,
                "points": joined(each.points_list),
                "kind": each.get_kind_display(),
                "certainty": each.level.label,
                **{column: joined(linked.get(each.pk, ())) for column, linked in names.items()},
                "source": each.source.title,
                "source_date": each.source.publication_date,
                "source_locator": each.locator,
                "status": each.get_status_display(),
                "published_on": iso(each.published_on),
                "reviewed_on": iso(each.reviewed_on),
                "review_due_on": iso(each.review_due_on),
                "url": f"{site}{each.get_absolute_url()}",
            }


def names_linked_to(recommendations: Iterable[Recommendation]) -> dict[str, dict[int, list[str]]]:
    """The names of what the public sees linked to each recommendation, by column and the recommendation's key."""
    keys = [each.pk for each in recommendations]
    terms: dict[str, Any] = {
        "audiences": Audience.objects.all(),
        "themes": Theme.objects.published(),
        "settings": Setting.objects.all(),
        "populations": Population.objects.all(),
    }
    pairs = {
        column: linked.filter(recommendations__in=keys).values_list("recommendations", "name")
        for column, linked in terms.items()
    }
    study_links = RecommendationStudy.objects.published().filter(recommendation__in=keys)
    pairs["studies"] = study_links.values_list("recommendation", "study__label")
    indicators = RecommendationIndicator.objects.published().filter(recommendation__in=keys)
    numbered = indicators.values_list("recommendation", "indicator__number", "indicator__name")
    pairs["wres_indicators"] = ((key, f"Indicator {number}: {name}") for key, number, name in numbered)
    names: dict[str, dict[int, list[str]]] = {column: {} for column in pairs}
    for column, linked in pairs.items():
        for key, name in linked:
            names[column].setdefault(key, []).append(name)
    return names


def iso(date: Any) -> str:
    """A date as 2024-12-18, or nothing where none is stated."""
    return date.isoformat() if date else ""


def csv_of(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> Iterator[str]:
    """The column contract's CSV, in parts."""
    return csv_parts(COLUMNS, rows(recommendations, absolute), ROWS_AT_A_TIME)
