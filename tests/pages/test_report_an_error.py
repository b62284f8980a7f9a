"""“Report an error” on every entry."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.factories.evidence import (
    CaseStudyFactory,
    DefinitionFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import RecommendationFactory
from tests.factories.workforce import IndicatorFactory, StatisticFactory

pytestmark = pytest.mark.django_db

NAME = "Räume & <Rollen>: 100% “frei”?"
ENTRIES = [
    lambda: RecommendationFactory(title=NAME),
    lambda: StudyFactory(label=NAME),
    lambda: CaseStudyFactory(title=NAME),
    lambda: ThemeFactory(name=NAME),
    lambda: DefinitionFactory(term=NAME),
    lambda: ResourceFactory(title=NAME),
    lambda: StatisticFactory(label=NAME),
    lambda: SourceFactory(title=NAME),
    lambda: IndicatorFactory(number=7),
]


@pytest.mark.parametrize("make", ENTRIES)
def test_a_mail_names_the_entry_and_its_address(client: Client, settings: LazySettings, make) -> None:
    settings.ERROR_REPORT_EMAIL = "errors@example.org"
    entry = make()

    page = client.get(entry.get_absolute_url()).content.decode()

    (address,) = [part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("mailto:errors")]
    mail = urlsplit(unescape(address))
    told = parse_qs(mail.query, strict_parsing=True)
    assert mail.path == "errors@example.org"
    assert (NAME if "indicator" not in entry.get_absolute_url() else "WRES indicator 7") in told["subject"][0]
    assert told["body"][0].startswith(f"Page: http://testserver{entry.get_absolute_url()}\r\n")


@pytest.mark.parametrize("make", ENTRIES)
def test_without_an_address_nothing_leads_nowhere(client: Client, settings: LazySettings, make) -> None:
    settings.ERROR_REPORT_EMAIL = ""

    page = client.get(make().get_absolute_url()).content.decode()

    assert "Report an error" not in page
    # Mail to share an entry names nobody.
    assert "mailto:" not in page.replace("mailto:?", "")


def test_without_an_address_one_page_says_what_to_do(client: Client, settings: LazySettings) -> None:
    settings.ERROR_REPORT_EMAIL = ""

    page = client.get("/about/").content.decode()

    assert 'id="report-an-error"' in page
    assert "which page is wrong and what the source says" in page


def test_the_contents_of_an_entry_lead_to_its_report(client: Client, settings: LazySettings) -> None:
    settings.ERROR_REPORT_EMAIL = "errors@example.org"

    page = client.get(RecommendationFactory().get_absolute_url()).content.decode()

    assert page.index('href="#report"') < page.index('id="cite"') < page.index('id="report"')
