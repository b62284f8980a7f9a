"""Turns at heavy work."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from caching import page_cache
from caching.working_turns import DOWNLOADS, WorkingTurns
from config import slow_clients
from curation.sign_in.passwords import HASHING
from files import turns
from files.turns import NoTurn, Turns


def test_all_pictures_of_a_page_are_drawn_while_readers_get_other_pages() -> None:
    working, may_end = WorkingTurns(1), threading.Event()
    pictures, drawing = Turns(waiting=24, seconds=60), threading.Event()

    def draw(_: int) -> str:
        with working.taken(), pictures.taken():
            drawing.set()
            assert may_end.wait(60)
            return "picture"

    with ThreadPoolExecutor(10) as browser:
        drawn = browser.map(draw, range(10))
        assert drawing.wait(60)
        with working.taken():
            may_end.set()
        assert list(drawn) == ["picture"] * 10


def test_no_kind_of_work_takes_the_turns_of_another() -> None:
    with ExitStack() as stack:
        for kind in (turns.UPLOADS, turns.COMPARING, turns.FORMS, turns.DOCUMENTS, turns.PICTURES, HASHING):
            stack.enter_context(kind.taken())


def test_who_comes_after_those_that_wait_is_told_at_once() -> None:
    one = Turns(waiting=0, seconds=60)
    with one.taken(), pytest.raises(NoTurn), one.taken():
        pass


def test_all_who_wait_leave_threads_for_pages() -> None:
    kinds = (turns.UPLOADS, turns.COMPARING, turns.FORMS, turns.DOCUMENTS, turns.PICTURES, HASHING)
    waiting = sum(each.most for each in kinds) + slow_clients.WAITING + page_cache.WAITING + DOWNLOADS
    assert waiting <= slow_clients.THREADS - 20
