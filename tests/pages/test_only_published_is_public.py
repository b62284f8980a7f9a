"""What is not published shows nowhere that the public can look, by any address."""

import io
import zipfile

import pytest
from django.test import Client

from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    DefinitionFactory,
    FindingFactory,
    PassageFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory, RecommendationStudyFactory
from tests.factories.workforce import (
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
    StatisticFactory,
)
from workforce.models import OrganisationKind
from workforce.models.organisations import ENGLAND

SECRET = "Unpublished-words"
HIDDEN_STATES = ["draft", "in_review", "withdrawn"]

pytestmark = pytest.mark.django_db


def all_text(content: bytes) -> str:
    """What a page or a file says; of a zip, such as those of Word and Excel, what each file within it does."""
    if not content.startswith(b"PK"):
        return content.decode()
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def public_addresses() -> list[str]:
    """Every address of the public pages that lists or shows something, exports included."""
    from evidence.models import CaseStudy, Resource, Source, Study, Theme
    from recommendations.models import Audience, Recommendation
    from workforce.models import Indicator, Organisation

    models = (Source, Theme, Study, CaseStudy, Resource, Recommendation, Audience)
    lists = [
        "/",
        "/recommendations/",
        "/recommendations/?q=unpublished",
        *(f"/recommendations.{suffix}" for suffix in ("csv", "xlsx", "docx", "json")),
        *(
            f"/studies.{suffix}"
            for suffix in ("csv", "findings.csv", "ris", "bib", "json", "vancouver.docx", "harvard.txt")
        ),
        *("/case-studies.csv", "/resources.csv", "/statistics.csv", "/evidence-base.zip"),
        "/audiences/",
        "/themes/",
        "/studies/",
        "/studies/?q=unpublished",
        "/evidence-map/",
        "/evidence-map/?rows=audience&columns=design&cells=numbers",
        "/evidence-map.csv",
        "/evidence-map.svg",
        "/recommendation-map/",
        "/recommendation-map/?rows=source&columns=indicator&cells=numbers",
        "/recommendation-map.csv",
        "/recommendation-map.svg",
        "/case-studies/",
        "/sources/",
        "/glossary/",
        "/resources/",
        "/statistics/",
        "/wres/",
        "/wres/organisations/",
        "/wres/compare/",
        "/wres/compare.csv",
        "/wres.csv",
        "/new/",
        "/feed.atom",
        "/recommendations.atom",
        "/studies.atom",
        "/case-studies.atom",
        "/resources.atom",
        *(
            f"/sitemap-{each}.xml"
            for each in ("recommendations", "studies", "case-studies", "resources", "sources", "themes")
        ),
        "/my-list/",
        "/my-list.ris",
    ]
    for organisation in Organisation.objects.all():
        page = organisation.get_absolute_url()
        pictures = ("at-a-glance.svg", "indicator-8.svg", "indicator-8-funnel.svg")
        lists += [
            page,
            *(f"{page.rstrip('/')}.{suffix}" for suffix in ("csv", "docx")),
            *(page + each for each in pictures),
        ]
    for indicator in Indicator.objects.all():
        page = indicator.get_absolute_url()
        lists += [page, *(f"{page.rstrip('/')}{end}" for end in (".csv", "-spread.svg"))]
    return lists + [row.get_absolute_url() for model in models for row in model.objects.all()]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_an_unpublished_entry_shows_nowhere(client: Client, state: str) -> None:
    hidden = {state: True}
    source = SourceFactory()
    theme = ThemeFactory(framework__source=source)
    audience = AudienceFactory()
    study = StudyFactory(label=SECRET, themes=[theme], **hidden)
    CitationFactory(study=study, source=source)
    FindingFactory(study=study, source=source, statement=SECRET)
    case = CaseStudyFactory(source=source, title=SECRET, summary=SECRET, themes=[theme], studies=[study], **hidden)
    secret = RecommendationFactory(
        source=source,
        title=SECRET,
        statement=SECRET,
        themes=[theme],
        audiences=[audience],
        case_studies=[case],
        **hidden,
    )
    shown = RecommendationFactory(source=source, themes=[theme], case_studies=[case], related=[secret])
    RecommendationStudyFactory(recommendation=shown, study=study, note=SECRET)
    resource = ResourceFactory(source=source, title=SECRET, themes=[theme], **hidden)
    ResourceFactory(source=source, themes=[theme], locator=case.locator)
    for factory in (DefinitionFactory, PassageFactory, StatisticFactory):
        words = {DefinitionFactory: {"term": SECRET}, StatisticFactory: {"label": SECRET}}.get(
            factory, {"title": SECRET}
        )
        factory(source=source, **words, **hidden)

    own = {entry.get_absolute_url() for entry in (study, case, resource, secret)}
    seen = [address for address in public_addresses() if SECRET in all_text(client.get(address).getvalue())]

    # What is withdrawn says that it is, and why, at its own address alone.
    assert set(seen) == (own if state == "withdrawn" else set())
    for address in own:
        assert client.get(address).status_code == (410 if state == "withdrawn" else 404)
        assert client.get(f"{address}versions/1/").status_code == 404
        for suffix in ("ris", "txt"):
            assert client.get(f"{address.rstrip('/')}.{suffix}").status_code == 404


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_stands_in_an_unpublished_source_shows_nowhere(client: Client, state: str) -> None:
    source = SourceFactory(title=SECRET, short_title=SECRET, **{state: True})
    theme = ThemeFactory(framework__source=source, name=SECRET)
    study = StudyFactory(themes=[theme])
    CitationFactory(study=study, source=source)
    FindingFactory(study=study, source=source, statement=SECRET)
    entry = RecommendationFactory(source=source, title=SECRET, themes=[theme])
    shown = RecommendationFactory(themes=[theme], related=[entry])
    indicator = IndicatorFactory(source=source, name=SECRET)
    shown.indicator_links.create(indicator=indicator, reason=SECRET)
    case = CaseStudyFactory(source=source, title=SECRET, themes=[theme])
    ResourceFactory(source=source, title=SECRET, themes=[theme])
    ResourceFactory(themes=[theme], locator=case.locator)
    StatisticFactory(source=source, label=SECRET)
    DefinitionFactory(source=source, term=SECRET)

    seen = [address for address in public_addresses() if SECRET in all_text(client.get(address).getvalue())]

    assert seen == ([source.get_absolute_url()] if state == "withdrawn" else [])
    assert client.get(source.get_absolute_url()).status_code == (410 if state == "withdrawn" else 404)
    assert client.get(theme.get_absolute_url()).status_code == 404
    assert client.get(indicator.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_values_of_an_unpublished_source_show_nowhere(client: Client, state: str) -> None:
    source = SourceFactory(title=SECRET, **{state: True})
    dataset = DatasetFactory(title=SECRET, source=source)
    measure = MeasureFactory(slug="wres-8-percentage", indicator=IndicatorFactory(number=8))
    england = OrganisationFactory(ods_code=ENGLAND, name="England", kind=OrganisationKind.NATION)
    for organisation in (england, OrganisationFactory(ods_code="RXX")):
        for year in (2022, 2023):
            hidden = {"dataset": dataset, "value": "98.7", "decimals_published": 1, "note": SECRET}
            ObservationFactory(organisation=organisation, measure=measure, reporting_year=year, **hidden)
            ObservationFactory(organisation=organisation, measure=measure, reporting_year=year, value="12.3")

    said = {address: all_text(client.get(address).getvalue()) for address in public_addresses()}

    own = [source.get_absolute_url()] if state == "withdrawn" else []
    assert [address for address, text in said.items() if SECRET in text] == own
    assert [address for address, text in said.items() if "98.7" in text] == []
    assert all("12.3" in said[f"/wres/organisations/RXX{end}"] for end in ("/", ".docx", ".csv", "/indicator-8.svg"))
