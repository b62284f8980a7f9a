"""Recommendations as files to take away."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from django.db.models import Func, QuerySet, Value

from curation.models import Status
from evidence.models import Design, Population, Retraction, Setting, Theme
from evidence.models.studies import DOI_ADDRESS
from evidence.study_exports import label_with_retraction
from files import csv_files, json_files
from files.about_exports import AboutExport
from files.csv_columns import Column, Linked, address, in_a_row, label, lines, list_of_stated_lines, stated_lines
from files.row_queries import RowQuery
from recommendations.grade import Certainty
from recommendations.models import (
    Audience,
    Bearing,
    Kind,
    Recommendation,
    RecommendationIndicator,
    RecommendationStudy,
)

if TYPE_CHECKING:
    from files import excel_files


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
        "audiences": Linked(Audience.objects.published(), "recommendations"),
        "themes": Linked(Theme.objects.published(), "recommendations"),
        "settings": Linked(Setting.objects.published(), "recommendations"),
        "populations": Linked(Population.objects.published(), "recommendations"),
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


def json_of(
    recommendations: QuerySet[Recommendation], absolute: Callable[[str], str], about: AboutExport
) -> Iterator[bytes]:
    """The same columns as JSON, with lists for what is several, in parts."""
    with_lists = {**columns(absolute), "points": list_of_stated_lines("points")}
    return json_files.json_of(recommendations, with_lists, "recommendations", about)


#: The most recommendations in an Excel workbook: more take minutes to open.
MOST_IN_EXCEL = 200_000
#: The columns of the workbook whose headings are not just their names, and how wide each is.
HEADINGS = {
    "source_locator": "Where in the source",
    "wres_indicators": "WRES indicators",
    "published_on": "Published here on",
    "review_due_on": "Next check due on",
    "url": "Web page",
}
WIDTHS = {
    "reference": 15,
    "title": 36,
    "statement": 60,
    "points": 60,
    "kind": 18,
    "certainty": 14,
    "audiences": 24,
    "themes": 28,
    "settings": 20,
    "populations": 24,
    "source": 32,
    "source_date": 14,
    "source_locator": 28,
    "studies": 50,
    "wres_indicators": 36,
    "status": 12,
    "published_on": 14,
    "reviewed_on": 14,
    "review_due_on": 14,
    "url": 44,
}


def excel_of(
    recommendations: QuerySet[Recommendation], absolute: Callable[[str], str], about: AboutExport
) -> Iterator[bytes]:
    """A workbook of the recommendations and of the studies that they rest on, in parts."""
    # What writes workbooks takes long to load, and few processes ever need it.
    from files import excel_files

    held = columns(absolute)
    places = {name: place for place, name in enumerate(held)}
    sheet = excel_files.Sheet(
        "Recommendations",
        [
            excel_files.Column(
                HEADINGS.get(name, name.replace("_", " ").capitalize()),
                WIDTHS[name],
                address_in=places["url"] if name in ("reference", "url") else None,
                dates=name == "source_date",
            )
            for name in held
        ],
        RowQuery(recommendations, held).values(),
        printed=places["audiences"] + 1,
    )
    return excel_files.workbook_of([sheet, _studies_sheet(recommendations, absolute)], about)


def _studies_sheet(recommendations: QuerySet[Recommendation], absolute: Callable[[str], str]) -> "excel_files.Sheet":
    """The published studies behind the recommendations, one row for each of both."""
    from files import excel_files

    ordered = ("recommendation__source__position", "recommendation__position", "recommendation__reference")
    links = RecommendationStudy.objects.published().filter(recommendation__in=recommendations.order_by().values("pk"))
    held: Mapping[str, tuple[Column, int]] = {
        "Reference": ("recommendation__reference", 15),
        "Recommendation": ("recommendation__title", 36),
        "Study": ("study__label", 44),
        "How it bears on it": (label("bearing", Bearing.choices), 16),
        "What it says on it": ("note", 50),
        "Retraction or correction": (label("study__retraction", Retraction.choices), 18),
        "Design": (label("study__design", Design.choices), 22),
        "Title as published": ("study__title", 50),
        "Authors": (lines("study__authors"), 36),
        "Year": ("study__year", 8),
        "Journal": ("study__journal", 30),
        "Volume": ("study__volume", 10),
        "Issue": ("study__issue", 8),
        "Pages": ("study__pages", 12),
        "DOI": ("study__doi", 30),
        "PubMed ID": ("study__pmid", 12),
        "Web page": (address("study", "study__slug", absolute), 44),
    }
    places = {name: place for place, name in enumerate(held)}
    hidden = {"doi_address": in_a_row(Value(DOI_ADDRESS), "study__doi")}
    leads_to = {"Study": places["Web page"], "Web page": places["Web page"], "DOI": len(held)}
    return excel_files.Sheet(
        "Studies they rest on",
        [excel_files.Column(name, width, address_in=leads_to.get(name)) for name, (_, width) in held.items()],
        RowQuery(
            links.order_by(*ordered, "position", "pk"), {name: each for name, (each, _) in held.items()} | hidden
        ).values(),
        printed=places["Design"] + 1,
    )
