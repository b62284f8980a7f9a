"""A form or a preview that is only looked at writes nothing that anybody else can notice."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from pghistory.models import Event

from caching.content_version import read_version
from curation import workflow
from evidence.models import Study
from tests.factories import CitationFactory, StudyFactory
from tests.support.admin_forms import address
from tests.support.other_programs import other_connection
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


def kept() -> dict[str, int]:
    """How many rows there are of everything that a save of an entry writes."""
    tables = [model for model in apps.get_models() if issubclass(model, Event | Study) and model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in tables}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_kept_and_no_cache_is_emptied(client: Client, study: Study, name: str):
    before, version = kept(), read_version()
    assert "Drafted name" in client.get(address(Study, name, study.pk)).content.decode()
    assert read_version() == version
    assert kept() == before
    study.refresh_from_db()
    assert study.label == "Published name"


@pytest.mark.parametrize("name", PAGES)
def test_looking_does_not_wait_for_who_saves(client: Client, study: Study, name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workflow, "LOCK_TIMEOUT", "50ms")
    with other_connection() as other, other.transaction():
        other.execute("SELECT 1 FROM evidence_study WHERE id = %s FOR UPDATE", [study.pk])
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
