"""Queries that are compiled once, run with several values and on several connections."""

from threading import Thread
from typing import Any

import pytest
from django.db import DataError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from database.compiled_queries import CompiledQuery, RowsByKey, array_of
from evidence.models import Finding, Study
from tests.factories.evidence import FindingFactory, SourceFactory, StudyFactory

pytestmark = pytest.mark.django_db


def test_each_run_has_its_own_values() -> None:
    first, second = FindingFactory(), FindingFactory()
    findings = CompiledQuery[Finding](lambda study: Finding.objects.published().filter(study=study))

    assert findings(first.study_id) == [first]
    assert findings(second.study_id) == [second]
    assert findings.first(first.study_id) == first
    assert findings(0) == []
    assert findings.first(0) is None


def test_several_values_keep_their_places() -> None:
    source = SourceFactory(slug="a-source")
    finding = FindingFactory(source=source, direction="improved")
    findings = CompiledQuery[Finding](
        lambda direction, keys: Finding.objects.filter(source__slug="a-source", study__pk__in_keys=keys).filter(
            direction=direction
        )
    )

    assert findings("improved", array_of([finding.study_id])) == [finding]
    assert findings("mixed", array_of([finding.study_id])) == []
    assert findings("improved", array_of([])) == []
    with pytest.raises(ValueError, match="shorter"):
        findings("improved")


def test_it_is_compiled_once_and_takes_one_query_with_what_is_selected_beside_it() -> None:
    finding = FindingFactory()
    made = []

    def of_study(study: int) -> QuerySet[Any]:
        made.append(study)
        return Finding.objects.select_related("outcome", "study").filter(study=study)

    findings = CompiledQuery[Finding](of_study)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            (found,) = findings(finding.study_id)
            assert (found.outcome, found.study) == (finding.outcome, finding.study)

    assert (len(made), len(queries)) == (1, 3)


def test_tuples_are_read_as_such_and_related_rows_may_be_prefetched() -> None:
    finding = FindingFactory()
    outcomes = CompiledQuery[str](
        lambda study: Finding.objects.filter(study=study).values_list("outcome__name", flat=True)
    )
    studies = CompiledQuery[Study](lambda slug: Study.objects.filter(slug=slug).prefetch_related("findings"))

    assert outcomes(finding.study_id) == [finding.outcome.name]
    (study,) = studies(finding.study.slug)
    with CaptureQueriesContext(connection) as queries:
        assert list(study.findings.all()) == [finding]
    assert not queries


@pytest.mark.django_db(transaction=True)
def test_threads_use_their_own_connections() -> None:
    study = StudyFactory()
    studies = CompiledQuery[Study](lambda slug: Study.objects.filter(slug=slug))
    assert studies(study.slug) == [study]
    found: list[list[Study]] = []

    def read() -> None:
        connection.close()
        found.append(studies(study.slug))
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert found == [[study]]


def test_rows_come_by_their_keys() -> None:
    first, second = StudyFactory(), StudyFactory(status="draft")
    rows = RowsByKey(lambda: Study.objects.published())

    assert rows([first.pk, second.pk]) == {first.pk: first}
    assert rows([]) == {}


def test_what_is_the_same_each_time_is_written_out_whatever_signs_it_has() -> None:
    study = StudyFactory(title="100% of %s, 'quoted' \\ and %% more")
    titles = CompiledQuery[Study](lambda slug: Study.objects.filter(title=study.title, slug=slug))

    assert titles(study.slug) == [study]
    assert titles("another") == []


def prepared_statements() -> int:
    """How many statements the server has planned for good on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def test_the_server_plans_it_once_for_all_values() -> None:
    studies = CompiledQuery[Study](lambda slug: Study.objects.filter(slug=slug).only("title"))
    before = prepared_statements()
    for n in range(3):
        studies(f"study-{n}")

    assert prepared_statements() == before + 1


def test_errors_of_the_database_are_django_s() -> None:
    wrong = CompiledQuery[Study](lambda key: Study.objects.filter(pk__in_keys=key))

    with pytest.raises(DataError):
        wrong("{no number}")
