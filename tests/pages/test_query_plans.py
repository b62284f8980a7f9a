"""With many entries, a list of few of them comes from the indexes: no big table is read whole for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from caching.query_cache import QueryCache
from evidence.models import CaseStudy, Study, Theme
from pages.my_list.selection import Selection, key_of
from pages.search.engine import Search
from pages.studies.filters import StudyFilterSet
from pages.themes import with_any_theme
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Recommendation
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    OutcomeFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many_entries")]

ENTRIES, TERMS, SOURCES = 10_000, 500, 5
BIG = {
    "recommendations_recommendation",
    "recommendations_recommendation_audiences",
    "recommendations_recommendation_themes",
    "recommendations_recommendationstudy",
    "evidence_study",
    "evidence_study_themes",
    "evidence_citation",
    "evidence_finding",
}


def copy(row: Model, number: int, **changes: str) -> None:
    """Adds copies of a row, the n-th with ``n`` added to its key and with these SQL expressions of ``n`` as values."""
    table, key = row._meta.db_table, "id"
    names = [field.column for field in row._meta.local_concrete_fields if field.column and not field.generated]
    columns = {name: changes.get(name, f'first."{name}"') for name in names} | {key: f"{row.pk} + n"}
    quoted = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(columns.values())} "  # noqa: S608 - words of ours
            f"FROM {table} AS first, generate_series(1, {number}) AS n WHERE first.{key} = {row.pk}"
        )


@pytest.fixture(scope="module")
def many_entries(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ten thousand recommendations and as many studies; each term and each word is that of twenty of them."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            with connection.cursor() as cursor:
                # Triggers would write the history of each copy.
                cursor.execute("SET LOCAL session_replication_role = replica")
            terms = {"audience": AudienceFactory(), "theme": ThemeFactory(), "outcome": OutcomeFactory()}
            audience, theme, outcome = (f"{term.pk} + n % {TERMS}" for term in terms.values())
            study = StudyFactory(themes=[terms["theme"]], doi="")
            entry = RecommendationFactory(
                reference="ABC-100000", audiences=[terms["audience"]], themes=[terms["theme"]], studies=[study]
            )
            citation = CitationFactory(study=study, number=None)
            finding = FindingFactory(study=study, outcome=terms["outcome"])
            sources = SourceFactory.create_batch(SOURCES)
            links = Recommendation.audiences.through, Recommendation.themes.through, Study.themes.through
            audience_link, theme_link, study_theme_link = (link.objects.get() for link in links)

            for name, term in terms.items():
                copy(term, TERMS, slug=f"'{name}-of-' || n", name=f"'{name} ' || n")
            about = f"'About word' || (n % {TERMS}) || ' ' || n"
            nth_entry, nth_study = f"{entry.pk} + n", f"{study.pk} + n"
            copy(entry, ENTRIES, reference="'ABC-' || n", title=about, position="n")
            copy(study, ENTRIES, slug="'study-of-' || n", label=about, position="n")
            copy(CaseStudyFactory(), ENTRIES // 10, slug="'case-of-' || n", title=about, position="n")
            copy(audience_link, ENTRIES, recommendation_id=nth_entry, audience_id=audience)
            copy(theme_link, ENTRIES, recommendation_id=nth_entry, theme_id=theme)
            copy(study_theme_link, ENTRIES, study_id=nth_study, theme_id=theme)
            copy(entry.study_links.get(), ENTRIES, recommendation_id=nth_entry, study_id=nth_study)
            copy(citation, ENTRIES, study_id=nth_study, source_id=f"{sources[0].pk} + n % {SOURCES}")
            copy(finding, ENTRIES, study_id=nth_study, outcome_id=outcome)
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = origin")
                # As autovacuum does after so many new rows.
                cursor.execute(
                    "SELECT gin_clean_pending_list(indexrelid) FROM pg_stat_user_indexes JOIN pg_class c "
                    "ON c.oid = indexrelid JOIN pg_am am ON am.oid = c.relam WHERE amname = 'gin'"
                )
                cursor.execute("ANALYZE")
            yield
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


def plans(queryset: QuerySet[Any]) -> list[dict[str, Any]]:
    """The plans of all that it takes to show the first page of a queryset."""
    with CaptureQueriesContext(connection) as queries:
        assert len(queryset[:20])
    return plans_of([query["sql"] for query in queries])


def plans_of(statements: list[str]) -> list[dict[str, Any]]:
    """The plans of statements, with what happened when they ran."""
    with connection.cursor() as cursor:
        found = []
        for statement in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
            ((answer,),) = cursor.fetchall()
            found.append(answer[0]["Plan"])
        return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's steps, but for those that turned out not to be needed."""
    if plan["Actual Loops"]:
        yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def big_tables_read_whole(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that read all of a big table, with what the planner thought of them."""
    return [step for step in steps if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] in BIG]


def recommendations(query: str) -> QuerySet[Any]:
    return RecommendationFilterSet(QueryDict(query), queryset=Recommendation.objects.published().for_cards()).qs


def studies(query: str) -> QuerySet[Any]:
    return StudyFilterSet(QueryDict(query), queryset=Study.objects.published().for_cards()).qs


def recommendations_of_theme(slug: str) -> QuerySet[Any]:
    return with_any_theme(Recommendation, [Theme.objects.get(slug=slug).pk])


def studies_of_theme(slug: str) -> QuerySet[Any]:
    return with_any_theme(Study, [Theme.objects.get(slug=slug).pk])


@pytest.mark.parametrize(
    ("results", "query", "any_of"),
    [
        (recommendations, "q=word7", {"recommendations_search"}),
        (recommendations, 'q="about+word7"+-word8', {"recommendations_search"}),
        (recommendations, "audience=audience-of-7", {"recommendation_pkey"}),
        (recommendations, "theme=theme-of-7", {"recommendation_pkey"}),
        (recommendations, "audience=audience-of-7&theme=theme-of-7&certainty=not-graded", {"recommendation_pkey"}),
        (
            recommendations,
            "q=word7&audience=audience-of-7&sort=title",
            {"recommendations_search", "recommendation_pkey"},
        ),
        (recommendations_of_theme, "theme-of-7", {"theme_id"}),
        (studies_of_theme, "theme-of-7", {"theme_id"}),
        (studies, "q=word7", {"evidence_study_search"}),
        (studies, "theme=theme-of-7", {"study_pkey"}),
        (studies, "outcome=outcome-of-7&direction=improved", {"study_pkey"}),
        (studies, "q=word7&outcome=outcome-of-7&sort=newest", {"evidence_study_search", "study_pkey"}),
    ],
)
def test_a_short_list_reads_no_big_table_whole(results: Any, query: str, any_of: set[str]) -> None:
    steps = [step for plan in plans(results(query)) for step in nodes(plan)]

    read_whole = big_tables_read_whole(steps)
    used = " ".join(step["Index Name"] for step in steps if "Index Name" in step)
    assert read_whole == []
    assert any(index in used for index in any_of), used


@pytest.mark.parametrize("words", ["word7 word8", "word7 with zeppelins and balloons"])
def test_search_reads_no_big_table_whole(words: str) -> None:
    cache = QueryCache()
    # In a transaction that wrote, instances share nothing; on a server the second search finds a filled cache.
    Search("word8", cache)
    with CaptureQueriesContext(connection) as queries:
        assert Search(words, cache).results((), 0, 20)
    steps = [step for plan in plans_of([query["sql"] for query in queries]) for step in nodes(plan)]

    read_whole = big_tables_read_whole(steps)
    used = {step["Index Name"] for step in steps if "Index Name" in step}
    assert read_whole == []
    assert used >= {"recommendations_search", "evidence_study_search", "evidence_finding_search"}


@pytest.mark.parametrize(
    ("entry", "index"),
    [
        (Recommendation(reference="ABC-7"), "recommendations_digest"),
        (Study(slug="study-of-7"), "evidence_study_digest"),
        (CaseStudy(slug="case-of-7"), "evidence_casestudy_digest"),
    ],
)
def test_entries_of_a_list_are_found_by_their_keys(entry: Any, index: str) -> None:
    key = key_of(entry)
    others = (f"{key[0]}{number:08}" for number in range(3))
    rows = type(entry).objects.published()
    with CaptureQueriesContext(connection) as queries:
        assert list(Selection((key, *others)).entries(key[0], rows)) == [key]
    steps = [step for plan in plans_of([query["sql"] for query in queries]) for step in nodes(plan)]

    assert index in {step.get("Index Name") for step in steps}
