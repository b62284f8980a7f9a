"""A form or a preview that is only looked at writes nothing that anybody else can notice."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from pghistory.models import Event
from psycopg.conninfo import make_conninfo

from curation import workflow
from evidence.models import Study
from lists import query_cache
from lists.query_cache import QueryCache
from tests.factories import CitationFactory, StudyFactory
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("change", "preview")


@pytest.fixture
def curator() -> User:
    return person("carla", "Curator")


@pytest.fixture
def client(curator: User) -> Client:
    return signed_in(curator)


@pytest.fixture
def study(curator: User) -> Study:
    """A published study with a draft beside it."""
    row = StudyFactory(label="Published name")
    CitationFactory(study=row)
    with workflow.editing(row, by=curator) as draft:
        draft.label = "Drafted name"
        draft.save()
    return row


@pytest.fixture
def someone_else() -> Iterator[Any]:
    """A connection of another program."""
    settings = connection.get_connection_params()
    parts = {key: settings[key] for key in ("dbname", "user", "password", "host", "port") if settings.get(key)}
    with psycopg.connect(make_conninfo(**parts), autocommit=True) as other:
        yield other


def kept() -> dict[str, int]:
    """How many rows there are of everything that a save of an entry writes."""
    tables = [model for model in apps.get_models() if issubclass(model, Event | Study) and model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in tables}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_kept_and_no_cache_is_emptied(
    client: Client, study: Study, name: str, monkeypatch: pytest.MonkeyPatch
):
    # Tests in other processes roll back any number meanwhile.
    monkeypatch.setattr(query_cache, "MAX_TRANSACTIONS", 1_000_000)
    client.get("/admin/")
    before = kept()

    def cached_after_looking() -> str:
        QueryCache().get("key", lambda: "cached before")
        assert "Drafted name" in client.get(address(Study, name, study.pk)).content.decode()
        return QueryCache().get("key", lambda: "read again")

    # Autovacuum, or a test in another process, empties the cache as well where it commits at just that time.
    assert "cached before" in (cached_after_looking() for _ in range(50))
    assert kept() == before
    study.refresh_from_db()
    assert study.label == "Published name"


@pytest.mark.parametrize("name", PAGES)
def test_looking_does_not_wait_for_who_saves(
    client: Client, study: Study, someone_else: Any, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workflow, "LOCK_TIMEOUT", "50ms")
    with someone_else.transaction():
        someone_else.execute("SELECT 1 FROM evidence_study WHERE id = %s FOR UPDATE", [study.pk])
        shown = client.get(address(Study, name, study.pk), follow=True)
    assert "Somebody is saving it" in shown.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_no_limit_stays_on_the_connection(client: Client, study: Study, name: str):
    limits = ("lock_timeout", "idle_in_transaction_session_timeout", "statement_timeout")

    def read() -> list[str]:
        with connection.cursor() as cursor:
            return [cursor.execute(f"SHOW {limit}").fetchone()[0] for limit in limits]

    before = read()
    client.get(address(Study, name, study.pk))
    assert read() == before
    with transaction.atomic():
        assert read() == before
