"""The pages of organisations: what each shows, compares and leaves out."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caching import content_version
from recommendations.models import Certainty
from tests.factories import (
    CaseStudyFactory,
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
    RecommendationFactory,
    SourceFactory,
)
from workforce.bands import BANDS
from workforce.models import Domain, Group, Indicator, Measure, MeasureKind, Organisation, OrganisationKind, TrustType
from workforce.models.organisations import ENGLAND

pytestmark = pytest.mark.django_db

PAGE = "/wres/organisations/RXX/"


@pytest.fixture
def england() -> Organisation:
    return OrganisationFactory(ods_code=ENGLAND, name="England (all NHS trusts)", kind=OrganisationKind.NATION)


@pytest.fixture
def trust(england: Organisation) -> Organisation:
    return OrganisationFactory(
        ods_code="RXX",
        name="Somewhere NHS Trust",
        trust_type=TrustType.AMBULANCE,
        region=OrganisationFactory(ods_code="Y99", name="Middle region", kind=OrganisationKind.REGION),
    )


@pytest.fixture
def discrimination() -> Measure:
    indicator = IndicatorFactory(number=8, name="Discrimination from colleagues", domain=Domain.EXPERIENCE)
    return MeasureFactory(slug="wres-8-percentage", indicator=indicator, kind=MeasureKind.PERCENTAGE)


@pytest.fixture
def appointment() -> Measure:
    indicator = IndicatorFactory(number=2, name="Appointment from shortlisting", kind=MeasureKind.RELATIVE_LIKELIHOOD)
    return MeasureFactory(slug="wres-2-relative-likelihood", indicator=indicator, kind=MeasureKind.RELATIVE_LIKELIHOOD)


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What a page says, in one line, without its markup."""
    response = client.get(path)
    assert response.status_code == status
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def percentages(
    measure: Measure, organisation: Organisation, year: int, bme: int, white: int, people: int = 1000, **more: Any
) -> None:
    """What staff of both groups say, each of so many people."""
    for group, events in ((Group.BME, bme), (Group.WHITE, white)):
        ObservationFactory(
            measure=measure,
            organisation=organisation,
            reporting_year=year,
            group=group,
            value=round(100 * events / people, 1),
            numerator=events,
            denominator=people,
            **more,
        )


# One organisation


def test_an_organisation_is_seen_at_a_glance_beside_england_and_its_own_past(
    client: Client, england: Organisation, trust: Organisation, discrimination: Measure
):
    percentages(discrimination, england, 2024, 160, 60)
    percentages(discrimination, trust, 2020, 200, 60)
    percentages(discrimination, trust, 2024, 300, 60)

    page = text_of(client, PAGE)

    assert "NHS trust, Ambulance, Middle region" in page
    assert "What we hold: indicator 8, WRES 2020 to 2024 (4 values)" in page
    assert "30.0% of ethnic minority staff, 6.0% of White staff WRES 2024" in page
    assert "Beyond chance" in page
    assert re.search(r"Beside England Worse Over the years Worsening since 2020", page)
    assert "30.0% of ethnic minority staff experienced discrimination" in page
    assert "England: 16.0% of ethnic minority staff, 6.0% of White staff. Higher here, which is worse, by more" in page


def test_figures_without_counts_get_no_verdict(
    client: Client, england: Organisation, trust: Organisation, appointment: Measure
):
    for organisation, value in ((england, "1.54"), (trust, "1.20")):
        ObservationFactory(
            measure=appointment, organisation=organisation, group=Group.BETWEEN, value=value, decimals_published=2
        )
    page = text_of(client, PAGE)
    assert "Closer to parity" in page
    assert "published without counts" in page
    assert "White applicants were 1.20 times as likely to be appointed" in page
    for verdict in ("Better", "Worse", "Similar", "Beyond chance"):
        assert f" {verdict} " not in page.partition("At a glance Indicator")[2].partition("Compare with")[0]


def test_an_organisation_without_values_says_so_plainly(client: Client, trust: Organisation, discrimination: Measure):
    page = text_of(client, PAGE)
    assert "We hold no WRES values for this organisation yet." in page
    assert "At a glance" not in page


def test_what_followed_what_is_linked(client: Client, trust: Organisation):
    OrganisationFactory(name="Former NHS Trust", succeeded_by=trust)
    after = OrganisationFactory(name="Later NHS Trust")
    trust.succeeded_by = after
    trust.save()
    page = text_of(client, PAGE)
    assert "Took the place of Former NHS Trust" in page
    assert "Its place was taken by Later NHS Trust" in page


def test_a_code_in_small_letters_leads_to_the_page_and_an_unknown_one_nowhere(client: Client, trust: Organisation):
    response = client.get("/wres/organisations/rxx/")
    assert (response.status_code, response["Location"]) == (301, PAGE)
    assert client.get("/wres/organisations/rxx/?with=region")["Location"] == f"{PAGE}?with=region"
    assert client.get("/wres/organisations/NOONE/").status_code == 404


def test_the_page_starts_with_the_widest_gap_and_what_works_on_it_strongest_evidence_first(
    client: Client, england: Organisation, trust: Organisation, discrimination: Measure, appointment: Measure
):
    percentages(discrimination, trust, 2024, 300, 60)
    ObservationFactory(measure=appointment, organisation=trust, group=Group.BETWEEN, value="1.10", decimals_published=2)
    case = CaseStudyFactory(title="How one trust did it")
    on_gap = {"indicators": [discrimination.indicator]}
    RecommendationFactory(title="Weaker", certainty=Certainty.LOW, **on_gap)
    RecommendationFactory(title="Stronger", certainty=Certainty.HIGH, case_studies=[case], **on_gap)
    RecommendationFactory(title="Not yet public", draft=True, **on_gap)

    start = text_of(client, PAGE).partition("Start here The widest")[2].partition("Each indicator 2.")[0]

    assert start.index("Discrimination from colleagues") < start.index("Appointment from shortlisting")
    assert start.index("Stronger") < start.index("Weaker")
    assert "How others did it: How one trust did it" in start
    assert "Not yet public" not in start
    assert "Add to my list" in start


def test_the_action_plan_that_a_gap_leads_to_has_the_indicator_as_success_measure(
    client: Client, trust: Organisation, discrimination: Measure
):
    percentages(discrimination, trust, 2024, 300, 60)
    RecommendationFactory(title="Do this", indicators=[discrimination.indicator])
    body = client.get(PAGE).content.decode()
    (href,) = re.findall(r'href="(/my-list/action-plan/[^"]+)"', body)
    plan = client.get(html.unescape(href)).content.decode()
    assert "Do this" in plan
    assert 'value="WRES indicator 8: Discrimination from colleagues"' in plan


def test_a_reader_chooses_what_to_compare_with(client: Client, trust: Organisation, discrimination: Measure):
    percentages(discrimination, trust, 2024, 200, 60)
    assert trust.region
    percentages(discrimination, trust.region, 2024, 150, 60)
    peer = OrganisationFactory(ods_code="RPP", name="Peer NHS Trust", trust_type=TrustType.AMBULANCE)
    percentages(discrimination, peer, 2024, 100, 60)
    for bme in (110, 120):
        other = OrganisationFactory(trust_type=TrustType.AMBULANCE)
        percentages(discrimination, other, 2024, bme, 60)

    assert "The Middle region: 15.0% of ethnic minority staff" in text_of(client, f"{PAGE}?with=region")
    assert "The middle of 4 trusts of the type “ambulance”: 11.5%" in text_of(client, f"{PAGE}?with=type")
    for peer_words in ("rpp", "peer"):
        assert "Peer NHS Trust: 10.0%" in text_of(client, f"{PAGE}?peer={peer_words}")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("with=friends", "“friends” is not what it can be compared with: england, region or type"),
        ("peer=nobody", "No organisation has “nobody” in its name, or as its code"),
        ("peer=trust", "Several organisations match “trust”. Give the code of one:"),
        ("from=2019", "Choose two WRES years"),
        ("from=2019&to=2019", "Choose two different WRES years"),
        ("from=²019&to=x", "Choose two WRES years"),
    ],
)
def test_what_cannot_be_compared_is_named_and_the_rest_still_stands(
    client: Client, trust: Organisation, discrimination: Measure, query: str, said: str
):
    OrganisationFactory(name="Another NHS Trust")
    percentages(discrimination, trust, 2024, 200, 60)
    page = text_of(client, f"{PAGE}?{query}", 400)
    assert said in page
    assert "At a glance" in page


def test_two_years_are_compared_in_words(client: Client, trust: Organisation, discrimination: Measure):
    percentages(discrimination, trust, 2019, 300, 60)
    percentages(discrimination, trust, 2024, 100, 60)
    page = text_of(client, f"{PAGE}?from=2024&to=2019")
    assert "WRES 2019: 30.0% of ethnic minority staff experienced" in page
    assert "Lower since, which is better, by more than chance alone would make." in page
    assert "There are no figures for WRES 2022. Years with figures: 2019 or 2024" in text_of(
        client, f"{PAGE}?from=2019&to=2022", 400
    )
    assert "WRES 0000" in text_of(client, f"{PAGE}?from=0000&to=9999", 400)


def test_two_years_that_hang_on_which_publication_is_right_are_not_compared(
    client: Client, trust: Organisation, appointment: Measure
):
    for year, value in ((2019, "1.3"), (2019, "1.6"), (2024, "1.4")):
        ObservationFactory(
            measure=appointment,
            organisation=trust,
            reporting_year=year,
            group=Group.BETWEEN,
            value=value,
            decimals_published=1,
        )
    page = text_of(client, f"{PAGE}?from=2019&to=2024")
    assert "The two years cannot be compared, because publications disagree." in page


def test_how_many_said_so_is_calculated_from_the_responses_and_that_is_said(
    client: Client, england: Organisation, trust: Organisation, discrimination: Measure
):
    said = "we calculate from the two how many staff said so"
    percentages(discrimination, england, 2024, 160, 60)
    percentages(discrimination, trust, 2024, 300, 60)
    assert said not in text_of(client, PAGE)
    trust.observations.update(numerator=None)
    page = text_of(client, PAGE)
    assert page.count(said) == 1
    assert "Beside England Worse" in page
    assert "lies between 27.2 and 32.9%" in page


def test_a_published_share_of_0_breaks_no_chart(client: Client, trust: Organisation):
    measure = MeasureFactory(
        slug="wres-3-entered-share", indicator=IndicatorFactory(number=3), kind=MeasureKind.PERCENTAGE
    )
    for year, bme in ((2022, "1.6"), (2023, "0.8"), (2024, "0.0")):
        dataset = DatasetFactory()
        for group, value in ((Group.BME, bme), (Group.WHITE, "0.8")):
            ObservationFactory(
                measure=measure,
                organisation=trust,
                reporting_year=year,
                group=group,
                value=value,
                decimals_published=1,
                dataset=dataset,
            )
    assert "cannot be calculated: nobody in one of the groups was affected" in text_of(client, PAGE)
    for chart in ("at-a-glance", "indicator-3"):
        assert client.get(f"{PAGE}{chart}.svg").status_code == 200


def test_a_funnel_plot_is_offered_only_where_it_can_be_drawn(
    client: Client, england: Organisation, trust: Organisation, discrimination: Measure
):
    funnel = f"{PAGE}indicator-8-funnel.svg"
    percentages(discrimination, trust, 2024, 300, 60)
    percentages(discrimination, OrganisationFactory(), 2024, 200, 60, dataset__source=SourceFactory(draft=True))
    percentages(discrimination, england, 2024, 160, 60)
    assert funnel not in client.get(PAGE).content.decode()
    assert client.get(funnel).status_code == 404
    england.observations.all().delete()
    percentages(discrimination, OrganisationFactory(), 2024, 200, 60)
    assert funnel not in client.get(PAGE).content.decode()
    percentages(discrimination, england, 2024, 160, 60)
    assert funnel in client.get(PAGE).content.decode()
    assert client.get(funnel).status_code == 200


def test_own_figures_are_not_said_to_be_published(client: Client, trust: Organisation, discrimination: Measure):
    percentages(discrimination, trust, 2024, 300, 60, dataset=DatasetFactory(title="Own", is_return=True))
    page = text_of(client, PAGE)
    assert "Own figures of the organisation [1]" in page
    assert "Published in" not in page


def test_a_draft_takes_nothing_from_the_latest_table_by_band(client: Client, trust: Organisation):
    measure = MeasureFactory(
        slug="wres-1-band-share", indicator=IndicatorFactory(number=1), kind=MeasureKind.PERCENTAGE
    )
    percentages(measure, trust, 2023, 200, 800, coverage=BANDS[0].label, dataset=DatasetFactory())
    percentages(measure, trust, 2024, 300, 700, coverage=BANDS[0].label, dataset__source=SourceFactory(draft=True))
    page = text_of(client, PAGE)
    assert "By pay band and grade, WRES 2023 Band or grade BME White" in page
    assert "80.0%" in page


def test_small_numbers_of_own_figures_are_nowhere_on_the_page(
    client: Client, trust: Organisation, discrimination: Measure
):
    percentages(discrimination, trust, 2024, 3, 60, 371, dataset__is_return=True)
    page = text_of(client, PAGE)
    assert "small numbers are not shown" in page
    assert "0.8%" not in page
    assert "3 of 371" not in page


def test_names_and_notes_are_escaped(client: Client, trust: Organisation, discrimination: Measure):
    hostile = "<script>alert(1)</script>"
    Organisation.objects.filter(pk=trust.pk).update(name=f"{hostile} Trust")
    percentages(discrimination, trust, 2024, 100, 60, note=hostile, dataset__title=hostile)
    for path in (PAGE, f"{PAGE}?peer={hostile}", f"{PAGE}?with={hostile}", f"/wres/compare/?organisation={hostile}"):
        assert hostile not in client.get(path).content.decode()


def test_more_words_than_any_name_has_find_nothing(client: Client, trust: Organisation, discrimination: Measure):
    words = "trust " * 1500
    assert "No organisation has" in text_of(client, f"{PAGE}?peer={words}", 400)
    assert "No organisation has" in text_of(client, f"/wres/compare/?organisation={words}", 400)


# Made-up organisations


@pytest.fixture
def example(discrimination: Measure) -> Organisation:
    OrganisationFactory(ods_code="EXALL", name="Example England", kind=OrganisationKind.NATION, is_made_up=True)
    trust = OrganisationFactory(ods_code="EX1", name="Example NHS Trust", is_made_up=True)
    percentages(discrimination, trust, 2024, 300, 60, dataset__is_made_up=True)
    return trust


def test_made_up_organisations_are_labelled_and_apart_from_real_ones(
    client: Client, trust: Organisation, example: Organisation
):
    page = text_of(client, "/wres/organisations/EX1/")
    assert "Example data" in page
    assert "England: no" not in page.replace("Example England: no", "")
    assert "Example NHS Trust" not in text_of(client, "/wres/organisations/")
    assert "Example data" in text_of(client, "/wres/organisations/?example=1")
    assert "No organisation has “EX1”" in text_of(client, f"{PAGE}?peer=EX1", 400)
    mixed = text_of(client, "/wres/compare/?organisation=EX1&organisation=RXX", 400)
    assert "Example data are not compared with real organisations" in mixed
    assert "EX1" not in client.get("/sitemap-organisations.xml").content.decode()
    assert "RXX" in client.get("/sitemap-organisations.xml").content.decode()


# The list


def test_the_list_finds_organisations_by_parts_of_names_and_by_code(client: Client, trust: Organisation):
    OrganisationFactory(ods_code="R1", name="Elsewhere Hospitals NHS Trust")
    assert "Elsewhere" not in text_of(client, "/wres/organisations/?q=somew")
    for words in ("trust some", "rxx"):
        page = text_of(client, f"/wres/organisations/?q={words}")
        assert "1 organisation matching" in page
        assert "Somewhere NHS Trust" in page


def test_the_list_says_what_is_held_of_each_and_filters_by_it(
    client: Client, trust: Organisation, discrimination: Measure
):
    percentages(discrimination, trust, 2024, 200, 60)
    page = text_of(client, "/wres/organisations/?indicator=8")
    assert "Indicator 8, WRES 2024 (2 values)" in page
    assert "England" not in page.partition("Results")[2]
    without = text_of(client, "/wres/organisations/?indicator=none&kind=nation")
    assert "1 nation without values" in without
    assert "“nine” is not an indicator that we hold" in text_of(client, "/wres/organisations/?indicator=nine", 400)


# Side by side


def test_organisations_stand_side_by_side_unranked(client: Client, trust: Organisation, discrimination: Measure):
    other = OrganisationFactory(ods_code="RAA", name="Another NHS Trust")
    percentages(discrimination, trust, 2024, 200, 60)
    percentages(discrimination, other, 2023, 100, 60)
    page = text_of(client, "/wres/compare/?organisation=RXX&organisation=another")
    assert page.index("Somewhere NHS Trust") < page.index("Another NHS Trust"), "as they were asked for"
    assert "20.0% of ethnic minority staff, 6.0% of White staff WRES 2024" in page
    assert "10.0% of ethnic minority staff, 6.0% of White staff WRES 2023" in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "two to four organisations"),
        ("organisation=RXX", 200, "two to four organisations"),
        ("organisation=RXX&organisation=nobody", 400, "No organisation has “nobody”"),
        ("&".join(f"organisation=R{n}" for n in range(5)), 400, "You chose 5"),
    ],
)
def test_too_few_too_many_or_unknown_organisations_get_a_form(
    client: Client, trust: Organisation, query: str, status: int, said: str
):
    assert said in text_of(client, f"/wres/compare/?{query}", status)


# All of them


def fill(indicator: Measure, trust: Organisation) -> None:
    """Adds one of everything that the pages show."""
    for number in (2, 8):
        measure = MeasureFactory(indicator=IndicatorFactory(number=number))
        ObservationFactory(measure=measure, organisation=trust, dataset__source=SourceFactory())
    for organisation in (trust, OrganisationFactory(trust_type=TrustType.AMBULANCE)):
        year = 2015 + organisation.observations.values("reporting_year").distinct().count()
        percentages(indicator, organisation, year, 300, 60, dataset=DatasetFactory(source=SourceFactory()))
    OrganisationFactory(succeeded_by=trust)
    RecommendationFactory(indicators=[indicator.indicator], case_studies=[CaseStudyFactory()])


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (PAGE, 24),
        (f"{PAGE}?with=type", 30),
        ("/wres/organisations/", 14),
        ("/wres/compare/?organisation=RXX&organisation=Y99", 18),
    ],
)
def test_pages_ask_the_same_number_of_questions_whatever_they_show(
    client: Client, trust: Organisation, discrimination: Measure, path: str, most: int
):
    fill(discrimination, trust)
    asked = []
    for _ in range(2):
        fill(discrimination, trust)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked.append(len([each for each in captured if each["sql"] != content_version.READ]))
    assert asked[0] == asked[1] <= most


def addresses() -> Iterator[str]:
    yield PAGE
    yield "/wres/organisations/"
    yield "/wres/compare/"


NAMES = (
    "with",
    "peer",
    "from",
    "to",
    "organisation",
    "q",
    "kind",
    "region",
    "type",
    "indicator",
    "example",
    "page",
    "sort",
)
VALUES = st.one_of(
    st.text(max_size=12), st.sampled_from(["england", "region", "type", "RXX", "2019", "2024", "1", "none"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5))
def test_no_query_breaks_a_page(
    client: Client, trust: Organisation, discrimination: Measure, query: list[tuple[str, str]]
):
    if not trust.observations.exists():
        percentages(discrimination, trust, 2019, 300, 60)
        percentages(discrimination, trust, 2024, 200, 60)
    data: dict[str, list[str]] = {}
    for name, value in query:
        data.setdefault(name, []).append(value)
    for path in addresses():
        assert client.get(path, data).status_code in (200, 400)


def test_an_indicator_of_an_unpublished_source_is_nowhere_on_the_page(
    client: Client, trust: Organisation, discrimination: Measure
):
    hidden: Indicator = IndicatorFactory(number=5, name="Hidden indicator", source=SourceFactory(draft=True))
    percentages(MeasureFactory(slug="wres-5-percentage", indicator=hidden), trust, 2024, 777, 60)
    percentages(discrimination, trust, 2024, 200, 60)
    percentages(discrimination, trust, 2023, 555, 60, dataset__source=SourceFactory(draft=True))
    page = text_of(client, PAGE)
    assert "Hidden indicator" not in page
    assert "77.7%" not in page
    assert "55.5%" not in page
    assert "Hidden indicator" not in text_of(client, "/wres/compare/?organisation=RXX&organisation=Y99")
