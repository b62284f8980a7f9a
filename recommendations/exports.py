"""Recommendations as files to take away."""

import csv
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from evidence.spreadsheets import harmless
from recommendations.models import Recommendation

COLUMNS = (
    "reference",
    "title",
    "statement",
    "points",
    "kind",
    "certainty",
    "audiences",
    "themes",
    "settings",
    "populations",
    "source",
    "source_date",
    "source_locator",
    "studies",
    "wres_indicators",
    "status",
    "published_on",
    "reviewed_on",
    "review_due_on",
    "url",
)


def rows(recommendations: Iterable[Recommendation], absolute: Callable[[str], str]) -> Iterable[dict[str, Any]]:
    """One row a recommendation, keyed by :data:`COLUMNS`.

    Args:
        recommendations: With their links fetched, see ``RecommendationQuerySet.with_links``.
        absolute: Makes a whole address of a path.
    """
    for each in recommendations:
        yield {
            "reference": each.reference,
            "title": each.title,
            "statement": each.statement,
            "points": joined(each.points_list),
            "kind": each.get_kind_display(),
            "certainty": each.get_certainty_display(),
            "audiences": joined(each.audiences.all()),
            "themes": joined(each.public_themes),
            "settings": joined(each.settings.all()),
            "populations": joined(each.populations.all()),
            "source": each.source.title,
            "source_date": each.source.publication_date,
            "source_locator": each.locator,
            "studies": joined(link.study for link in each.public_study_links),
            "wres_indicators": joined(each.public_indicators),
            "status": each.get_status_display(),
            "published_on": iso(each.published_on),
            "reviewed_on": iso(each.reviewed_on),
            "review_due_on": iso(each.review_due_on),
            "url": absolute(each.get_absolute_url()),
        }


def joined(items: Iterable[Any]) -> str:
    """The items in one cell."""
    return "; ".join(str(item) for item in items)


def iso(date: Any) -> str:
    """A date as 2024-12-18, or nothing where none is stated."""
    return date.isoformat() if date else ""


def write_csv(file: TextIO, recommendations: Iterable[Recommendation], absolute: Callable[[str], str]) -> None:
    """Writes the column contract's CSV, in UTF-8 with the mark by which Excel knows it."""
    file.write("\ufeff")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for row in rows(recommendations, absolute):
        writer.writerow({name: harmless(value) for name, value in row.items()})
