"""The query cache is dropped as soon as the content changes, and by nothing else."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from caching import query_cache
from caching.content_version import current_version, page_of
from caching.query_cache import QueryCache
from curation.models import Status
from tests.factories.evidence import StudyFactory, ThemeFactory
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.support.other_programs import other_connection
from tests.support.pages_seen import counts, total


@pytest.fixture(autouse=True)
def _nothing_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see what another cached while the content had the same version."""
    monkeypatch.setattr(query_cache, "_current", (None, {}))


def answer(key: str = "key") -> int:
    """How many times something has been read that is asked for twice."""
    calls: list[None] = []
    for _ in range(2):
        QueryCache().get(key, lambda: calls.append(None))
    return len(calls)


@pytest.mark.django_db(transaction=True)
def test_what_did_not_change_is_read_once() -> None:
    assert [answer("first"), answer("first"), answer("second")] == [1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_cached_where_the_cache_is_off(settings: Any) -> None:
    settings.USE_QUERY_CACHE = False
    assert [answer(), answer()] == [2, 2]


@pytest.mark.django_db(transaction=True)
def test_a_page_reads_nothing_twice_where_the_cache_is_off(settings: Any) -> None:
    settings.USE_QUERY_CACHE = False
    version, _ = current_version()
    for _ in range(2):
        with page_of(version):
            assert [answer(), answer()] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_change_by_anyone_is_seen_at_once() -> None:
    study = StudyFactory()
    assert answer() == 1
    with other_connection() as other:
        other.execute("UPDATE evidence_study SET label = 'Changed' WHERE id = %s", [study.pk])
    assert answer() == 1
    assert answer() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_under_way_is_not_seen_before_it_is_there() -> None:
    study = StudyFactory(label="Before")
    with other_connection() as other:
        with other.transaction():
            other.execute("UPDATE evidence_study SET label = 'After' WHERE id = %s", [study.pk])
            assert QueryCache().get("label", lambda: type(study).objects.get().label) == "Before"
        assert QueryCache().get("label", lambda: type(study).objects.get().label) == "After"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_wrote_shares_nothing() -> None:
    with transaction.atomic():
        assert answer() == 1
        StudyFactory()
        assert answer() == 2
        transaction.set_rollback(True)
    assert answer() == 0


@pytest.mark.django_db(transaction=True)
def test_counts_follow_every_edit(client: Client) -> None:
    audience = AudienceFactory(slug="pcns")
    first, second = RecommendationFactory(audiences=[audience]), RecommendationFactory()

    def shown() -> tuple[int, int]:
        page = client.get("/recommendations/")
        return total(page), counts(page)["audience", "pcns"]

    assert shown() == (2, 1)
    second.audiences.add(audience)
    assert shown() == (2, 2)
    type(first).objects.filter(pk=first.pk).update(status=Status.DRAFT)
    assert shown() == (1, 1)
    second.source.status = Status.DRAFT
    second.source.save()
    assert shown() == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_pages_that_are_cached_whole_follow_a_change_by_anyone(client: Client) -> None:
    study = StudyFactory(themes=[ThemeFactory(slug="busy")])
    entry = RecommendationFactory(title="Before", themes=study.themes.all(), audiences=[AudienceFactory(slug="all")])
    for address in ("/", "/themes/busy/", "/audiences/all/"):
        assert "Before" in client.get(address).content.decode()
    with other_connection() as other:
        other.execute("UPDATE recommendations_recommendation SET title = 'After' WHERE id = %s", [entry.pk])
    for address in ("/", "/themes/busy/", "/audiences/all/"):
        page = client.get(address).content.decode()
        assert "After" in page
        assert "Before" not in page


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_empties_nothing() -> None:
    study = StudyFactory()
    update = "UPDATE evidence_study SET label = %s WHERE id = %s"
    with other_connection() as other:
        assert answer() == 1
        with other.transaction(force_rollback=True):
            other.execute(update, ["Not kept", study.pk])
            assert answer() == 0
        assert answer() == 0
        with other.transaction():
            with other.transaction(force_rollback=True):
                other.execute(update, ["Not kept", study.pk])
            other.execute(update, ["Kept", study.pk])
        assert answer() == 1


@pytest.mark.django_db(transaction=True)
def test_the_day_drops_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [answer(), answer()] == [1, 0]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert [answer(), answer()] == [1, 0]
