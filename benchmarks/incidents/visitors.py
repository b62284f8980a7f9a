"""Who visits the service: readers, who also look whether a page is out of date, and people who download files."""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import requests

from benchmarks.incidents.answers import NO_ANSWER, OK, Answer, Answers

EDITION = re.compile(r"Edition (\d+)\.")
SECONDS = 30  # that a visitor waits for an answer


@dataclass
class Site:
    """The service as a visitor of one kind reaches it, with cookies of their own."""

    address: str
    visitor: str
    answers: Answers
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, path: str, **form: object) -> requests.Response | None:
        """The answer to a request, by POST if there is a form to send; None if the service could not answer."""
        asked = time.monotonic()
        try:
            response = self.session.request("POST" if form else "GET", self.address + path, timeout=SECONDS, **form)  # type: ignore[arg-type]
            status = response.status_code
        except requests.RequestException:
            response, status = None, NO_ANSWER
        self.answers.add(Answer(self.visitor, asked, time.monotonic(), status))
        if response is None or status == 503:
            # As a person would, and so that refusals do not count as many times as they are quick.
            STOP.wait(0.1)
            return None
        if status >= 500:
            self.answers.complain(f"{path} answered {status}")
        return response


#: Set when all go home.
STOP = threading.Event()


@dataclass
class Editions:
    """Which edition of an entry readers must see, and which they may."""

    path: str
    late: float = 0  # seconds that a replica may be behind
    began: dict[int, float] = field(default_factory=lambda: {0: 0.0})
    published: dict[int, float] = field(default_factory=lambda: {0: 0.0})

    def fault(self, text: str, asked: float, came: float) -> str:
        """What is wrong with a page that was asked for and came at these times; nothing if it is right."""
        shown = {int(number) for number in EDITION.findall(text)}
        if len(shown) != 1:
            return f"shows the editions {sorted(shown)} at once"
        least = max(number for number, at in list(self.published.items()) if at <= asked - self.late)
        most = max(number for number, at in list(self.began.items()) if at <= came)
        number = shown.pop()
        return "" if least <= number <= most else f"shows edition {number}, not {least} to {most}"


def read(site: Site, paths: Sequence[str], editions: Editions, chance: Random) -> None:
    """Read pages until told to stop; every fourth is that of the entry which is edited."""
    while not STOP.is_set():
        is_edited = chance.random() < 0.25
        path = editions.path if is_edited else chance.choice(paths)
        asked = time.monotonic()
        page = site.ask(path)
        if page is None:
            continue
        if page.status_code != OK:
            site.answers.complain(f"{path} answered {page.status_code}")
        elif is_edited and "Age" not in page.headers and (fault := editions.fault(page.text, asked, time.monotonic())):
            site.answers.complain(f"{path} {fault}")


def download(site: Site, paths: Sequence[str], chance: Random) -> None:
    """Download files until told to stop, each of another list so that none is in the page cache."""
    while not STOP.is_set():
        path = chance.choice(paths)
        file = site.ask(f"{path}?q={chance.choice('abcdefghij')}{chance.randrange(1_000)}+or+health")
        if file is not None and (file.status_code != OK or not file.content):
            site.answers.complain(f"{path} answered {file.status_code}")
