"""What is new and changed: on its page, in the lists and in their feeds, which must all tell the same."""

import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from curation import workflow
from curation.last_changes import last_changes
from curation.models import Entry, PublishedVersion
from curation.public_history import PUBLISHED, public_histories
from evidence.models import Study
from pages.new.page import months_before
from recommendations.models import Recommendation
from tests.factories.evidence import (
    CaseStudyFactory,
    DefinitionFactory,
    PopulationFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.factories.workforce import StatisticFactory
from tests.support.pages_seen import counts, text, total

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def version(entry: Entry, day: int, month: int = 2) -> None:
    """Keeps the entry as a version that was published on a day of 2026."""
    kept = workflow.keep_version(entry)
    kept.published_at = datetime.datetime(2026, month, day, 12, tzinfo=datetime.UTC)
    kept.save()


def change(entry: Any, day: int, month: int = 2, **fields: object) -> None:
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    version(entry, day, month)


def feed(client: Client, address: str) -> ET.Element:
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own


def titles(feed: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in feed.iter(f"{ATOM}entry")]


@pytest.fixture
def source() -> Any:
    return SourceFactory(published_on=datetime.date(2026, 1, 1))


@pytest.fixture
def changed(source: Any) -> Recommendation:
    """Published on 5 January, and changed on 3 and 7 February."""
    entry: Recommendation = RecommendationFactory(
        title="Train staff", source=source, certainty="low", audiences=[AudienceFactory(slug="icbs")]
    )
    version(entry, 5, 1)
    change(entry, 3, statement="Everyone should train.")
    change(entry, 7, certainty="moderate")
    return entry


def test_the_page_tells_by_day_what_is_new_and_what_changed_in_words(
    client: Client, source: Any, changed: Recommendation
) -> None:
    RecommendationFactory(title="Give time", source=source, published_on=datetime.date(2026, 2, 1))
    DefinitionFactory(term="Fairness", source=source)

    page = client.get("/new/")
    words = text(page)

    assert total(page) == 4
    days = [
        "7 February 2026",
        "Train staff",
        "1 February 2026",
        "Give time",
        "5 January 2026",
        "Fairness",
        "1 January",
    ]
    places = [words.index(each) for each in days]
    assert places == sorted(places)
    assert "Changed recommendation Certainty changed from low to moderate" in words
    assert "Statement reworded" not in words
    assert "New definition" in words


def test_links_lead_to_what_is_new_for_a_while_and_keep_the_other_filters(
    client: Client, changed: Recommendation
) -> None:
    today = timezone.localdate()
    page = html.fromstring(client.get(f"/new/?audience=icbs&changed_since={today:%Y}-01-01").content)
    links = {link.text_content(): link for link in page.xpath("//nav[@aria-labelledby='since']//a")}

    assert list(links)[:4] == ["Last 7 days", "Last month", "Last 3 months", "This year"]
    assert [each for each, link in links.items() if link.get("aria-current")][:1] == ["This year"]
    assert list(links)[4] == f"{today:%B %Y}"
    assert links[f"{today:%B %Y}"].get("href") == f"?audience=icbs&changed_since={today:%Y-%m}-01"
    assert len(links) == 4 + 12
    for link in links.values():
        assert client.get(f"/new/{link.get('href')}").status_code == 200


@given(day=st.dates(datetime.date(1900, 1, 1)), months=st.integers(0, 600))
def test_months_before_a_day(day: datetime.date, months: int) -> None:
    before = months_before(day, months)

    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before.day < day.day and (before + datetime.timedelta(days=1)).day == 1)


def test_entries_of_a_day_come_source_by_source(client: Client) -> None:
    day = datetime.date(2026, 1, 1)
    sources = [SourceFactory(position=position, published_on=day) for position in (2, 1)]
    for position in (1, 2):
        for source in sources:
            RecommendationFactory(title=f"Step {position} of {source.position}", source=source, position=position)

    words = text(client.get("/new/?type=recommendations"))

    places = [words.index(f"Step {step} of {source}") for source in (1, 2) for step in (1, 2)]
    assert places == sorted(places)


def test_since_a_day_the_page_tells_all_that_changed_from_then(client: Client, changed: Recommendation) -> None:
    words = text(client.get("/new/?changed_since=2026-02-01"))
    assert "1 entry new or changed since 1 February 2026" in words
    assert "Statement reworded (3 February 2026)" in words
    assert "Certainty changed from low to moderate (7 February 2026)" in words
    assert "Changed recommendation" in words

    assert "New recommendation" in text(client.get("/new/?changed_since=2026-01-05&type=recommendations"))


def test_the_filters_of_each_list_decide_what_is_on_the_page(client: Client, source: Any) -> None:
    theme, people = ThemeFactory(slug="skills", framework__source=source), PopulationFactory(slug="carers")
    audience = AudienceFactory(slug="pcns")
    recommendation = RecommendationFactory(source=source, themes=[theme], audiences=[audience], populations=[people])
    StudyFactory(themes=[theme])
    CaseStudyFactory(source=source, populations=[people])
    ResourceFactory(source=source, themes=[theme])
    StatisticFactory(source=source)

    assert total(client.get("/new/")) == 6
    page = client.get("/new/?theme=skills")
    assert total(page) == 3
    assert counts(page)["type", "studies"] == 1
    assert counts(page)["type", "statistics"] == 0
    assert counts(page)["population", "carers"] == 1
    assert "3 entries about" in text(page)
    page = client.get("/new/?audience=pcns")
    assert total(page) == 1
    assert recommendation.title in text(page)
    assert total(client.get("/new/?population=carers&type=case-studies")) == 1
    assert total(client.get("/new/?type=recommendations&type=studies")) == 2
    assert "recommendations or studies" in text(client.get("/new/?type=recommendations&type=studies"))


@pytest.mark.parametrize("query", ["", "theme=skills", "type=studies&change=new", "changed_since=2026-02-01"])
def test_a_value_counts_what_choosing_it_would_give(client: Client, changed: Recommendation, query: str) -> None:
    theme = ThemeFactory(slug="skills")
    StudyFactory(themes=[theme])
    later = StudyFactory(themes=[theme], year=2001)
    version(later, 5, 1)
    change(later, 9, year=2002)
    changed.themes.add(theme)

    for (name, value), number in counts(client.get(f"/new/?{query}")).items():
        others = "&".join(each for each in query.split("&") if each and not each.startswith(f"{name}="))
        if number or name in ("type", "change"):
            assert total(client.get(f"/new/?{others}&{name}={value}")) == number, (name, value)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("changed_since=2026-02-30", "Changed since must be a real date, like 1 June 2026 or 2026-06-01"),
        ("changed_since=June", "Changed since must be a real date"),
        ("changed_since=9999-01-01", "Changed since must be today or in the past"),
        ("changed_since=%00", "Changed since must be a real date"),
        ("foo=1", "There is no filter called “foo”"),
    ],
)
@pytest.mark.parametrize("name", ["new", "recommendations", "studies", "case-studies"])
def test_what_is_wrong_is_named_on_the_page_and_in_the_feed(
    client: Client, name: str, query: str, message: str
) -> None:
    page = client.get(f"/{name}/?{query}")
    assert page.status_code == 400
    assert message in text(page)
    response = client.get(f"/{'feed' if name == 'new' else name}.atom?{query}")
    assert response.status_code == 400
    assert message in response.content.decode()


@pytest.mark.parametrize("day", ["2026-02-07", "7 February 2026", "7/2/2026", "07.02.2026", "7 Feb 2026"])
def test_a_day_may_be_written_as_people_write_it(client: Client, changed: Recommendation, day: str) -> None:
    RecommendationFactory(source=changed.source)
    for address in ("/recommendations/", "/new/"):
        page = client.get(address, {"changed_since": day})
        assert total(page) == 1
        assert "new or changed since 7 February 2026" in text(page)
    assert client.get("/recommendations.csv", {"changed_since": day}).getvalue().count(b"\r\n") == 2
    assert titles(feed(client, f"/recommendations.atom?changed_since={day.replace(' ', '+')}")) == [str(changed)]


def test_the_day_of_a_list_is_said_above_it_and_can_be_taken_away(client: Client, changed: Recommendation) -> None:
    page = client.get("/recommendations/?audience=icbs&changed_since=2026-02-01")
    assert "1 recommendation for ICBs new or changed since 1 February 2026" in text(page).replace(
        str(changed.audiences.first()), "ICBs"
    )
    (tag,) = html.document_fromstring(page.content.decode()).xpath("//a[contains(., 'Changed since: 1 February')]")
    assert tag.get("href") == "?audience=icbs"


def test_a_feed_says_what_changed_when_and_where(client: Client, changed: Recommendation) -> None:
    RecommendationFactory(source=changed.source, audiences=[])
    found = feed(client, "/recommendations.atom?audience=icbs")

    (entry,) = found.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == str(changed)
    assert entry.findtext(f"{ATOM}updated") == "2026-02-07T12:00:00+00:00"
    assert entry.findtext(f"{ATOM}published") == "2026-01-05T00:00:00+00:00"
    (link,) = entry.iter(f"{ATOM}link")
    assert link.get("href") == f"http://testserver{changed.get_absolute_url()}"
    summary = html.fromstring(f"<div>{entry.findtext(f'{ATOM}summary')}</div>").text_content()
    assert "Changed on 7 February 2026" in summary
    assert "Certainty changed from low to moderate" in summary
    addresses = {each.get("rel"): each.get("href") for each in found.findall(f"{ATOM}link")}
    assert addresses == {
        "self": "http://testserver/recommendations.atom?audience=icbs",
        "alternate": "http://testserver/recommendations/?audience=icbs",
    }
    assert found.findtext(f"{ATOM}updated") == "2026-02-07T12:00:00+00:00"


def test_an_entry_has_one_id_in_every_feed_whatever_changes(client: Client, changed: Recommendation) -> None:
    def guid(address: str) -> str:
        found = feed(client, address)
        (entry,) = (each for each in found.iter(f"{ATOM}entry") if changed.reference in each[0].text)  # type: ignore[operator]
        return entry.findtext(f"{ATOM}id", "")

    before = guid("/recommendations.atom")
    assert before.startswith("urn:uuid:")
    change(changed, 9, title="Train all staff")
    assert guid("/recommendations.atom") == before
    assert guid("/feed.atom?type=recommendations&change=changed") == before


def test_the_text_of_entries_does_no_harm_in_a_feed(client: Client) -> None:
    hostile = "<script>alert(1)</script> & \x01\x0b\ufffe ]]> \u202eevil\u0301"
    RecommendationFactory(title=hostile, statement=hostile)

    found = feed(client, "/recommendations.atom")
    (entry,) = found.iter(f"{ATOM}entry")
    assert "<script>alert(1)</script> & \ufffd\ufffd\ufffd ]]> \u202eevil\u0301" in entry.findtext(f"{ATOM}title", "")
    summary = html.fromstring(f"<div>{entry.findtext(f'{ATOM}summary')}</div>")
    assert not summary.xpath("//script")
    assert "<script>alert(1)</script>" in summary.text_content()


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_public_is_told_nowhere(client: Client, changed: Recommendation, state: str) -> None:
    hidden = SourceFactory(**{state: True})
    RecommendationFactory(title="Secret", **{state: True})
    RecommendationFactory(title="Secret", source=hidden)
    StudyFactory(label="Secret", **{state: True})
    DefinitionFactory(term="Secret", source=hidden)
    secret = CaseStudyFactory(title="Secret", source=hidden)
    changed.case_studies.add(secret)
    version(changed, 11)

    for address in (
        "/new/",
        "/feed.atom",
        "/recommendations.atom",
        "/studies.atom",
        "/case-studies.atom",
        "/resources.atom",
    ):
        assert "Secret" not in client.get(address).content.decode(), address
    # That it was linked to what nobody sees is no change.
    assert total(client.get("/recommendations/?changed_since=2026-02-08")) == 0
    for name in ("recommendations", "studies", "case-studies", "sources"):
        page = client.get(f"/sitemap-{name}.xml").content.decode()
        for row in (secret, hidden, *Recommendation.objects.filter(title="Secret"), *Study.objects.all()):
            assert f"{row.get_absolute_url()}<" not in page


def test_what_a_source_held_back_is_new_when_the_source_is(client: Client) -> None:
    entry = RecommendationFactory(source__published_on=datetime.date(2026, 3, 1), certainty="low")
    version(entry, 5, 1)
    change(entry, 7, certainty="high")

    (found,) = feed(client, "/recommendations.atom").iter(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}updated") == found.findtext(f"{ATOM}published") == "2026-03-01T00:00:00+00:00"
    assert "Certainty changed" not in text(client.get("/new/?type=recommendations"))


def test_the_days_of_a_list_are_those_of_its_entries_histories(changed: Recommendation, source: Any) -> None:
    hidden, study = CaseStudyFactory(draft=True), StudyFactory()
    entries = [RecommendationFactory(source=source, position=number) for number in range(6)]
    for entry in entries:
        version(entry, 6, 1)
    entries[0].study_links.create(study=study, bearing="supports")
    entries[1].case_studies.add(hidden)
    entries[2].audiences.add(AudienceFactory())
    entries[3].review_due_on = datetime.date(2030, 1, 1)
    PublishedVersion.objects.of(entries[4]).update(withdrawn_at=timezone.now())
    entries[5].themes.add(ThemeFactory(framework__source__draft=True))
    for entry in entries:
        entry.save()
        version(entry, 14)
    entries[1].title = "Another"
    entries[1].save()
    version(entries[1], 15)

    last = last_changes(Recommendation)
    histories = public_histories(Recommendation, list(last.keys))
    assert last.day_of == {key: history[0].on for key, history in histories.items()}
    assert set(last.unchanged) == {key for key, history in histories.items() if history[0].what == PUBLISHED}
    assert {entry.pk for entry in (entries[3], entries[5])} <= set(last.unchanged)
    assert list(last.days) == sorted(last.days, reverse=True)


def test_pages_say_where_their_feeds_are(client: Client, changed: Recommendation) -> None:
    page = html.document_fromstring(client.get("/recommendations/?audience=icbs&sort=title&page=1").content)
    hrefs = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert hrefs == ["/recommendations.atom?audience=icbs"]
    (link,) = page.xpath("//a[. = 'this feed']")
    assert link.get("href") == "/recommendations.atom?audience=icbs"
    assert link.getparent().text_content() == "Copy this feed’s address to a feed reader"
    for address in ("/", "/new/", "/about/", changed.get_absolute_url()):
        page = html.document_fromstring(client.get(address).content)
        assert page.xpath("//link[@rel='alternate']/@href") == ["/feed.atom"]


def test_a_feed_says_what_it_is_of_once_and_what_to_do_with_it(client: Client, changed: Recommendation) -> None:
    named = {
        "/feed.atom": "Equity Evidence: new and changed entries",
        "/feed.atom?changed_since=2026-01-05": "Equity Evidence: entries new or changed since 5 January 2026",
        "/recommendations.atom?audience=icbs": "Equity Evidence: new and changed recommendations for ",
    }
    for address, title in named.items():
        found = feed(client, address)
        assert found.findtext(f"{ATOM}title", "").startswith(title)
        assert "copy the address of this feed into a feed reader" in found.findtext(f"{ATOM}subtitle", "")


def test_a_feed_without_entries_and_a_page_without_any_are_whole(client: Client) -> None:
    assert titles(feed(client, "/feed.atom?q=nowhere")) == []
    page = client.get("/new/?q=nowhere")
    assert page.status_code == 200
    assert total(page) == 0


def test_the_sitemap_has_every_public_page_once_with_its_last_change(client: Client, changed: Recommendation) -> None:
    study, case = StudyFactory(), CaseStudyFactory(source=changed.source)
    theme = ThemeFactory(framework__source=changed.source)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    parts = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    found: dict[str, str] = {}
    for part in parts.iter(f"{space}loc"):
        page = client.get(str(part.text).removeprefix("http://testserver"))
        for url in ET.fromstring(page.content).iter(f"{space}url"):  # noqa: S314
            address = url.findtext(f"{space}loc", "").removeprefix("http://testserver")
            assert address not in found
            found[address] = url.findtext(f"{space}lastmod", "")

    for entry in (study, case, theme, changed.source, changed.audiences.get()):
        assert entry.get_absolute_url() in found
    assert found[changed.get_absolute_url()] == "2026-02-07"
    assert found["/recommendations/"] == ""
    for address in found:
        assert client.get(address).status_code == 200, address


def test_the_sitemap_has_an_entry_that_is_published_while_it_is_made(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = last_changes(Study)
    study = StudyFactory()
    monkeypatch.setattr("pages.sitemaps.last_changes", lambda model: before)
    assert f"{study.get_absolute_url()}</loc></url>" in client.get("/sitemap-studies.xml").content.decode()


def test_programs_are_kept_from_what_is_made_for_one_readers_choice(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/admin/", "/my-list/", "/compare/", "/wres/compare/", "/*.*?")),
        "Allow: /sitemap-",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]
    for page in ("", "board-paper/", "baseline/", "action-plan/"):
        assert '<meta name="robots" content="noindex">' in client.get(f"/my-list/{page}").content.decode()


def test_a_long_sitemap_comes_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch, source: Any) -> None:
    monkeypatch.setattr("pages.sitemaps._Rows.limit", 2)
    for _ in range(5):
        RecommendationFactory(source=source)

    parts = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-recommendations.xml?p=3<" in parts
    assert client.get("/sitemap-recommendations.xml?p=3").content.decode().count("<loc>") == 1
    assert client.get("/sitemap-recommendations.xml?p=4").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404
