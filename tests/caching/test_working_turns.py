"""Who waits gives its turn at work back."""

import threading

import pytest
from django.db import connection, connections, transaction

from caching.working_turns import WorkingTurns, given_back


def test_one_that_waits_lets_another_work_and_goes_on_when_that_is_done() -> None:
    turns, done = WorkingTurns(1), list[str]()

    def other() -> None:
        with turns.taken():
            done.append("other")

    with turns.taken():
        thread = threading.Thread(target=other)
        thread.start()
        # Who has given its turn back has none to give.
        with given_back(), given_back():
            thread.join(60)
        done.append("first")

    assert done == ["other", "first"]


def test_where_no_request_is_worked_on_nothing_is_given_back() -> None:
    with given_back():
        pass


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_given_back_too_unless_a_transaction_is_open() -> None:
    with WorkingTurns().taken():
        connection.ensure_connection()
        with given_back():
            assert connections["default"].connection is None
        with transaction.atomic():
            kept = connection.connection
            with given_back():
                assert connection.connection is kept
