"""The version of the content moves with what the public may see, at commit, and with nothing else."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg_pool import ConnectionPool

from caching import content_version
from caching.content_version import ContentVersion, read_version
from curation.models import Draft
from curation.snapshots import check_constraints, dry_run
from evidence.models import Study, StudyImport
from tests.factories.evidence import CitationFactory, SourceFactory, StudyFactory, ThemeFactory
from tests.support.other_programs import database_address, other_connection

pytestmark = pytest.mark.django_db(transaction=True)


def version() -> ContentVersion:
    return read_version()[0]


@contextmanager
def moved(times: int) -> Iterator[None]:
    before = version()
    yield
    after = version()
    assert after.number == before.number + times
    assert (after.state == before.state) == (times == 0)


def test_a_change_by_any_path_moves_it() -> None:
    study, theme = StudyFactory(), ThemeFactory()
    with moved(1):
        study.save()
    with moved(1):
        Study.objects.filter(pk=study.pk).update(label="Changed")
    with moved(1):
        study.themes.through.objects.create(study=study, theme=theme)
    with moved(1), other_connection() as other:
        other.execute("UPDATE evidence_study SET label = 'By hand'")
    with moved(1), other_connection() as other:
        other.execute("DELETE FROM evidence_study_themes")
    with moved(1), connection.cursor() as cursor:
        cursor.execute("TRUNCATE evidence_study CASCADE")


def test_a_transaction_moves_it_once() -> None:
    with moved(1), transaction.atomic():
        StudyFactory.create_batch(3)
        with transaction.atomic():
            StudyFactory()


def test_what_is_no_content_does_not_move_it() -> None:
    with moved(0):
        User.objects.create_user("curator")
        SessionStore().create()
        StudyImport.objects.all().delete()
        Draft.objects.all().delete()


def test_it_moves_at_commit_and_not_before() -> None:
    study = StudyFactory()
    with other_connection() as other:
        with moved(0), other.transaction(force_rollback=True):
            other.execute("UPDATE evidence_study SET label = 'Changed' WHERE id = %s", [study.pk])
            before = version()
        assert version() == before
        with moved(1), other.transaction():
            other.execute("UPDATE evidence_study SET label = 'Changed' WHERE id = %s", [study.pk])
            assert version() == before


def test_a_long_change_holds_up_nobody() -> None:
    study, another = StudyFactory.create_batch(2)
    with moved(2), other_connection() as other, transaction.atomic():
        study.save()
        check_constraints()
        with other.transaction():
            other.execute("SET LOCAL lock_timeout = '1s'")
            other.execute("UPDATE evidence_study SET label = 'Changed' WHERE id = %s", [another.pk])


def test_who_waits_for_a_row_at_commit_is_not_waited_for() -> None:
    source, study, another = SourceFactory(), *StudyFactory.create_batch(2)
    may_end = threading.Event()

    def change_beside_the_source() -> None:
        other.execute("UPDATE evidence_study SET label = 'Changed' WHERE id = %s", [another.pk])
        assert may_end.wait(30)
        # Until the test's own transaction waits for the source, which the check of its foreign key locks.
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
        deadline = time.monotonic() + 30
        while not other.execute(waiting).fetchone():
            assert time.monotonic() < deadline, "It does not wait."
        other.commit()

    with other_connection() as other, ThreadPoolExecutor(1) as threads, moved(2):
        other.autocommit = False
        other.execute("SELECT FROM evidence_source WHERE id = %s FOR UPDATE", [source.pk])
        changed = threads.submit(change_beside_the_source)
        with transaction.atomic():
            study.save()
            CitationFactory(source=source, study=study)
            may_end.set()
        changed.result()


def test_what_is_rolled_back_does_not_move_it() -> None:
    with moved(0), dry_run():
        StudyFactory()
        check_constraints()
    with moved(1), transaction.atomic():
        with dry_run():
            StudyFactory()
            check_constraints()
        StudyFactory()


def test_a_pool_gives_it_too_unless_its_connection_broke() -> None:
    with ConnectionPool(database_address(), min_size=1, max_size=1, open=False) as pool:
        row = content_version._read_from(pool)
        assert row
        assert (ContentVersion(row[0], row[1], str(row[2])), row[3]) == read_version()
        with pool.connection() as raw, other_connection() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])
        assert content_version._read_from(pool) is None
        assert content_version._read_from(pool) == row


def test_who_has_a_connection_takes_no_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(content_version, "_read_from", lambda pool: pytest.fail("It took a second connection."))
    monkeypatch.setattr(DatabaseWrapper, "pool", object())
    assert read_version()[1]


def test_a_transaction_that_writes_shares_its_version_with_nobody() -> None:
    assert read_version()[1]
    with transaction.atomic():
        StudyFactory()
        assert not read_version()[1]
