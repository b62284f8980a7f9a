"""Case studies, definitions, resources and sources as CSV files to take away."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet, Value
from django.urls import reverse

from evidence.models import (
    CaseStudy,
    Definition,
    Population,
    Resource,
    ResourceKind,
    Setting,
    Source,
    SourceKind,
    Study,
    Theme,
)
from evidence.study_exports import label_with_retraction
from files import csv_files
from files.csv_columns import Column, Linked, address, in_a_row, label, lines, stated_lines

Absolute = Callable[[str], str]


def case_studies_csv(cases: QuerySet[CaseStudy], absolute: Absolute) -> Iterator[bytes]:
    """The case studies as CSV, one a row, in parts; ``absolute`` makes a whole address of a path."""
    columns: dict[str, Column] = {
        "title": "title",
        "summary": "summary",
        "organisation": "organisation_name",
        "place": "place",
        "country": "country__name",
        "period": "period",
        "background": "background",
        "what_was_done": "what_was_done",
        "results": stated_lines("findings"),
        "lessons": "lessons",
        "themes": Linked(Theme.objects.published(), "case_studies"),
        "settings": Linked(Setting.objects.published(), "case_studies"),
        "populations": Linked(Population.objects.published(), "case_studies"),
        "studies": Linked(Study.objects.published(), "case_studies", label_with_retraction("")),
        "source": "source__title",
        "source_locator": "locator",
        "source_label": "label",
        "source_reference": "reference",
        "url": address("case-study", "slug", absolute),
    }
    return csv_files.csv_of(cases, columns)


def resources_csv(resources: QuerySet[Resource], absolute: Absolute) -> Iterator[bytes]:
    """The resources as CSV, one a row, in parts."""
    columns: dict[str, Column] = {
        "title": "title",
        "kind": label("kind", ResourceKind.choices),
        "publisher": "publisher",
        "description": "description",
        "web_address": "url",
        "themes": Linked(Theme.objects.published(), "resources"),
        "source": "source__title",
        "source_locator": "locator",
        "url": address("resource", "slug", absolute),
    }
    return csv_files.csv_of(resources, columns)


def definitions_csv(definitions: QuerySet[Definition], absolute: Absolute) -> Iterator[bytes]:
    """The definitions of the glossary as CSV, one a row, in parts."""
    columns: dict[str, Column] = {
        "term": "term",
        "text": "text",
        "used_for": "used_for",
        "source": "source__title",
        "source_locator": "locator",
        "url": in_a_row(Value(f"{absolute(reverse('glossary'))}#"), "slug"),
    }
    return csv_files.csv_of(definitions, columns)


def sources_csv(sources: QuerySet[Source], absolute: Absolute) -> Iterator[bytes]:
    """The source documents as CSV, one a row, in parts."""
    columns: dict[str, Column] = {
        "title": "title",
        "kind": label("kind", SourceKind.choices),
        "publisher": "publisher",
        "publication_date": "publication_date",
        "authors": lines("authors"),
        "suggested_citation": "suggested_citation",
        "web_address": "url",
        "licence": "licence",
        "summary": "summary",
        "url": address("source", "slug", absolute),
    }
    return csv_files.csv_of(sources, columns)
