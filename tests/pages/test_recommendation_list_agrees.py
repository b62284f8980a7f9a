"""For any query string, the page's total, the counts beside the filters and the rows of each file agree."""

import csv
import datetime
import io
import json
import math
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from evidence.models import Population, Setting, Source, Theme
from lists.list_pages import PAGE_SIZE
from pages.new import feeds
from pages.new.kinds import SHARED
from recommendations.models import Audience, Certainty, Kind
from tests.factories.evidence import StudyFactory, ThemeFactory
from tests.factories.recommendations import RecommendationFactory
from tests.support.empty_database import connected_to
from tests.support.pages_seen import counts, text, total
from tests.support.real_base import copied

KNOWN = {
    "audience": ["icbs", "pcns", "trusts", "clinicians", "not-stated"],
    "certainty": [*Certainty.values],
    "theme": ["skills", "resources", "cultural-competency-training", "staff-champions", "structures"],
    "kind": [*Kind.values],
    "source": ["heec-empowering-staff", "rho-race-equality"],
    "indicator": ["1", "7", "9"],
    "setting": ["general-practice", "hospitals"],
    "population": ["lgbtq-people", "ethnic-minority-patients"],
    "sort": ["certainty", "title", "newest", "document", "relevance"],
    "q": ["staff", "training or mentoring", '"health equity"', "-staff", "the", "zzzz"],
    "page": ["1"],
    "changed_since": ["2026-01-05", "2026-06-01", "1 November 2026"],
}
FACETS = ("audience", "certainty", "theme", "kind", "source", "indicator", "setting", "population")

text_values = st.text(max_size=30) | st.sampled_from(
    ["'", '"', "%00", "<b>", "../..", "٣", "😀", "-1", "1e9", "NaN", "or"]
)
known_pairs = st.one_of(*(st.tuples(st.just(name), st.sampled_from(values)) for name, values in KNOWN.items()))
any_pairs = st.tuples(st.sampled_from([*KNOWN, "foo", "utm_source", "audience[]"]) | st.text(max_size=8), text_values)


@pytest.fixture(scope="module")
def varied_base(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The real base and, beside it, enough made-up recommendations for several pages, some of them not public.

    They are committed, to a database of this module's own, so that the pages are read from the cache as in service.
    """
    with copied("varied") as name, connected_to(name), django_db_blocker.unblock():
        brief = Source.objects.get(slug="heec-empowering-staff")
        audiences, themes = list(Audience.objects.all()), list(Theme.objects.all())
        settings_, populations = list(Setting.objects.all()), list(Population.objects.all())
        studies = [StudyFactory(), StudyFactory(draft=True)]
        for n in range(60):
            RecommendationFactory(
                source=brief,
                draft=n % 7 == 0,
                reference=f"HEEC-ES-{n + 100}",
                certainty=list(Certainty)[n % 5],
                kind=list(Kind)[n % 6],
                audiences=audiences[: n % 4],
                themes=[themes[n % len(themes)], themes[(n * 5) % len(themes)]],
                settings=settings_[: n % 3],
                populations=populations[n % 5 : n % 7],
                studies=studies,
            )
        # A theme that no public source has, so that it must show nowhere.
        ThemeFactory(framework__source__draft=True, name="Hidden theme", slug="hidden-theme")
        yield


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def references_in(feed: bytes) -> list[str]:
    links = ElementTree.fromstring(feed).iterfind("{*}entry/{*}link[@rel='alternate']")  # noqa: S314
    return [link.attrib["href"].rstrip("/").rpartition("/")[2] for link in links]


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@settings(max_examples=60)
@given(st.lists(known_pairs, max_size=6))
@pytest.mark.long
def test_known_values_agree_everywhere(pairs: list[tuple[str, str]]) -> None:
    # Search, order and page take one value.
    pairs = list({(name, value if name in FACETS else name): (name, value) for name, value in pairs}.values())
    client = Client()
    page = client.get(f"/recommendations/?{urlencode(pairs)}")
    export = client.get(f"/recommendations.csv?{urlencode(pairs)}")

    assert page.status_code == export.status_code == 200
    rows = csv_rows(export.getvalue())
    assert total(page) == len(rows)
    assert len({row["reference"] for row in rows}) == len(rows)
    shown = counts(page)
    for name in ("certainty", "kind", "source"):
        # Each result has one of these, so the counts of the chosen values add up to the total.
        chosen = {value for each, value in pairs if each == name}
        of_facet = {value: n for (facet, value), n in shown.items() if facet == name}
        assert sum(n for value, n in of_facet.items() if not chosen or value in chosen) == len(rows)
    assert ("theme", "hidden-theme") not in shown
    in_feed = references_in(client.get(f"/recommendations.atom?{urlencode(pairs)}").content)
    assert len(in_feed) == len(set(in_feed)) == min(len(rows), feeds.LENGTH)
    assert set(in_feed) <= {row["reference"] for row in rows}
    of_map = csv_rows(client.get(f"/recommendation-map.csv?{urlencode(pairs)}").getvalue())
    assert {row["recommendations"] for row in of_map if row["part"] == "total"} == {str(len(rows))}
    others = [(name, value) for name, value in pairs if name in SHARED]
    if len(others) == len(pairs):
        assert total(client.get(f"/new/?{urlencode([*others, ('type', 'recommendations')])}")) == len(rows)


def files(query: str) -> dict[str, list[str]]:
    """The references in each file of a list, in its order."""
    contents = {}
    for suffix in ("csv", "json", "xlsx", "docx"):
        response = Client().get(f"/recommendations.{suffix}?{query}")
        assert response.status_code == 200, suffix
        contents[suffix] = response.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(contents["xlsx"]), read_only=True)
    paragraphs: Any = docx.Document(io.BytesIO(contents["docx"])).paragraphs
    headings = [each.text for each in paragraphs if each.style.name == "Heading 2"]
    return {
        "csv": [row["reference"] for row in csv_rows(contents["csv"])],
        "json": [row["reference"] for row in json.loads(contents["json"])["recommendations"]],
        "xlsx": [row[0] for row in book["Recommendations"].iter_rows(min_row=2, values_only=True)],
        "docx": [heading.partition(":")[0] for heading in headings],
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@settings(max_examples=6)
@given(st.lists(known_pairs, max_size=4))
@example([("audience", "not-stated"), ("sort", "title")])
@pytest.mark.long
def test_every_file_holds_the_same_in_the_same_order(pairs: list[tuple[str, str]]) -> None:
    pairs = list({(name, value if name in FACETS else name): (name, value) for name, value in pairs}.values())

    held = files(urlencode(pairs))

    assert held["csv"] == held["json"] == held["xlsx"] == held["docx"]
    assert total(Client().get(f"/recommendations/?{urlencode(pairs)}")) == len(held["csv"])


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
def test_excel_and_json_say_what_the_csv_does() -> None:
    query = "q=staff&certainty=moderate&certainty=low"
    rows = csv_rows(Client().get(f"/recommendations.csv?{query}").getvalue())
    objects = json.loads(Client().get(f"/recommendations.json?{query}").getvalue())["recommendations"]
    book = openpyxl.load_workbook(io.BytesIO(Client().get(f"/recommendations.xlsx?{query}").getvalue()))
    assert book["Recommendations"].print_area == f"'Recommendations'!$A$1:$G${len(rows) + 1}"
    sheet = book["Recommendations"].iter_rows(min_row=2, values_only=True)

    def as_text(value: object) -> str:
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)

    for row, each, cells in zip(rows, objects, sheet, strict=True):
        assert list(each) == list(row)
        assert {name: as_text(value) for name, value in each.items()} == row
        assert [as_text(cell) for cell in cells] == list(row.values())
    # A row for each study of each of them, and none that is not public.
    studies = [cells[:3] for cells in book["Studies they rest on"].iter_rows(min_row=2, values_only=True)]
    assert {(reference, title) for reference, title, _ in studies} <= {(row["reference"], row["title"]) for row in rows}
    assert len(studies) == sum(len(each["studies"]) for each in objects)


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@settings(max_examples=25)
@given(st.lists(known_pairs, max_size=4), st.data())
@pytest.mark.long
def test_a_count_is_what_choosing_its_value_gives(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    pairs = list({(name, value if name in FACETS else name): (name, value) for name, value in pairs}.values())
    client = Client()
    shown = counts(client.get(f"/recommendations/?{urlencode(pairs)}"))
    name, value = data.draw(st.sampled_from(sorted(shown)))

    others = [(each, chosen) for each, chosen in pairs if each not in (name, "page")]
    page = client.get(f"/recommendations/?{urlencode([*others, (name, value)])}")

    assert total(page) == shown[name, value]


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@settings(max_examples=60)
@given(st.lists(known_pairs | any_pairs, max_size=6))
@example([("page", "99")])
@example([("page", "99"), ("foo", "1")])
@pytest.mark.long
def test_nothing_breaks_and_what_is_right_still_applies(pairs: list[tuple[str, str]]) -> None:
    client = Client()
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in pairs)
    page = client.get(f"/recommendations/?{query}")
    export = client.get(f"/recommendations.csv?{query}")

    assert page.status_code in (200, 400)
    if export.status_code == 200:
        assert total(page) == len(csv_rows(export.getvalue()))
    # A file has all rows, so that a page past the end is a mistake on the page alone.
    past_the_end = re.search(r"Page \d+ does not exist", text(page))
    assert export.status_code == page.status_code or (export.status_code == 200 and past_the_end)
    if page.status_code == 400:
        assert "There is a problem with this address" in text(page)


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("audience=icbs&audience=doctors", "“doctors” is not an audience that we hold"),
        ("certainty=Moderate", "“Moderate” is not a level of certainty that we hold"),
        ("theme=hidden-theme", "“hidden-theme” is not a theme that we hold"),
        ("audeince=icbs", "There is no filter called “audeince”"),
        ("sort=random", "“random” is not an order that this list has"),
        ("page=two", "Page must be a whole number, like 2"),
        ("page=0", "Page must be 1 or more"),
        ("q=one&q=two", "Give “q” one value, not 2"),
        ("q=a%00b", "Search has a character that cannot be searched for"),
        ("q=" + "a" * 301, "Search must be 300 characters or fewer"),
    ],
)
def test_what_is_wrong_is_named_on_the_page_and_in_the_export(client: Client, query: str, message: str) -> None:
    page = client.get(f"/recommendations/?{query}")

    assert page.status_code == 400
    assert message in text(page)
    for suffix in ("csv", "json", "xlsx", "docx"):
        export = client.get(f"/recommendations.{suffix}?{query}")
        assert export.status_code == 400
        assert message in export.getvalue().decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
def test_the_known_part_of_a_filter_still_applies(client: Client) -> None:
    right = total(client.get("/recommendations/?audience=icbs&certainty=low"))

    assert total(client.get("/recommendations/?audience=icbs&audience=doctors&certainty=low&foo=1")) == right


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
def test_a_page_past_the_end_says_how_many_there_are(client: Client) -> None:
    page = client.get("/recommendations/?page=99")
    pages = math.ceil(total(client.get("/recommendations/")) / PAGE_SIZE)

    assert page.status_code == 400
    assert f"Page 99 does not exist: there are {pages} pages" in text(page)
    assert total(page) == total(client.get("/recommendations/"))


@pytest.mark.django_db
@pytest.mark.usefixtures("varied_base")
@pytest.mark.parametrize("mistake", ["foo=1", "audience=doctors", "page=two", "sort=random", "q=one&q=two"])
def test_a_mistake_is_not_repeated_by_the_links_of_its_page(client: Client, mistake: str) -> None:
    page = client.get(f"/recommendations/?audience=icbs&{mistake}").content.decode()

    links = [unescape(href) for href in re.findall(r'href="([^"]*\?[^"]*)"', page)]
    assert "?audience=icbs&page=2" in links or "/recommendations.csv?audience=icbs" in links
    for href in links:
        address = href if href.startswith("/") else f"/recommendations/{href}"
        assert client.get(address).status_code == 200, href
    # What the error summary points to is there.
    for place in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{place}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/recommendations/A%00B/", "/recommendations/%ED%A0%80/", "/themes/%00/"])
def test_an_address_that_no_entry_can_have_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
