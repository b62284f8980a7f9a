import datetime
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pglock
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from curation import link_checks
from curation.link_checks import PoliteClient, Response, addresses_in_use, due, record, responses
from curation.management.commands.check_links import LOCK
from curation.models import LinkCheck, LinkState
from tests.factories import ResourceFactory, SourceFactory, StudyFactory


class Site:
    """A web server on this machine, which answers each path as told and notes what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.no_head: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.at_once = self.most_at_once = 0
        lock, site = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                with lock:
                    site.asked.append((self.command, self.path))
                    site.agents.add(self.headers["User-Agent"])
                    site.at_once += 1
                    site.most_at_once = max(site.most_at_once, site.at_once)
                status, headers = site.answers.get(self.path, (200, {}))
                if self.command == "HEAD" and self.path in site.no_head:
                    status, headers = 405, {}
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                # Before it is sent: whoever has read it may ask again at once.
                with lock:
                    site.at_once -= 1
                self.end_headers()

            do_GET = do_HEAD  # noqa: N815 - the server looks for this name

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def site(settings: LazySettings) -> Iterator[Site]:
    settings.LINK_CHECKS_REACH_THIS_MACHINE = True
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def ask(address: str) -> Response:
    return PoliteClient(pause=0).request(address)


# Asking


def test_an_address_is_asked_by_head_alone_and_by_name(site: Site):
    answer = ask(f"{site.address}/fine")
    assert (answer.status, answer.final_address) == (200, f"{site.address}/fine")
    assert site.asked == [("HEAD", "/fine")]
    assert all(agent.startswith("EquityEvidence-link-check/") for agent in site.agents)


def test_a_server_that_knows_no_head_is_asked_by_get(site: Site):
    site.no_head.add("/get")
    assert ask(f"{site.address}/get").status == 200
    assert site.asked == [("HEAD", "/get"), ("GET", "/get")]


def test_redirects_are_followed_and_those_for_good_suggested(site: Site):
    site.answers = {
        "/old": (301, {"Location": "/new"}),
        "/new": (308, {"Location": f"{site.address}/newest"}),
        "/today": (301, {"Location": "/session"}),
        "/session": (302, {"Location": "/session?id=1"}),
        "/elsewhere": (302, {"Location": "/fine"}),
        "/round": (302, {"Location": "/round"}),
    }
    assert ask(f"{site.address}/old").moved_to == f"{site.address}/newest"
    assert ask(f"{site.address}/today").moved_to == f"{site.address}/session"
    assert ask(f"{site.address}/elsewhere") == Response(200, f"{site.address}/fine")
    assert "without an end" in ask(f"{site.address}/round").problem


def test_a_resolver_is_believed_and_what_it_leads_to_left_alone(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(link_checks, "resolvers", lambda: {site.address.removeprefix("http://")})
    site.answers = {"/10.1/x": (302, {"Location": "/publisher"}), "/10.1/none": (404, {})}
    assert ask(f"{site.address}/10.1/x").status == 200
    assert ask(f"{site.address}/10.1/none").status == 404
    assert ("HEAD", "/publisher") not in site.asked


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
    ],
)
def test_nothing_within_our_own_network_is_asked(address: str):
    answer = ask(address)
    assert answer.status is None
    assert "not public" in answer.problem


def test_a_public_address_that_leads_into_our_network_is_not_followed(site: Site):
    # The test may reach this machine, but nothing beside it.
    site.answers = {"/in": (302, {"Location": "http://10.0.0.1/secret"})}
    assert "not public" in ask(f"{site.address}/in").problem


@pytest.mark.parametrize("address", ["ftp://example.org/x", "no address", "http://", "http://[", "https://exa mple/"])
def test_what_is_no_web_address_is_told(address: str):
    assert ask(address).problem


def test_a_host_is_asked_one_thing_at_a_time(site: Site):
    wanted = [f"{site.address}/{number}" for number in range(12)]
    found = dict(responses(wanted, at_once=6, pause=0))
    assert set(found) == set(wanted)
    assert site.most_at_once == 1


def test_a_host_that_is_asked_too_much_is_left_alone(site: Site):
    site.answers["/busy"] = (429, {"Retry-After": "7200"})
    found = dict(responses([f"{site.address}/{path}" for path in ("busy", "next", "last")], at_once=2, pause=0))
    assert list(found) == [f"{site.address}/busy"]
    assert found[f"{site.address}/busy"].retry_after == datetime.timedelta(hours=2)
    assert site.asked == [("HEAD", "/busy")]


@pytest.mark.parametrize("said", ["", "soon", "-5", "99999999999999999999", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_host_is_left_alone_for_an_hour_to_a_week(site: Site, said: str):
    site.answers["/busy"] = (429, {"Retry-After": said})
    wait = ask(f"{site.address}/busy").retry_after
    assert wait is not None
    assert datetime.timedelta(hours=1) <= wait <= datetime.timedelta(days=7)


# What an answer means


def on_day(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    now = datetime.datetime(2026, 3, day, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure", [Response(500), Response(503), Response(None, problem="It did not answer in time.")]
)
def test_a_link_is_broken_when_it_failed_on_two_days(monkeypatch: pytest.MonkeyPatch, failure: Response):
    on_day(monkeypatch, 1)
    first = record("https://example.org/", failure)
    assert first.state == LinkState.FAILED
    assert record("https://example.org/", failure).state == LinkState.FAILED
    on_day(monkeypatch, 2)
    second = record("https://example.org/", failure)
    assert second.state == LinkState.BROKEN
    assert second.failing_since == first.failing_since
    on_day(monkeypatch, 3)
    mended = record("https://example.org/", Response(200))
    assert (mended.state, mended.failing_since, mended.days_failed) == (LinkState.WORKS, None, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_link_to_what_is_gone_is_broken_at_once(status: int):
    assert record("https://example.org/", Response(status)).state == LinkState.BROKEN


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 403, 405, 999])
def test_a_server_that_lets_no_programs_in_is_not_called_broken(status: int):
    assert record("https://example.org/", Response(status)).state == LinkState.UNCLEAR


@pytest.mark.django_db
def test_being_asked_to_wait_says_nothing_of_an_address():
    record("https://example.org/", Response(404))
    wait = datetime.timedelta(days=2)
    check = record("https://example.org/", Response(429, retry_after=wait))
    assert check.state == LinkState.BROKEN
    assert check.next_at == check.checked_at + wait


# The command


@pytest.mark.django_db
def test_addresses_of_what_was_not_withdrawn_are_asked():
    SourceFactory(url="https://example.org/source")
    StudyFactory(url="https://example.org/study", doi="10.1000/x")
    StudyFactory(url="https://example.org/source", doi="")
    ResourceFactory(url="https://example.org/draft", source=SourceFactory(url=""), draft=True)
    StudyFactory(url="https://example.org/withdrawn", doi="", withdrawn=True)
    assert Counter(addresses_in_use()) == Counter(
        [f"https://example.org/{name}" for name in ("source", "study", "draft")] + ["https://doi.org/10.1000/x"]
    )


@pytest.mark.django_db
def test_a_check_goes_on_where_it_was_stopped_and_asks_only_what_is_due(site: Site, capsys: Any):
    source = SourceFactory(url="")
    resources = [ResourceFactory(url=f"{site.address}/{number}", source=source) for number in range(3)]
    site.answers["/1"] = (404, {})
    LinkCheck.objects.create(
        address="https://example.org/unused", state="works", checked_at=timezone.now(), next_at=timezone.now()
    )
    call_command("check_links", limit=2, pause=0)
    assert LinkCheck.objects.count() == 2
    call_command("check_links", pause=0)
    call_command("check_links", pause=0)
    assert Counter(path for method, path in site.asked if method == "HEAD") == Counter(["/0", "/1", "/2"])
    assert set(LinkCheck.objects.values_list("address", flat=True)) == {each.url for each in resources}
    assert f"Broken: {site.address}/1" in capsys.readouterr().out
    LinkCheck.objects.update(next_at=timezone.now())
    assert len(due(addresses_in_use())) == 3


@pytest.mark.django_db(transaction=True)
def test_one_check_runs_at_a_time():
    other, lock = connection.copy(), pglock.advisory(LOCK).int_lock_id
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        with pytest.raises(CommandError, match="running"):
            call_command("check_links")
        with other.cursor() as cursor:
            # The server lets go of it a moment after the connection is closed.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
    finally:
        other.close()
    call_command("check_links")


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_none_is_refused(limit: str):
    with pytest.raises(CommandError):
        call_command("check_links", f"--limit={limit}")
