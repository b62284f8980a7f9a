"""Readers and editors race: no reader ever gets a page from before a change that was committed when they asked."""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from evidence.models import Study
from tests.factories import CitationFactory, StudyFactory
from tests.support.other_programs import other_connection

pytestmark = pytest.mark.django_db(transaction=True)

#: How long to race, in seconds.
SECONDS = float(os.environ.get("RACE_SECONDS", "10"))
ADDRESSES = ("/studies/raced/", "/studies/", "/studies.csv", "/studies.ris", "/search/?q=edition")
EDITION = re.compile(r"Edition (\d+)\.")


@dataclass
class History:
    """When each edition of an entry began to be committed, and when that was done; one is there from the start."""

    began: dict[int, float] = field(default_factory=lambda: {0: 0.0})
    ended: dict[int, float] = field(default_factory=lambda: {0: 0.0})

    def committed(self, by: float) -> int:
        """The edition that whoever asks at a time must at least see."""
        return max(number for number, at in list(self.ended.items()) if at <= by)

    def begun(self, by: float) -> int:
        """The edition that an answer at a time can at most show."""
        return max(number for number, at in list(self.began.items()) if at <= by)


def edit(history: History, until: float, chance: random.Random) -> None:
    """Publish one edition after another, some in long transactions, some beside others' work, some rolled back."""
    number = 0
    with other_connection() as other:
        while time.monotonic() < until:
            kept = chance.random() < 0.8
            number += kept
            with other.transaction(force_rollback=not kept):
                label = f"Edition {number if kept else 999_999}."
                other.execute("UPDATE evidence_study SET label = %s WHERE slug = 'raced'", [label])
                if chance.random() < 0.3:
                    other.execute("SELECT pg_sleep(%s)", [chance.random() / 50])
                if chance.random() < 0.3:
                    with other.transaction(force_rollback=True):
                        other.execute("DELETE FROM evidence_citation")
                if kept:
                    history.began[number] = time.monotonic()
            if kept:
                history.ended[number] = time.monotonic()
            other.execute("SELECT pg_sleep(%s)", [chance.choice([0, 0, 0.002, 0.02, 0.1])])


def edit_others(until: float, chance: random.Random) -> None:
    """Change another entry and what is no content meanwhile, so that commits overlap."""
    with other_connection() as other:
        while time.monotonic() < until:
            with other.transaction(force_rollback=chance.random() < 0.3):
                other.execute("UPDATE evidence_study SET position = position + 1 WHERE slug = 'beside'")
                other.execute("SELECT pg_sleep(%s)", [chance.random() / 50])


def read(client: Client, history: History, until: float, chance: random.Random) -> int:
    """Ask for pages, and check each; gives how many were read."""
    pages = 0
    try:
        while time.monotonic() < until:
            address = chance.choice(ADDRESSES)
            asked = time.monotonic()
            text = client.get(address).getvalue().decode()
            answered = time.monotonic()
            shown = {int(word) for word in EDITION.findall(text)}
            assert len(shown) == 1, (address, shown)
            assert history.committed(asked) <= shown.pop() <= history.begun(answered), address
            pages += 1
    finally:
        connection.close()
    return pages


@contextmanager
def started(*jobs: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """Run jobs beside each other, each in a thread."""
    with ThreadPoolExecutor(len(jobs)) as threads:
        yield [threads.submit(job) for job in jobs]


@pytest.mark.parametrize("store", ["LocalStore", "SharedStore"])
def test_no_answer_is_out_of_date(store: str, settings: Any) -> None:
    settings.PAGE_CACHE_STORE = f"caching.stores.{store}"
    CitationFactory(study=StudyFactory(slug="raced", label="Edition 0."))
    CitationFactory(study=StudyFactory(slug="beside", label="Beside it"))
    # Two processes, each of two threads.
    one, other = Client(), Client()
    clients = [one, other, Client(), Client()]
    clients[2].handler, clients[3].handler = one.handler, other.handler
    seed = random.randrange(1_000_000)
    history, until = History(), time.monotonic() + SECONDS / 2
    jobs: list[Callable[[], Any]] = [
        partial(edit, history, until, random.Random(seed)),
        partial(edit_others, until, random.Random(seed + 1)),
        *(partial(read, client, history, until, random.Random(seed + 2 + n)) for n, client in enumerate(clients)),
    ]
    with started(*jobs) as (editor, beside, *readers):
        editor.result(), beside.result()
        pages = sum(reader.result() for reader in readers)
    assert Study.objects.get(slug="raced").label == f"Edition {max(history.ended)}."
    print(f"{pages} pages were read and {len(history.ended)} editions published, from seed {seed}.")  # noqa: T201
    assert pages > SECONDS
    assert len(history.ended) > SECONDS / 2
