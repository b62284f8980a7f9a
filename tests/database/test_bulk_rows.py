"""Rows written by COPY are those that would be saved one by one."""

import pghistory
import pytest
from django.db import IntegrityError, transaction

from curation.models import Draft
from database.bulk_rows import copy_rows
from evidence.models import Citation, Study
from tests.factories.evidence import CitationFactory, SourceFactory, StudyFactory

pytestmark = pytest.mark.django_db

TEXT = "Ü\t“a”\\N\n\\.\r, 'b' {\"c\"}"


def test_they_come_back_as_they_were_given() -> None:
    StudyFactory()
    made = copy_rows(Study, [Study(slug="a", label=TEXT, year=2020), Study(slug="b", label="B", title="Mentoring")])

    assert made == list(Study.objects.filter(slug__in="ab").order_by("pk"))
    first, second = Study.objects.filter(slug__in="ab").order_by("pk")
    assert (first.label, first.year, first.title) == (TEXT, 2020, "")
    assert (second.label, second.year, second.status) == ("B", None, "draft")
    assert Study.objects.filter(search="mentor").get() == second
    # What was given can be saved again, and the next row gets a key that is free.
    made[0].save()
    assert StudyFactory().pk > made[1].pk


def test_json_and_times_are_kept_too() -> None:
    study = StudyFactory()
    (draft,) = copy_rows(Draft, [Draft(entry=study, snapshot={"fields": {"label": TEXT}, "links": {}, "parts": {}})])

    stored = Draft.objects.get()
    assert stored.snapshot == draft.snapshot
    assert stored.started_at == draft.started_at


def test_their_history_is_kept_with_who_made_them() -> None:
    with pghistory.context(user=7):
        (made,) = copy_rows(Study, [Study(slug="a", label="A")])

    assert [(event.pgh_label, event.pgh_context.metadata) for event in made.events.all()] == [("insert", {"user": 7})]


def test_a_broken_constraint_is_djangos_error_and_nothing_is_left() -> None:
    citation = CitationFactory(number=1)
    rows = [
        Citation(source=SourceFactory(), study=citation.study, locator="Page 1"),
        Citation(source=citation.source, study=citation.study, locator="Page 2"),
    ]

    with pytest.raises(IntegrityError, match="evidence_citation_once_a_source"), transaction.atomic():
        copy_rows(Citation, rows)
    assert Citation.objects.get() == citation


def test_none_are_no_error() -> None:
    assert copy_rows(Study, []) == []
