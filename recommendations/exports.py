"""Recommendations as files to take away."""

from collections.abc import Callable, Iterator

from django.db.models import Func, QuerySet, Value

from curation.models import Status
from evidence.models import Population, Setting, Theme
from evidence.study_exports import label_with_retraction
from lists import csv_files
from lists.csv_columns import Column, Linked, address, in_a_row, label, stated_lines
from recommendations.grade import Certainty
from recommendations.models import Audience, Kind, Recommendation, RecommendationIndicator, RecommendationStudy


def name_of_indicator(indicator: str = "") -> Func:
    """A WRES indicator as ``str`` gives it, by the lookup of it: ``indicator__``."""
    return in_a_row(Value("Indicator "), f"{indicator}number", Value(": "), f"{indicator}name")


def columns(absolute: Callable[[str], str]) -> dict[str, Column]:
    """The columns of the CSV, in the order of its contract; ``absolute`` makes a whole address of a path.

    Of what is linked, they name what the public sees.
    """
    return {
        "reference": "reference",
        "title": "title",
        "statement": "statement",
        "points": stated_lines("points"),
        "kind": label("kind", Kind.choices),
        "certainty": label("certainty", Certainty.choices),
        "audiences": Linked(Audience.objects.all(), "recommendations"),
        "themes": Linked(Theme.objects.published(), "recommendations"),
        "settings": Linked(Setting.objects.all(), "recommendations"),
        "populations": Linked(Population.objects.all(), "recommendations"),
        "source": "source__title",
        "source_date": "source__publication_date",
        "source_locator": "locator",
        "studies": Linked(RecommendationStudy.objects.published(), "recommendation", label_with_retraction("study__")),
        "wres_indicators": Linked(
            RecommendationIndicator.objects.published(), "recommendation", name_of_indicator("indicator__")
        ),
        "status": label("status", Status.choices),
        "published_on": "published_on",
        "reviewed_on": "reviewed_on",
        "review_due_on": "review_due_on",
        "url": address("recommendation", "reference", absolute),
    }


def csv_of(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The column contract's CSV, in parts."""
    return csv_files.csv_of(recommendations, columns(absolute))
