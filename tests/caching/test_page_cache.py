"""Whole responses are cached for anonymous readers, and none is served once the content has changed."""

import gzip
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from caching import page_cache, query_cache
from caching.page_cache import PageCacheMiddleware
from caching.responses import CachedResponse, Serializer
from caching.stores import LocalStore, SharedStore
from caching.working_turns import WorkingTurns
from curation.models import Status
from database.servers import Server
from evidence.models import Study
from tests.factories import AudienceFactory, RecommendationFactory, StudyFactory
from tests.support.other_programs import other_connection
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def is_cached(client: Client, address: str, **headers: str) -> bool:
    """Whether an answer comes from the cache: then the version of the content is all that is read."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=headers).getvalue()
    return len(queries) == 1


def headers_of_page(response: Any) -> dict[str, str]:
    """All but the id of the request."""
    return {name: value for name, value in response.headers.items() if name != "X-Request-ID"}


@pytest.fixture(autouse=True)
def _no_older_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_cache, "_recent", {})


@pytest.fixture
def study() -> Study:
    study: Study = StudyFactory(slug="one", label="First label")
    return study


def test_an_answer_is_cached_for_the_next_reader(client: Client, study: Study) -> None:
    first, second = client.get("/studies/one/"), client.get("/studies/one/")
    assert first.content == second.content
    assert headers_of_page(first) == headers_of_page(second)
    assert is_cached(client, "/studies/one/")


@pytest.mark.parametrize(
    "address", ["/", "/studies/", "/studies.csv", "/studies.ris", "/evidence-map.svg", "/search/?q=label", "/about/"]
)
def test_pages_and_files_are_cached(client: Client, study: Study, address: str) -> None:
    before = client.get(address).getvalue()
    assert is_cached(client, address)
    assert client.get(address).getvalue() == before


def test_the_same_filters_in_another_order_are_one_page(client: Client) -> None:
    RecommendationFactory(audiences=[AudienceFactory(slug="pcns"), AudienceFactory(slug="icbs")])
    page = client.get("/recommendations/?audience=pcns&audience=icbs&certainty=low")
    for same in (
        "certainty=low&audience=icbs&audience=pcns",
        "audience=icbs&utm_source=mail&certainty=low&audience=pcns",
        "audience=icbs&audience=icbs&certainty=l%6Fw&audience=pcns&fbclid=x",
    ):
        assert is_cached(client, f"/recommendations/?{same}")
        assert client.get(f"/recommendations/?{same}").content == page.content
    assert not is_cached(client, "/recommendations/?audience=icbs&certainty=low")


def test_what_is_compared_stands_in_the_order_that_was_asked_for(client: Client) -> None:
    RecommendationFactory(reference="ABC-1", title="Train staff")
    RecommendationFactory(reference="ABC-2", title="Give time")
    page = client.get("/compare/?entry=ABC-2&entry=ABC-1").content.decode()
    assert page.index("Give time") < page.index("Train staff")
    form = client.get("/compare/?entry=&entry=B-1&entry=&entry=A-1").content.decode()
    assert re.findall('name="entry"[^>]* value="([^"]*)"', form) == ["B-1", "A-1", "", ""]


def test_a_query_that_is_not_percent_encoded_is_the_same_page(client: Client, study: Study) -> None:
    page = client.get("/search/", QUERY_STRING="q=café".encode().decode("latin-1"))
    assert "<title>No results for “café”" in page.content.decode()
    assert is_cached(client, "/search/?q=caf%C3%A9")


def test_a_change_by_anyone_shows_in_the_next_answer(client: Client, study: Study) -> None:
    for address in ("/studies/one/", "/studies/", "/studies.csv", "/search/?q=label"):
        assert b"First" in client.get(address).getvalue()
        assert is_cached(client, address)
        with other_connection() as other:
            other.execute("UPDATE evidence_study SET label = 'Second label'")
        assert b"Second" in client.get(address).getvalue()
        with other_connection() as other:
            other.execute("UPDATE evidence_study SET label = 'First label'")


def test_a_search_corrected_by_the_words_of_an_older_version_is_not_cached(
    client: Client, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_cached(client, "/search/?q=hypothermea")
    assert is_cached(client, "/search/?q=hypothermea")
    Study.objects.update(label="Hypothermia")
    assert not is_cached(client, "/search/?q=hypothermia")
    assert is_cached(client, "/search/?q=hypothermia")
    # Words are corrected by spellings that may be of an older version.
    for _ in range(2):
        assert "private" in client.get("/search/?q=hypothermea")["Cache-Control"]
    monkeypatch.setattr(query_cache, "_recent", {})
    assert "hypothermia" in client.get("/search/?q=hypothermea").content.decode()
    assert is_cached(client, "/search/?q=hypothermea")


def test_what_changes_while_a_page_is_built_is_not_missed(client: Client, study: Study, monkeypatch: Any) -> None:
    build = PageCacheMiddleware._built

    def changed_after_building(self: Any, request: HttpRequest, *args: Any) -> Any:
        respond = self.get_response

        def response_before_a_change(request: HttpRequest) -> Any:
            response = respond(request)
            with other_connection() as other:
                other.execute("UPDATE evidence_study SET label = 'Second label'")
            return response

        monkeypatch.setattr(self, "get_response", response_before_a_change)
        try:
            return build(self, request, *args)
        finally:
            monkeypatch.setattr(self, "get_response", respond)

    with monkeypatch.context() as patched:
        patched.setattr(PageCacheMiddleware, "_built", changed_after_building)
        assert b"First label" in client.get("/studies/one/").content
    assert b"Second label" in client.get("/studies/one/").content


def test_the_day_is_part_of_what_is_cached(client: Client, study: Study, monkeypatch: Any) -> None:
    client.get("/studies/one/")
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert not is_cached(client, "/studies/one/")


def test_who_is_signed_in_is_never_served_from_the_cache_nor_cached(client: Client, study: Study) -> None:
    curator = signed_in(person("carla", "Curator"))
    page = curator.get("/studies/one/")
    assert "private" in page.headers["Cache-Control"]
    assert not is_cached(client, "/studies/one/")
    assert not is_cached(curator, "/studies/one/")


def test_a_session_that_is_over_is_no_reason_to_serve_what_is_cached(client: Client, study: Study) -> None:
    client.get("/studies/one/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "over"
    assert not is_cached(client, "/studies/one/")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/studies/two/", 404),
        ("/studies/?nonsense=1", 400),
        ("/studies", 301),
        ("/admin/login/", 200),
    ],
)
def test_other_responses_are_not_cached(client: Client, address: str, status: int) -> None:
    for _ in range(2):
        response = client.get(address)
        assert response.status_code == status
        assert "no-cache" in response.headers["Cache-Control"]
        assert "ETag" not in response.headers


def test_a_withdrawn_entry_is_gone_at_once(client: Client, study: Study) -> None:
    assert client.get("/studies/one/").status_code == 200
    Study.objects.update(status=Status.DRAFT)
    assert client.get("/studies/one/").status_code == 404


def test_a_transaction_that_writes_neither_reads_nor_fills_the_cache(client: Client, study: Study) -> None:
    client.get("/studies/one/")
    with transaction.atomic():
        Study.objects.update(label="Not yet")
        assert b"Not yet" in client.get("/studies/one/").content
        transaction.set_rollback(True)
    assert b"First label" in client.get("/studies/one/").content


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("br ; q=0, GZIP; q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_client_gets_an_encoding_that_it_takes(
    client: Client, study: Study, accepted: str, encoding: str | None, decode: Callable[[bytes], bytes]
) -> None:
    plain = client.get("/studies/one/").content
    for _ in range(2):
        response = client.get("/studies/one/", headers={"Accept-Encoding": accepted})
        assert response.headers.get("Content-Encoding") == encoding
        assert decode(response.content) == plain
        assert int(response.headers["Content-Length"]) == len(response.content)
        assert {"Accept-Encoding", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_who_has_an_answer_is_told_that_it_did_not_change(client: Client, study: Study) -> None:
    tags = set()
    for accepted in ("br", "gzip", "identity"):
        tag = client.get("/studies/one/", headers={"Accept-Encoding": accepted}).headers["ETag"]
        assert tag.startswith('"')
        tags.add(tag)
        again = client.get("/studies/one/", headers={"Accept-Encoding": accepted, "If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert len(tags) == 3
    Study.objects.update(label="Second label")
    assert client.get("/studies/one/", headers={"Accept-Encoding": "br", "If-None-Match": tag}).status_code == 200


def test_who_asks_for_the_head_alone_gets_that_of_the_page(client: Client, study: Study) -> None:
    for address in ("/studies/one/", "/studies.csv"):
        page = client.get(address)
        page.getvalue()
        page, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert headers_of_page(head) == headers_of_page(page)
    again = client.head("/studies/one/", headers={"If-None-Match": client.head("/studies/one/").headers["ETag"]})
    assert again.status_code == 304


def test_an_answer_after_a_change_elsewhere_has_the_same_tag(client: Client, study: Study) -> None:
    tag = client.get("/about/").headers["ETag"]
    Study.objects.update(label="Second label")
    assert client.get("/about/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("suffix", ["csv", "ris", "bib", "json"])
def test_files_of_text_are_compressed(client: Client, study: Study, suffix: str) -> None:
    for _ in range(2):
        response = client.get(f"/studies.{suffix}", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(response.getvalue())


def test_pictures_are_not_compressed_again(client: Client, study: Study) -> None:
    response = client.get("/evidence-map.png", headers={"Accept-Encoding": "gzip, br"})
    assert not response.has_header("Content-Encoding")
    assert is_cached(client, "/evidence-map.png", **{"Accept-Encoding": "gzip, br"})


def test_what_cannot_be_compressed_is_cached_once(client: Client, study: Study, monkeypatch: Any) -> None:
    with monkeypatch.context() as patched:
        for accepted in ("br", "gzip", "identity"):
            client.get("/evidence-map.png", headers={"Accept-Encoding": accepted})
            patched.setattr(LocalStore, "set", lambda *_: pytest.fail("It is cached already."))


def middleware(respond: Callable[[HttpRequest], HttpResponse]) -> PageCacheMiddleware:
    """The cache before a view of every page."""
    return PageCacheMiddleware(respond)


def test_many_who_wait_for_a_page_have_it_built_once() -> None:
    built, has_begun, may_end = [], threading.Event(), threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        built.append(request.path)
        has_begun.set()
        assert may_end.wait(30)
        return HttpResponse("page")

    cached = middleware(slow)

    def ask(_: int) -> bytes:
        try:
            return cached(RequestFactory().get("/about/")).content  # type: ignore[attr-defined]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as readers:
        answers = readers.map(ask, range(8))
        assert has_begun.wait(30)
        may_end.set()
        assert set(answers) == {b"page"}
    assert built == ["/about/"]


def test_who_waits_for_a_page_lets_others_have_theirs() -> None:
    working, has_begun, may_end = WorkingTurns(2), threading.Event(), threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        if request.path == "/about/":
            has_begun.set()
            assert may_end.wait(60)
        return HttpResponse(request.path)

    cached = middleware(slow)

    def ask(path: str) -> bytes:
        try:
            with working.taken():
                return cached(RequestFactory().get(path)).content  # type: ignore[attr-defined]
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as readers:
        answers = readers.map(ask, ["/about/"] * 4)
        assert has_begun.wait(60)
        other = readers.submit(ask, "/glossary/")
        try:
            assert other.result(60) == b"/glossary/"
        finally:
            may_end.set()
        assert set(answers) == {b"/about/"}


def test_where_many_wait_for_a_page_the_next_is_counted_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "WAITING", 0)
    both = threading.Barrier(2)

    def slow(request: HttpRequest) -> HttpResponse:
        both.wait(60)
        return HttpResponse("page")

    cached = middleware(slow)

    def ask(_: int) -> bytes:
        try:
            return cached(RequestFactory().get("/about/")).content  # type: ignore[attr-defined]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as readers:
        assert list(readers.map(ask, range(2))) == [b"page"] * 2


def test_a_page_that_fails_is_built_again_for_the_next() -> None:
    asked: list[None] = []

    def fails_once(request: HttpRequest) -> HttpResponse:
        asked.append(None)
        if len(asked) == 1:
            raise ValueError("broken")
        return HttpResponse("page")

    cached = middleware(fails_once)
    with pytest.raises(ValueError, match="broken"):
        cached(RequestFactory().get("/about/"))
    assert cached(RequestFactory().get("/about/")).content == b"page"  # type: ignore[attr-defined]


@override_settings(PAGE_CACHE_BYTES=100_000)
def test_what_is_cached_stays_within_its_bound() -> None:
    cached = middleware(lambda request: HttpResponse(request.GET["n"].encode() * 3_000))
    for n in range(100, 200):
        cached(RequestFactory().get("/about/", {"n": n}))
    store = cached.store
    assert isinstance(store, LocalStore)
    assert 0 < sum(answer.size for answer in store._responses.values()) <= 100_000


@override_settings(PAGE_CACHE_STORE="caching.stores.SharedStore")
def test_processes_share_what_is_cached_where_there_is_a_shared_cache() -> None:
    built: list[None] = []

    def respond(request: HttpRequest) -> HttpResponse:
        built.append(None)
        return HttpResponse("page")

    one, other = middleware(respond), middleware(respond)
    for each in (one, other, one):
        assert each(RequestFactory().get("/about/")).content == b"page"  # type: ignore[attr-defined]
    assert len(built) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"SERVICE_OWNER": "Another owner"},
        {"PAGE_CACHE_CONTROL": "public, max-age=60"},
        {"SESSION_COOKIE_NAME": "another-session"},
        {"CSRF_COOKIE_NAME": "another-token"},
    ],
)
@override_settings(PAGE_CACHE_STORE="caching.stores.SharedStore")
def test_a_new_release_answers_from_nothing_that_an_older_one_cached(changed: dict[str, Any]) -> None:
    old = middleware(lambda request: HttpResponse("old"))
    assert old(RequestFactory().get("/about/")).content == b"old"  # type: ignore[attr-defined]
    with override_settings(**changed):
        new = middleware(lambda request: HttpResponse("new"))
    assert new(RequestFactory().get("/about/")).content == b"new"  # type: ignore[attr-defined]


def test_pages_are_answered_without_the_shared_cache(client: Client, study: Study, settings: Any) -> None:
    settings.PAGE_CACHE_STORE = "caching.stores.SharedStore"
    settings.CACHES = {**settings.CACHES, "pages": {**settings.SHARED_CACHE, "LOCATION": "redis://127.0.0.1:1"}}
    assert client.get("/studies/one/").status_code == 200
    assert b"First label" in client.get("/studies/one/").content


def test_a_shared_cache_that_failed_is_left_alone_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    now = [0.0]

    def fail(name: str) -> None:
        asked.append(now[0])
        raise ConnectionError

    store = SharedStore(1_000)
    monkeypatch.setattr("caching.stores.time.monotonic", lambda: now[0])
    monkeypatch.setattr(store._cache, "get", fail)
    for now[0] in (0.0, 1.0, 4.9, 5.1, 6.0, 11.0):
        assert store.get("page") is None
    assert asked == [0.0, 5.1, 11.0]


#: What HTTP allows in a header, and more.
LATIN_1 = st.text(st.characters(max_codepoint=0xFF), max_size=50)


@given(st.binary(), st.sampled_from(["br", "gzip", ""]), LATIN_1, st.lists(st.tuples(LATIN_1, LATIN_1)).map(tuple))
def test_a_response_is_stored_as_it_is(body: bytes, encoding: str, etag: str, headers: Any) -> None:
    response = CachedResponse(body, encoding, etag, headers)
    assert Serializer().loads(Serializer().dumps(response)) == response


def named(name: str) -> Server:
    """A server whose connections say which it is."""
    return Server(name, {"application_name": name})


def server_asked() -> str:
    """The server that answers the view."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW application_name")
        return str(cursor.fetchone()[0])


def test_every_part_of_a_file_is_from_the_server_that_began_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> Iterator[str]:
        for _ in range(3):
            # As while the client is awaited, its connection is given back.
            connection.close()
            yield f"{server_asked()} "

    monkeypatch.setattr(page_cache, "for_reading", lambda: [named("reading")])
    connection.close()
    try:
        page = PageCacheMiddleware(lambda request: StreamingHttpResponse(parts()))(RequestFactory().get("/"))
        assert b"".join(page) == b"reading reading reading "
    finally:
        connection.close()


def test_after_a_server_that_failed_the_next_is_asked_by_a_connection_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = HttpResponse(status=503)
    failed.another_may_answer = True  # type: ignore[attr-defined]
    asked = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(server_asked())
        return failed if asked == ["first"] else HttpResponse()

    monkeypatch.setattr(page_cache, "for_reading", lambda: [named("first"), named("second")])
    connection.close()
    try:
        assert PageCacheMiddleware(view)(RequestFactory().get("/")).status_code == 200
        assert asked == ["first", "second"]
        assert failed.closed
    finally:
        connection.close()
